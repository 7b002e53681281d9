import { describe, expect, it } from 'vitest'
import { startMock } from './attacked-mock.ts'

const paths = [
  '../../../etc/passwd',
  '..%2f..%2f..%2fetc%2fpasswd',
  '..%252f..%252fetc%252fpasswd',
  '%2e%2e/%2e%2e/etc/passwd',
  '....//....//etc/passwd',
  '..\\..\\windows\\win.ini',
  '..%5c..%5cwindows%5cwin.ini',
  '..%c0%af..%c0%afetc/passwd',
  '/etc/passwd',
  '//etc/passwd',
  'file:///etc/passwd',
  'C:%5Cwindows%5Cwin.ini',
  '.%00/../etc/passwd',
  'package.json',
  '../package.json',
  '../fixtures/world.json',
  '.env',
  'x%00.json',
  'con',
  '~root',
]

describe('a path that leads elsewhere', () => {
  it.each(paths)('reaches no file on either plane: %s', async (path) => {
    const mock = await startMock()
    for (const target of [
      `/${path}`,
      `/api/${path}`,
      `/api/../${path}`,
      `/api.php/${path}`,
      `/api.php?s=${path}`,
      `/user/${path}`,
      `/v2/${path}`,
      `/__admin/${path}`,
      `/__admin/../${path}`,
      `/__admin/requests/${path}`,
      `/__admin/mappings/${path}`,
      `/__admin/files/${path}`,
      `/t/${path}/__admin/world`,
      `/t/a/${path}`,
    ]) {
      const { text } = await mock.ask('GET', target)
      expect(text).toMatch(/^HTTP\/1\.1 [234]\d\d /)
      expect(text).not.toMatch(/root:.*:0:0|\[fonts\]|"devDependencies"|57Fk69oYgbs2a.*fixtures/)
    }
    expect(mock.log().filter((line) => line.startsWith('error'))).toEqual([])
  })

  it.each(paths)('names no snapshot: %s', async (path) => {
    const mock = await startMock()
    const plain = /^[\w.-]+$/.test(path)
    const put = await mock.admin('PUT', `snapshots/${path}`)
    expect(put.status === 200).toBe(plain)
    const restored = await mock.admin('POST', `snapshots/${path}/restore`)
    expect(restored.status).toBe(plain ? 200 : 404)
    const { body } = await mock.admin('GET', 'snapshots')
    expect(JSON.parse(body)).toEqual({ snapshots: plain ? [path] : [] })
  })

  it('is no tenant', async () => {
    const mock = await startMock()
    for (const key of ['..%2f..%2fx', 'a%2fb', 'a b', 'ä', '', 'x'.repeat(65), 'a%00', '*'])
      expect((await mock.ask('GET', `/t/${key}/__admin/world`)).status).toBe(400)
    for (const key of ['../x', 'a/b', 'a b', 'a, b', 'x'.repeat(65)])
      expect((await mock.ask('GET', '/__admin/world', { 'X-Mock-Tenant': key })).status).toBe(400)
    const { body } = await mock.admin('GET', 'tenants')
    expect(JSON.parse(body)).toEqual({ tenants: ['default'] })
  })

  it('is no fixture: those are named at the start, by whoever starts it', async () => {
    const mock = await startMock()
    for (const [method, path] of [
      ['PUT', 'fixtures/../../x'],
      ['GET', 'files'],
      ['PUT', 'files/x'],
    ] as const)
      expect([404, 422]).toContain((await mock.admin(method, path, {})).status)
    // The call takes the text of a fixture; a path is no member of it.
    expect((await mock.admin('POST', 'fixtures', { path: '/etc/passwd' })).status).toBe(400)
    // As WireMock answers an import without mappings; what the query names is not looked at.
    const { status, body } = await mock.admin('POST', 'mappings/import?from=/etc/passwd', {})
    expect([status, body.includes('root:')]).toEqual([500, false])
  })
})
