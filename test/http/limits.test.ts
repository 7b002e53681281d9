import { connect } from 'node:net'
import { afterEach, describe, expect, it } from 'vitest'
import { ending, exchange, rawRequest } from './raw-client.ts'
import { startToy, type ToyServer } from './toy-server.ts'

let toy: ToyServer | undefined
afterEach(() => toy?.close())
const start = async (options: Parameters<typeof startToy>[0]) => (toy = await startToy(options))

const badRequest = (heading: string, text: string, length: number) =>
  'HTTP/1.1 400 Bad Request\r\nContent-Type: text/html; charset=us-ascii\r\n' +
  'Server: Microsoft-HTTPAPI/2.0\r\nDate: Thu, 29 Jan 2026 07:00:34 GMT\r\nConnection: close\r\n' +
  `Content-Length: ${length}\r\n\r\n` +
  '<!DOCTYPE HTML PUBLIC "-//W3C//DTD HTML 4.01//EN""http://www.w3.org/TR/html4/strict.dtd">\r\n' +
  '<HTML><HEAD><TITLE>Bad Request</TITLE>\r\n' +
  '<META HTTP-EQUIV="Content-Type" Content="text/html; charset=us-ascii"></HEAD>\r\n' +
  `<BODY><h2>${heading}</h2>\r\n<hr><p>HTTP Error 400. ${text}</p>\r\n</BODY></HTML>\r\n`

describe('a body over the limit', () => {
  it('is refused by its announced length, before it is sent', async () => {
    const { port, log } = await start({ limits: { bodyBytes: 10 } })
    const { text } = await exchange(
      port,
      'POST /toy/login HTTP/1.1\r\nHost: localhost\r\nExpect: 100-continue\r\nContent-Length: 11\r\n\r\n',
      ending('}'),
    )
    expect(text).toMatch(/^HTTP\/1\.1 413 Payload Too Large\r\n/)
    expect(text).toContain('The body is over 10 bytes; raise the limit with --body-bytes.')
    expect(log).toEqual(['warn request body over the limit: POST /toy/login'])
  })

  it('is refused while it comes, chunk by chunk', async () => {
    const { port, tenants } = await start({ limits: { bodyBytes: 10 } })
    const { text } = await exchange(
      port,
      [
        'POST /toy/login HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n',
        '6\r\n{"name\r\n6\r\n": "bo\r\n',
        '2\r\nb"\r\n1\r\n}\r\n0\r\n\r\n',
        rawRequest('POST', '/toy/login', {}, '{}'),
      ],
      ending('{"code":0}'),
    )
    expect(text).toMatch(/^HTTP\/1\.1 413 [^]*HTTP\/1\.1 200 OK/)
    const entries = tenants.of('default').script.journal.entries()
    expect(entries.map(({ reply }) => reply.status)).toEqual([413, 200])
  })
})

