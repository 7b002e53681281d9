import { describe, expect, it } from 'vitest'
import { startMock } from './attacked-mock.ts'

/** What a proxy that read the request otherwise would have let through. */
const SMUGGLED = 'GET /smuggled HTTP/1.1\r\nHost: localhost\r\n\r\n'
const POST = 'POST /api/Customer/AppAuthorization HTTP/1.1\r\nHost: localhost\r\n'

const shapes: readonly (readonly [what: string, bytes: string])[] = [
  [
    'TE and CL',
    `${POST}Transfer-Encoding: chunked\r\nContent-Length: 4\r\n\r\n0\r\n\r\n${SMUGGLED}`,
  ],
  [
    'CL and TE',
    `${POST}Content-Length: 6\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n${SMUGGLED}`,
  ],
  ['two lengths', `${POST}Content-Length: 0\r\nContent-Length: 50\r\n\r\n${SMUGGLED}`],
  ['the same length twice', `${POST}Content-Length: 0\r\nContent-Length: 0\r\n\r\n${SMUGGLED}`],
  ['a list of lengths', `${POST}Content-Length: 0, 0\r\n\r\n${SMUGGLED}`],
  ['a signed length', `${POST}Content-Length: +0\r\n\r\n${SMUGGLED}`],
  ['a negative length', `${POST}Content-Length: -1\r\n\r\n${SMUGGLED}`],
  ['a hex length', `${POST}Content-Length: 0x0\r\n\r\n${SMUGGLED}`],
  ['a length that is none', `${POST}Content-Length: \r\n\r\n${SMUGGLED}`],
  ['a length over 64 bits', `${POST}Content-Length: 18446744073709551617\r\n\r\n${SMUGGLED}`],
  ['an unknown coding', `${POST}Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n${SMUGGLED}`],
  ['a coding after chunked', `${POST}Transfer-Encoding: chunked, gzip\r\n\r\n0\r\n\r\n${SMUGGLED}`],
  [
    'chunked and identity',
    `${POST}Transfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\n${SMUGGLED}`,
  ],
  [
    'chunked twice',
    `${POST}Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n\r\n0\r\n\r\n${SMUGGLED}`,
  ],
  [
    'a vertical tab before chunked',
    `${POST}Transfer-Encoding: \u000bchunked\r\n\r\n0\r\n\r\n${SMUGGLED}`,
  ],
  ['a space before the colon', `${POST}Content-Length : 0\r\n\r\n${SMUGGLED}`],
  ['a tab before the colon', `${POST}Transfer-Encoding\t: chunked\r\n\r\n0\r\n\r\n${SMUGGLED}`],
  ['a folded header', `${POST}X-A: 1\r\n Content-Length: 50\r\n\r\n${SMUGGLED}`],
  ['a folded coding', `${POST}Transfer-Encoding:\r\n chunked\r\n\r\n0\r\n\r\n${SMUGGLED}`],
  ['a first header that is folded', `${POST.replace('Host', ' Host')}\r\n${SMUGGLED}`],
  ['bare line feeds', POST.replaceAll('\r\n', '\n') + `\n${SMUGGLED}`],
  ['a bare line feed within', `${POST}X-A: 1\nContent-Length: 50\r\n\r\n${SMUGGLED}`],
  ['a bare carriage return', `${POST}X-A: 1\rContent-Length: 50\r\n\r\n${SMUGGLED}`],
  ['a NUL in a header', `${POST}X-A: 1\0\r\n\r\n${SMUGGLED}`],
  ['a header without a name', `${POST}: 1\r\n\r\n${SMUGGLED}`],
  ['a header without a colon', `${POST}Content-Length\r\n\r\n${SMUGGLED}`],
  ['line feeds between chunks', `${POST}Transfer-Encoding: chunked\r\n\r\n1\na\n0\n\n${SMUGGLED}`],
  ['a chunk size with a sign', `${POST}Transfer-Encoding: chunked\r\n\r\n+0\r\n\r\n${SMUGGLED}`],
  ['a chunk size in 0x', `${POST}Transfer-Encoding: chunked\r\n\r\n0x0\r\n\r\n${SMUGGLED}`],
  [
    'a chunk size over 64 bits',
    `${POST}Transfer-Encoding: chunked\r\n\r\n10000000000000000\r\n${SMUGGLED}`,
  ],
  [
    'a chunk longer than said',
    `${POST}Transfer-Encoding: chunked\r\n\r\n1\r\nab\r\n0\r\n\r\n${SMUGGLED}`,
  ],
  [
    'a bare line feed in a chunk extension',
    `${POST}Transfer-Encoding: chunked\r\n\r\n0;a\n\r\n${SMUGGLED}`,
  ],
  ['a space in the target', `GET /a b HTTP/1.1\r\nHost: localhost\r\n\r\n${SMUGGLED}`],
  ['another version', `GET /a HTTP/1.2\r\nHost: localhost\r\n\r\n${SMUGGLED}`],
  ['no version', `GET /a\r\n${SMUGGLED}`],
  [
    'an unknown verb before',
    `BREW /a HTTP/1.1\r\nHost: localhost\r\nContent-Length: 3\r\n\r\n${SMUGGLED}`,
  ],
]

