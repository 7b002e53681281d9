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
    // The window that it opens could be got hold of by a script of this origin.
    expect(await from('cross-site', 'document')).toBe(403)
    expect(await from('same-origin', 'document')).toBe(403)
    // Somebody types the address: no page gets hold of what it shows.
    expect(await from('none', 'document')).toBe(200)
    expect(await from('none', 'document', 'POST')).toBe(403)
    expect(await from('same-origin', 'empty')).toBe(403)
  })

  it('is let in at home only as the console, still without CORS', async () => {
    const mock = await startMock()
    const host = `127.0.0.1:${mock.server.port}`
    const page = await mock.ask('GET', '/__admin/', { 'Sec-Fetch-Dest': 'document' })
    const key = /<meta name="x-mock-console" content="([\w-]{32})" \/>/.exec(page.body)?.[1] ?? ''
    for (const origin of [`http://${host}`, `HTTP://${host}`])
      for (const [value, expected] of [
        [key, 200],
        ['', 403],
        [key.slice(1), 403],
        [key.toLowerCase(), 403],
      ] as const) {
        const { status, head } = await mock.ask('GET', '/__admin/requests', {
          Host: host,
          Origin: origin,
          'X-Mock-Console': value,
        })
        expect(status).toBe(expected)
        expect(head).not.toMatch(/access-control/i)
      }
    const foreign = { Host: host, Origin: 'http://evil.example', 'X-Mock-Console': key }
    expect((await mock.ask('GET', '/__admin/requests', foreign)).status).toBe(403)
  })

  it.each(['empty', 'iframe', 'object', 'embed', 'image', 'script', 'worker'])(
    'has no console value as %s',
    async (dest) => {
      const mock = await startMock()
      for (const site of ['same-origin', 'cross-site', 'none'])
        expect(
          (
            await mock.ask('GET', '/__admin/', {
              'Sec-Fetch-Site': site,
              'Sec-Fetch-Dest': dest,
            })
          ).text,
        ).not.toContain('x-mock-console')
    },
  )

  it('is not what a command line is taken for', async () => {
    const mock = await startMock()
    // Node's own fetch sends `Sec-Fetch-Mode: cors`.
    expect((await fetch(`${mock.server.adminUrl}/reset`, { method: 'POST' })).status).toBe(200)
    for (const headers of [
      {},
      { 'User-Agent': 'curl/8.5.0', Accept: '*/*' },
      { 'Sec-Fetch-Mode': 'cors', 'User-Agent': 'node', 'Accept-Language': '*' },
      { 'User-Agent': 'Mozilla/5.0 (Windows NT; en-US) WindowsPowerShell/5.1.19041.1' },
    ] as Readonly<Record<string, string>>[]) {
      const { status, head } = await mock.ask('POST', '/__admin/reset', headers)
      expect(status).toBe(200)
      expect(head).not.toMatch(/content-security-policy|nosniff/i)
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

describe('an answer that may hold what a client sent', () => {
  const login = '/api/Customer/AppAuthorization'
  const shop = '/api.php?ajax=ajax&s=%3Cimg%3E%2Fa'
  const walls = 'Content-Security-Policy: sandbox\r\nX-Content-Type-Options: nosniff'

  it.each(['document', 'iframe', 'frame', 'embed', 'object', 'fencedframe'])(
    'is sandboxed where a browser shows it: %s',
    async (dest) => {
      const mock = await startMock()
      for (const target of [login, shop, '/nowhere', '/t/a!b/x'])
        expect((await mock.ask('GET', target, { 'Sec-Fetch-Dest': dest })).head).toContain(walls)
    },
  )

  it('is sandboxed where a browser does not trust the address and tells less', async () => {
    const mock = await startMock()
    const { head } = await mock.ask('GET', shop, { 'Upgrade-Insecure-Requests': '1' })
    expect(head).toContain(walls)
  })

  it.each<[string, Readonly<Record<string, string>>]>([
    ['a command line', { Accept: '*/*' }],
    ['node', { 'Sec-Fetch-Mode': 'cors' }],
    ['a script of a page', { 'Sec-Fetch-Dest': 'empty', 'Sec-Fetch-Mode': 'cors' }],
    ['an image', { 'Sec-Fetch-Dest': 'image', 'Sec-Fetch-Mode': 'no-cors' }],
  ])('is the stack’s own, and nothing more, for %s', async (_who, headers) => {
    const mock = await startMock()
    for (const target of [login, shop, '/nowhere'])
      expect((await mock.ask('GET', target, headers)).head).not.toMatch(/security|sniff/i)
  })

  it('is never of a type that a browser renders where it is ours', async () => {
    const mock = await startMock()
    for (const query of ['__example=%3Cimg%3E', '__code=%3Cimg%3E', '__delay=%3Cimg%3E']) {
      const { head, body } = await mock.ask('GET', `${login}?__fault=WRONG_CONTENT_TYPE&${query}`)
      expect(body).toContain('<img>')
      expect(head).toMatch(/Content-Type: application\/problem\+json/)
    }
    const { head } = await mock.ask('POST', `${login}?__fault=WRONG_CONTENT_TYPE`, {}, '{}')
    expect(head).toMatch(/Content-Type: text\/plain\r/)
  })
})
