import { connect } from 'node:net'
import fc from 'fast-check'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { createMockServer, type MockServer } from '../../src/index.ts'

let server: MockServer
beforeAll(async () => {
  server = await createMockServer()
})
afterAll(() => server.close())

/** What came back until the server closed the connection; undefined where it did not within a second. */
const send = (bytes: Buffer): Promise<string | undefined> =>
  new Promise((resolve) => {
    const socket = connect({ port: server.port, allowHalfOpen: true })
    let text = ''
    const timer = setTimeout(() => {
      socket.destroy()
      resolve(text === '' ? undefined : text)
    }, 1000)
    const done = () => {
      clearTimeout(timer)
      socket.destroy()
      resolve(text)
    }
    socket.setEncoding('latin1')
    socket.on('data', (chunk: string) => (text += chunk))
    socket.on('end', done).on('error', done)
    socket.end(bytes)
  })

const LOGIN = '/v2/enduser/enduserapi/wechatOffiaccountAuthLogin'
const fragment = fc.constantFrom(
  ...[
    '%',
    '%zz',
    '%00',
    '/..',
    ' ',
    '\t',
    '\r',
    '\n',
    '\r\n',
    '\0',
    '\x7f',
    '\xe4',
    '[',
    '#',
    '?',
    ':',
  ],
  ...[
    'HTTP/1.1',
    'HTTP/9',
    'Host: a',
    'Content-Length: 3',
    'Transfer-Encoding: chunked',
    '\r\n\r\n',
  ],
  ...['--B', '--B--', 'Content-Disposition: form-data; name="appId"', '; filename="x"', 'a=b', '&'],
)
const bytes = fc
  .array(fc.oneof(fragment, fc.string({ unit: 'binary', maxLength: 20 })), { maxLength: 30 })
  .map((parts) => Buffer.from(parts.join(''), 'latin1'))

const cat = (...parts: readonly (Buffer | string)[]): Buffer =>
  Buffer.concat(parts.map((part) => (typeof part === 'string' ? Buffer.from(part) : part)))

it.each([
  ['target', (some: Buffer) => cat(`POST ${LOGIN}`, some, ' HTTP/1.1\r\nHost: localhost\r\n\r\n')],
  [
    'header block',
    (some: Buffer) => cat(`POST ${LOGIN} HTTP/1.1\r\nHost: localhost\r\n`, some, '\r\n\r\n'),
  ],
  [
    'multipart body',
    (some: Buffer) =>
      cat(
        `PUT ${LOGIN} HTTP/1.1\r\nHost: localhost\r\nContent-Type: multipart/form-data; boundary=B\r\n`,
        `Content-Length: ${some.length}\r\n\r\n`,
        some,
      ),
  ],
] as const)(
  'any bytes as %s: an answer or a closed connection within a second',
  async (_, make) => {
    await fc.assert(
      fc.asyncProperty(bytes, async (some) => {
        const answer = await send(make(some))
        expect(answer).toMatch(/^(?:HTTP\/1\.1 \d{3} |\{|<html>|$)/)
      }),
      { numRuns: 60 },
    )
    expect(await send(cat('GET /v2/nothing HTTP/1.1\r\nHost: localhost\r\n\r\n'))).toMatch(
      /^HTTP\/1\.1 404 /,
    )
  },
)