describe('a request that can be read in two ways', () => {
  it.each(shapes)('is refused, and nothing behind it is served: %s', async (_what, bytes) => {
    const mock = await startMock()
    const { text, end } = await mock.raw(Buffer.from(bytes, 'latin1'))
    expect(text).toMatch(/^HTTP\/1\.1 4\d\d /)
    expect(text.match(/HTTP\/1\.1 \d/g)).toHaveLength(1)
    expect(end).toBe('closed')
    const { body } = await mock.admin('GET', 'requests')
    expect(body).not.toContain('smuggled')
    expect(mock.log().filter((line) => line.startsWith('error'))).toEqual([])
  })

  it('is not: pipelined ones are served in their order', async () => {
    const mock = await startMock()
    const { text } = await mock.raw(
      `${POST}Content-Length: 2\r\n\r\n{}${POST}Transfer-Encoding: chunked\r\n\r\n2;ext=1\r\n{}\r\n0\r\nX-T: 1\r\n\r\n` +
        `GET /__admin/version HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n`,
    )
    expect(text.match(/HTTP\/1\.1 (?:415|200) /g)).toHaveLength(3)
    expect(text).toMatch(/"version":"[^"]+"\}$/)
  })

  it('cannot make a trailer count as a header', async () => {
    const mock = await startMock({ requireTenant: true })
    const { text } = await mock.raw(
      `${POST}Transfer-Encoding: chunked\r\nConnection: close\r\n\r\n2\r\n{}\r\n0\r\nX-Mock-Tenant: a\r\nHost: evil.example\r\n\r\n`,
    )
    expect(text).toContain('Tenant missing')
  })
})

describe('what is no HTTP at all', () => {
  it.each([
    ['TLS on a plain port', Buffer.from('16030100c8010000c40303', 'hex')],
    ['HTTP/2 without an upgrade', 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n'],
    ['noise', Buffer.from(Array.from({ length: 999 }, (_, at) => (at * 131) & 255))],
    ['nothing but line ends', '\r\n'.repeat(40_000)],
    ['CONNECT', 'CONNECT evil.example:443 HTTP/1.1\r\nHost: localhost\r\n\r\n'],
  ])('ends its connection and no other: %s', async (_what, bytes) => {
    const mock = await startMock({ limits: { headerTimeoutMs: 200 } })
    expect((await mock.raw(bytes)).end).not.toBe('open')
    expect((await mock.admin('GET', 'livez')).status).toBe(200)
  })

  it('is no way to another protocol', async () => {
    const mock = await startMock()
    for (const upgrade of ['websocket', 'h2c', 'TLS/1.2']) {
      const { text } = await mock.raw(
        `GET /__admin/version HTTP/1.1\r\nHost: localhost\r\nUpgrade: ${upgrade}\r\nConnection: Upgrade, close\r\n\r\n`,
      )
      expect(text).toMatch(/^HTTP\/1\.1 200 OK/)
    }
  })
})
