import crypto from 'node:crypto'
import { syncBuiltinESMExports } from 'node:module'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { startMock } from './attacked-mock.ts'

describe('a page of another origin', () => {
  const origins = [
    'http://evil.example',
    'null',
    'file://',
    'http://localhost.evil.example:PORT',
    'http://127.0.0.1.evil.example:PORT',
    'http://evil.example#127.0.0.1:PORT',
    'http://127.0.0.1:PORT@evil.example',
    'http://evil.example/127.0.0.1:PORT',
    'http://sub.127.0.0.1:PORT',
    // Another port is another origin, and so is another name of the same machine.
    'http://127.0.0.1:1',
    'http://127.0.0.1',
    'http://localhost:PORT',
    'ftp://127.0.0.1:PORT',
    'chrome-extension://127.0.0.1:PORT',
    '127.0.0.1:PORT',
    ' ',
    'http://127.0.0.1:PORT http://evil.example',
    'http://127.0.0.1:PORT, http://evil.example',
  ]

  it.each(origins)('is refused by the admin API, without a word of CORS: %s', async (written) => {
    const mock = await startMock()
    const host = `127.0.0.1:${mock.server.port}`
    const origin = written.replace('PORT', String(mock.server.port))
    for (const [method, path] of [
      ['GET', 'requests'],
      ['GET', 'events'],
      ['POST', 'reset'],
      ['PUT', 'world'],
      ['POST', 'shutdown'],
      ['OPTIONS', 'mappings'],
      ['GET', 'livez'],
    ] as const) {
      const { status, head } = await mock.ask(method, `/__admin/${path}`, {
        Host: host,
        Origin: origin,
        'Access-Control-Request-Method': 'POST',
      })
      expect(status).toBe(403)
      expect(head).not.toMatch(/access-control|vary/i)
    }
    expect((await mock.admin('GET', 'livez')).status).toBe(200)
  })

  it('is not let in by an absolute target that says it is at home', async () => {
    const mock = await startMock()
    const { text } = await mock.raw(
      'GET http://localhost:1/__admin/version HTTP/1.1\r\nHost: localhost:2\r\n' +
        'Origin: http://localhost:2\r\nConnection: close\r\n\r\n',
    )
    expect(text).toMatch(/^HTTP\/1\.1 403 /)
  })

  it('cannot reset, stop or hold listeners by requests that have no Origin', async () => {
    const mock = await startMock()
    const from = async (site: string, dest: string, method = 'GET') =>
      (
        await mock.ask(method, '/__admin/version', {
          'Sec-Fetch-Site': site,
          'Sec-Fetch-Dest': dest,
        })
      ).status
    expect(await from('cross-site', 'image')).toBe(403)
    expect(await from('cross-site', 'iframe')).toBe(403)
    expect(await from('same-site', 'empty')).toBe(403)
    expect(await from('cross-site', 'document', 'POST')).toBe(403)
    // Somebody follows a link, or types the address: what it shows, no page can read.
    expect(await from('cross-site', 'document')).toBe(200)
    expect(await from('none', 'document')).toBe(200)
    expect(await from('same-origin', 'empty')).toBe(200)
  })

  it('is let in at home, still without CORS', async () => {
    const mock = await startMock()
    const host = `127.0.0.1:${mock.server.port}`
    for (const origin of [`http://${host}`, `HTTP://${host}`]) {
      const { status, head } = await mock.ask('GET', '/__admin/requests', {
        Host: host,
        Origin: origin,
      })
      expect(status).toBe(200)
      expect(head).not.toMatch(/access-control/i)
    }
  })

  it.each(['/__admin/nope', '/t/a/__admin/world', '/t/bad!key/__admin/world', '/__admin/requests'])(
    'hears no CORS from any refusal either: %s',
    async (target) => {
      const mock = await startMock({ limits: { headerCount: 12 } })
      for (const headers of [
        { Origin: 'http://evil.example' },
        { Origin: 'http://evil.example', Host: 'evil.example' },
        {
          Origin: 'http://evil.example',
          ...Object.fromEntries(Array.from({ length: 20 }, (_, at) => [`X-${at}`, 'x'])),
        },
      ]) {
        const { status, head } = await mock.ask('GET', target, headers)
        expect(status).toBeGreaterThanOrEqual(400)
        expect(head).not.toMatch(/access-control/i)
      }
    },
  )

  it('sees the data plane only as itself, and not at all with --no-cors', async () => {
    const target = '/v2/enduser/enduserapi/wechatOffiaccountAuthLogin'
    const headers = { Origin: 'http://app.example' }
    const open = await startMock()
    expect((await open.ask('POST', target, headers)).head).toContain(
      'Access-Control-Allow-Origin: http://app.example',
    )
    const closed = await startMock({ cors: false })
    expect((await closed.ask('POST', target, headers)).head).not.toMatch(/access-control/i)
  })
})

