import { describe, expect, it } from 'vitest'
import { startMock } from './attacked-mock.ts'

const planes = ['/api/Customer/AppAuthorization', '/__admin/version', '/t/a/__admin/world'] as const

describe.each(planes)('a Host that is not this server, on %s', (target) => {
  it.each([
    'evil.example',
    'evil.example:5013',
    'EVIL.EXAMPLE',
    'evil.example.',
    // DNS rebinding: names that resolve to loopback.
    '127.0.0.1.nip.io',
    'localtest.me',
    'localhost.evil.example',
    'localhost.evil.example.',
    'evil-localhost',
    'notlocalhost',
    'localhost:80:80',
    'localhost@evil.example',
    'evil.example#localhost',
    'localhost/.evil.example',
    'localhost%00.evil.example',
    '[::1].evil.example',
    '[evil.example]',
    '[::1',
    '::1',
    '127.1',
    '2130706433',
    '0x7f000001',
    '',
    '.',
    ':80',
    'localhost, evil.example',
  ])('is refused: %s', async (host) => {
    const mock = await startMock()
    const { status, head } = await mock.ask('GET', target, { Host: host, Origin: `http://${host}` })
    expect(status).toBe(421)
    expect(mock.log()).toEqual([`warn host refused: GET ${target.replace('/t/a', '')}`])
    if (target.includes('__admin')) expect(head).not.toMatch(/access-control/i)
  })

  it.each([
    'localhost',
    'LOCALHOST:1',
    'localhost.',
    'localhost.:80',
    'shop.localhost',
    'a.b.LocalHost:5013',
    '127.0.0.1:5013',
    // The dot is the root of DNS: a literal stays one.
    '127.0.0.1.',
    '10.0.0.7',
    '[::1]',
    '[::1]:5013',
    '[2001:db8::1]:80',
  ])('is not: %s', async (host) => {
    const mock = await startMock()
    expect((await mock.ask('GET', target, { Host: host })).status).not.toBe(421)
  })

  it('is refused in an absolute target, and beside one', async () => {
    const mock = await startMock()
    const send = async (authority: string, host: string) =>
      (await mock.ask('GET', `http://${authority}${target}`, { Host: host })).status
    expect(await send('evil.example', 'localhost')).toBe(421)
    expect(await send('localhost', 'evil.example')).toBe(421)
    expect(await send('evil.example:80', 'evil.example:80')).toBe(421)
    expect(await send('localhost@evil.example', 'localhost')).toBe(421)
    expect(await send('user:pass@localhost', 'localhost')).toBe(421)
    expect(await send('localhost', 'localhost')).not.toBe(421)
    expect(await send('[::1]:1', '127.0.0.1')).not.toBe(421)
  })

  it('is refused when there are two, in either order', async () => {
    const mock = await startMock()
    for (const hosts of [
      'Host: localhost\r\nHost: evil.example',
      'Host: evil.example\r\nhost: localhost',
      'Host: localhost\r\nHOST: localhost',
    ]) {
      const { text, end } = await mock.raw(`GET ${target} HTTP/1.1\r\n${hosts}\r\n\r\n`)
      expect(text).toMatch(/^HTTP\/1\.1 400 Bad Request\r\n/)
      expect(text).toContain('<h2>Bad Request - Invalid Hostname</h2>')
      expect(end).toBe('closed')
      expect(mock.log()).toEqual([`warn two hosts named: GET ${target.replace('/t/a', '')}`])
    }
  })

  it('is this server when it was said so, and only then', async () => {
    const mock = await startMock({ allowHosts: ['Mock.Test'] })
    const status = async (host: string) => (await mock.ask('GET', target, { Host: host })).status
    expect(await status('mock.test')).not.toBe(421)
    expect(await status('MOCK.test.:99')).not.toBe(421)
    expect(await status('sub.mock.test')).toBe(421)
    expect(await status('mock.test.evil.example')).toBe(421)
  })
})

describe('HTTP/1.0', () => {
  it('needs no Host, but a wrong one is wrong', async () => {
    const mock = await startMock()
    expect((await mock.raw('GET /__admin/version HTTP/1.0\r\n\r\n')).text).toMatch(
      /^HTTP\/1\.1 200/,
    )
    const wrong = await mock.raw('GET /__admin/version HTTP/1.0\r\nHost: evil.example\r\n\r\n')
    expect(wrong.text).toMatch(/^HTTP\/1\.1 421/)
  })
})