describe('other limits', () => {
  it('refuse long targets', async () => {
    const { port, log } = await start({ limits: { urlBytes: 20 } })
    const { text } = await exchange(port, rawRequest('GET', '/toy/login?aaaaaaaaaaaa'), ending('}'))
    expect(text).toMatch(/^HTTP\/1\.1 414 URI Too Long\r\n/)
    expect(log).toEqual(['warn request target over the limit: GET /toy/login'])
  })

  it('refuse many headers', async () => {
    const { port, log } = await start({ limits: { headerCount: 5 } })
    const many = Object.fromEntries(Array.from({ length: 9 }, (_, at) => [`X-${at}`, 'x']))
    const { text } = await exchange(port, rawRequest('GET', '/toy/login', many), ending('}'))
    expect(text).toMatch(/^HTTP\/1\.1 431 Request Header Fields Too Large\r\n/)
    expect(log).toEqual(['warn too many headers: GET /toy/login'])
  })

  it('refuse large headers as http.sys does', async () => {
    const { port, log } = await start({ limits: { headerBytes: 1000 } })
    const { text, end } = await exchange(port, rawRequest('GET', '/', { 'X-A': 'x'.repeat(2000) }))
    expect(text).toBe(
      badRequest(
        'Bad Request - Request Too Long',
        'The size of the request headers is too long.',
        346,
      ),
    )
    expect(end).toBe('closed')
    expect(log).toEqual(['warn malformed request refused: Header overflow'])
  })

  it('cut off slow headers and slow bodies', async () => {
    const { port, log } = await start({ limits: { headerTimeoutMs: 40, bodyTimeoutMs: 80 } })
    const slow = [
      exchange(port, 'GET / HTTP/1.1\r\nHost: loc'),
      exchange(port, 'POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 9\r\n\r\nabc'),
    ]
    for (const { text, end } of await Promise.all(slow)) {
      expect(text).toBe('')
      expect(end).toBe('closed')
    }
    expect(log).toEqual(
      Array(2).fill(
        'warn client too slow: its request was not complete in time, connection closed',
      ),
    )
  })

  it('turn away connections beyond the most', async () => {
    const { port, log } = await start({ limits: { connections: 1 } })
    const first = connect(port, '127.0.0.1')
    await new Promise((resolve) => first.once('connect', resolve))
    expect((await exchange(port, rawRequest('GET', '/'))).text).toBe('')
    first.destroy()
    expect(log).toEqual(['warn connection refused: 1 are open already'])
  })
})

describe('what is no HTTP', () => {
  it.each([
    ['a verb with a space in it', 'G@T / HTTP/1.1\r\nHost: a\r\n\r\n', 'verb', 326],
    ['a header name with a space', 'GET / HTTP/1.1\r\nHo st: a\r\n\r\n', 'header', 339],
  ])('is answered as http.sys does: %s', async (_name, bytes, kind, length) => {
    const { port } = await start({})
    const { text, end } = await exchange(port, bytes)
    expect(text).toBe(
      kind === 'verb'
        ? badRequest('Bad Request - Invalid Verb', 'The request verb is invalid.', length)
        : badRequest(
            'Bad Request - Invalid Header',
            'The request has an invalid header name.',
            length,
          ),
    )
    expect(end).toBe('closed')
  })

  it('or says two things about its length, is refused', async () => {
    const { port } = await start({})
    const { text } = await exchange(
      port,
      'POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n',
    )
    expect(text).toContain('There is an invalid content length or chunk length in the request.')
  })

  it('or names no host, is refused', async () => {
    const { port } = await start({})
    const { text, end } = await exchange(port, 'GET / HTTP/1.1\r\n\r\n')
    expect(text).toContain('<h2>Bad Request - Invalid Hostname</h2>')
    expect(end).toBe('closed')
  })
})

describe('a Host that is not this server', () => {
  it.each(['evil.example', 'evil.example:5013', 'localhost.evil.example', '127.0.0.1.nip.io', ''])(
    'is refused: %s',
    async (host) => {
      const { port, log } = await start({})
      const { text } = await exchange(port, rawRequest('GET', '/', { Host: host }), ending('}'))
      expect(text).toMatch(/^HTTP\/1\.1 421 Misdirected Request\r\n/)
      expect(log).toEqual(['warn host refused: GET /'])
    },
  )

  it.each([
    'localhost',
    'LOCALHOST:1',
    'shop.localhost',
    '10.0.0.7:80',
    '[::1]:5013',
    'localhost.',
  ])('is not: %s', async (host) => {
    const { port } = await start({})
    const { text } = await exchange(port, rawRequest('GET', '/', { Host: host }), ending('}'))
    expect(text).toMatch(/^HTTP\/1\.1 404 /)
  })
})

describe('a log line', () => {
  it('has control characters escaped', async () => {
    const { port, log } = await start({})
    const target = '/\u0007\u001b[31m'
    await exchange(port, rawRequest('GET', target, { Host: 'evil.example' }))
    expect(log.join('\n')).not.toMatch(/[\u0007\u001b]/)
  })
})
