import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createMockServer, type MockServer } from '../../src/index.ts'
import { ending, exchange, rawRequest } from '../http/raw-client.ts'

let server: MockServer
beforeAll(async () => {
  server = await createMockServer({ clock: '2026-01-29T07:00:34Z', seed: 'test' })
})
afterAll(() => server.close())

const SHOP = '/api.php?s=nosuch/x'
const BODY = '{"msg":"nosuch 控制器不存在","code":-1000,"data":""}'
const LATIN1 = Buffer.from(BODY).toString('latin1')
const COOKIE = /Set-Cookie: PHPSESSID=[0-9a-v]{26,32}; path=\/\r\n/
const head = (text: string) => text.slice(0, text.indexOf('\r\n\r\n') + 4).replace(COOKIE, '')

describe('ShopXO behind nginx', () => {
  it('is chunked, and stays connected', async () => {
    const { text, end } = await exchange(
      server.port,
      rawRequest('POST', SHOP, { 'Content-Type': 'application/json' }, '{}'),
      ending('0\r\n\r\n'),
    )
    expect(head(text)).toBe(
      'HTTP/1.1 200 OK\r\nServer: nginx\r\nDate: Thu, 29 Jan 2026 07:00:34 GMT\r\n' +
        'Content-Type: application/json; charset=utf-8\r\nTransfer-Encoding: chunked\r\n' +
        'Connection: keep-alive\r\n\r\n',
    )
    expect(text).toMatch(COOKIE)
    expect(text.slice(text.indexOf('\r\n\r\n') + 4)).toBe(
      `${LATIN1.length.toString(16)}\r\n${LATIN1}\r\n0\r\n\r\n`,
    )
    expect(end).toBe('open')
  })

  it('says so when it will close', async () => {
    const { text, end } = await exchange(
      server.port,
      rawRequest('POST', SHOP, { Connection: 'close' }, '{}'),
    )
    expect(head(text)).toMatch(/Transfer-Encoding: chunked\r\nConnection: close\r\n\r\n$/)
    expect(end).toBe('closed')
  })

  it('chunks nothing to HTTP/1.0', async () => {
    const { text, end } = await exchange(server.port, `GET ${SHOP} HTTP/1.0\r\n\r\n`)
    expect(head(text)).toMatch(
      /\r\nContent-Type: application\/json; charset=utf-8\r\nConnection: close\r\n\r\n$/,
    )
    expect(text.slice(text.indexOf('\r\n\r\n') + 4)).toBe(LATIN1)
    expect(end).toBe('closed')
  })

  it('chunks nothing to HEAD', async () => {
    const { text } = await exchange(server.port, rawRequest('HEAD', SHOP, {}), ending('\r\n\r\n'))
    expect(head(text)).not.toContain('Transfer-Encoding')
    expect(text.endsWith('\r\n\r\n')).toBe(true)
  })

  it('is dribbled in chunks', async () => {
    const stub = {
      request: { urlPath: '/user/slow' },
      response: {
        body: 'abcdef',
        headers: { 'Transfer-Encoding': 'chunked' },
        chunkedDribbleDelay: { numberOfChunks: 3, totalDuration: 15 },
      },
    }
    await fetch(`${server.adminUrl}/mappings`, { method: 'POST', body: JSON.stringify(stub) })
    const { text } = await exchange(
      server.port,
      rawRequest('GET', '/user/slow', {}),
      ending('0\r\n\r\n'),
    )
    expect(text.slice(text.indexOf('\r\n\r\n') + 4)).toBe(
      '2\r\nab\r\n2\r\ncd\r\n2\r\nef\r\n0\r\n\r\n',
    )
  })
})

describe('Spring behind nginx', () => {
  it('has no reason and no length, and names the connection’s fate', async () => {
    const { text } = await exchange(
      server.port,
      rawRequest('POST', '/v2/enduser/enduserapi/wechatOffiaccountAuthLogin', {}),
      ending('0\r\n\r\n'),
    )
    expect(head(text)).toMatch(
      /^HTTP\/1\.1 200 \r\nServer: nginx\r\nDate: [^\r]*\r\nContent-Type: application\/json\r\nTransfer-Encoding: chunked\r\nConnection: keep-alive\r\n\r\n$/,
    )
  })
})

describe('HTTP/1.0 behind nginx', () => {
  it('may stay connected where there is a length', async () => {
    const { text, end } = await exchange(
      server.port,
      'OPTIONS /v2/enduser/enduserapi/userInfo HTTP/1.0\r\nConnection: keep-alive\r\n\r\n',
      ending('\r\n\r\n'),
    )
    expect(head(text)).toContain('\r\nContent-Length: 0\r\nConnection: keep-alive\r\n')
    expect(end).toBe('open')
  })
})

describe('Web API under IIS', () => {
  it('never names the connection', async () => {
    for (const connection of ['close', 'keep-alive']) {
      const { text } = await exchange(
        server.port,
        rawRequest('POST', '/api/Account/Nope', { Connection: connection }),
        ending('}'),
      )
      expect(head(text)).toBe(
        'HTTP/1.1 404 Not Found\r\nCache-Control: no-cache\r\nPragma: no-cache\r\n' +
          'Content-Type: application/json; charset=utf-8\r\nExpires: -1\r\n' +
          'Server: Microsoft-IIS/10.0\r\nX-AspNet-Version: 4.0.30319\r\nX-Powered-By: ASP.NET\r\n' +
          'Date: Thu, 29 Jan 2026 07:00:34 GMT\r\nContent-Length: 106\r\n\r\n',
      )
    }
  })

  it('answers any verb with 405', async () => {
    const { text } = await exchange(
      server.port,
      rawRequest('FOO', '/api/Account/SignupByThirdPart'),
    )
    expect(text).toMatch(/^HTTP\/1\.1 405 Method Not Allowed\r\n/)
    expect(text).toContain('\r\nAllow: POST\r\n')
    expect(text).toMatch(/does not support http method 'FOO'\."\}$/)
  })

  it('refuses a body over the limit with the page of 404.13', async () => {
    const { text } = await exchange(
      server.port,
      'POST /api/Account/SignupByThirdPart HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1048577\r\n\r\n',
      ending('</html>\r\n'),
    )
    expect(text).toMatch(/^HTTP\/1\.1 404 Not Found\r\n/)
    expect(text).toContain('Server: Microsoft-IIS/10.0\r\n')
  })
})