describe('the bearer token beyond loopback', () => {
  const token = 'correct-horse-battery-staple'
  const paths = ['world', 'requests', 'mappings', 'events', 'openapi.json', 'jwks.json', 'nope']

  it.each([
    undefined,
    '',
    'Bearer',
    'Bearer ',
    `Bearer ${token.slice(0, -1)}`,
    `Bearer ${token}x`,
    `Bearer ${token} ${token}`,
    `Bearer ${token.toUpperCase()}`,
    `Bearer x${token.slice(1)}`,
    `Basic ${Buffer.from(`admin:${token}`).toString('base64')}`,
    `Bearer ${'a'.repeat(8000)}`,
    token,
    `Bearer \u00e9`,
    'Bearer undefined',
    'Bearer null',
  ])('is not this: %s', async (authorization) => {
    const mock = await startMock({ host: '0.0.0.0', adminToken: token })
    const headers = authorization === undefined ? {} : { Authorization: authorization }
    for (const path of paths)
      for (const prefix of ['', '/t/a']) {
        const { status, text } = await mock.ask('GET', `${prefix}/__admin/${path}`, headers)
        expect(status).toBe(401)
        expect(text).toContain('WWW-Authenticate: Bearer\r\n')
        expect(text).not.toContain(token)
      }
    expect((await mock.ask('POST', '/__admin/shutdown', headers)).status).toBe(401)
    expect(mock.log().join('\n')).not.toContain(token)
  })

  it('is this, and opens nothing to foreign pages and names', async () => {
    const mock = await startMock({ host: '0.0.0.0', adminToken: token })
    const headers = { Authorization: `Bearer ${token}` }
    const status = async (more: Readonly<Record<string, string>> = {}) =>
      (await mock.ask('GET', '/__admin/world', { ...headers, ...more })).status
    expect(await status()).toBe(200)
    expect(await status({ Origin: 'http://evil.example' })).toBe(403)
    expect(await status({ Host: 'evil.example' })).toBe(421)
    expect((await mock.ask('GET', '/__admin/world?token=' + token)).status).toBe(401)
  })

  it('is made up, long and new each time, where none is given', async () => {
    const [a, b] = [await startMock({ host: '0.0.0.0' }), await startMock({ host: '0.0.0.0' })]
    expect(a.server.adminToken).toMatch(/^[\w-]{32}$/)
    expect(a.server.adminToken).not.toBe(b.server.adminToken)
    expect((await a.admin('GET', 'world')).status).toBe(401)
  })

  it('asks probes for nothing, and tells them nothing', async () => {
    const mock = await startMock({ host: '0.0.0.0', adminToken: token })
    for (const path of ['livez', 'readyz']) {
      const { status, body } = await mock.admin('GET', path)
      expect(status).toBe(200)
      expect(Object.keys(JSON.parse(body) as object)).toEqual(['status', 'pid', 'instanceId'])
    }
    for (const path of ['livez/', 'livez/../world', 'livez%2f..%2fworld', 'LIVEZ/x'])
      expect((await mock.admin('GET', path)).body).not.toContain('userDomains')
  })
})

describe('comparing the token', () => {
  const { timingSafeEqual } = crypto
  afterEach(() => {
    crypto.timingSafeEqual = timingSafeEqual
    syncBuiltinESMExports()
  })

  it('is done in constant time, over digests of one length', async () => {
    const compare = vi.fn(timingSafeEqual)
    crypto.timingSafeEqual = compare
    syncBuiltinESMExports()
    const mock = await startMock({ adminToken: 'right' })
    for (const guess of ['', 'Bearer r', 'Bearer wrong', `Bearer ${'x'.repeat(999)}`])
      expect((await mock.ask('GET', '/__admin/world', { Authorization: guess })).status).toBe(401)
    expect(compare).toHaveBeenCalledTimes(4)
    for (const [a, b] of compare.mock.calls) expect([a.byteLength, b.byteLength]).toEqual([32, 32])
  })
})
