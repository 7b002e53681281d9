import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { connect as connectTls } from 'node:tls'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createMockServer, type MockServer } from '../../src/index.ts'

const lines: string[] = []
let servers: Readonly<Record<'http' | 'https', MockServer>>
beforeAll(async () => {
  const log = (level: string, line: string) => {
    if (level === 'error') lines.push(line)
  }
  servers = {
    http: await createMockServer({ log }),
    https: await createMockServer({ log, https: true }),
  }
})
afterAll(async () => {
  await Promise.all(Object.values(servers).map((server) => server.close()))
  expect(lines).toEqual([])
})

const open = (scheme: 'http' | 'https'): Socket => {
  const to = { port: servers[scheme].port, host: '127.0.0.1', allowHalfOpen: true }
  return scheme === 'http' ? connect(to) : connectTls({ ...to, rejectUnauthorized: false })
}

/** The request ids of the answers, in the order in which they came; the client says at once that it has sent all. */
const answersTo = async (scheme: 'http' | 'https', bytes: string): Promise<readonly string[]> => {
  const socket = open(scheme)
  let text = ''
  socket.on('data', (chunk) => (text += chunk.toString('latin1')))
  socket.on('end', () => socket.end())
  socket.end(bytes)
  await once(socket, 'close')
  return [...text.matchAll(/^HTTP\/1\.1 (\d{3})/gm)].map(([, status = '']) => status)
}

const request = (method: string, path: string, headers = '') =>
  `${method} ${path} HTTP/1.1\r\nHost: localhost\r\n${headers}\r\n`
const late = (ms: number) => `Prefer: delay=${ms}\r\n`

describe.each(['http', 'https'] as const)('over %s a client that has sent all', (scheme) => {
  const spring = '/v2/enduser/enduserapi/wechatOffiaccountAuthLogin'
  it.each([
    [
      'answers that are late, in their order',
      request('GET', spring, late(60)) + request('GET', '/x', late(5)) + request('GET', spring),
      ['405', '404', '405'],
    ],
    ['those before half a head', `${request('GET', '/x', late(60))}GET /x HTTP/1.1\r\nHo`, ['404']],
    [
      'those before half a body',
      `${request('GET', '/x', late(60))}${request('POST', '/x', 'Content-Length: 9\r\n')}ab`,
      ['404'],
    ],
    [
      'what node refuses',
      request('GET', '/x', late(60)) + request('FOO', '/x', late(5)),
      ['404', '404'],
    ],
    [
      'what nginx reads on',
      request('GET', spring, late(60)) + request('FOO', spring, late(5)) + request('BAR', spring),
      ['405', '405', '405'],
    ],
    ['CONNECT', request('GET', '/x', late(60)) + request('CONNECT', '/x', late(5)), ['404', '404']],
    [
      'an admin call',
      request('GET', '/x', late(60)) + request('GET', '/__admin/version'),
      ['404', '200'],
    ],
  ])('gets %s', async (_what, bytes, statuses) => {
    expect(await answersTo(scheme, bytes)).toEqual(statuses)
  })
})

it.each(['FOO', 'CONNECT', 'GET'])(
  'a client that resets behind %s harms nobody',
  async (method) => {
    const socket = open('http')
    socket.on('error', () => undefined)
    const closed = once(socket, 'close')
    await once(socket, 'connect')
    await new Promise((written) =>
      socket.write(request('GET', '/x', late(40)) + request(method, '/x', late(40)), written),
    )
    // An answer to another says that these have been read.
    expect(await answersTo('http', request('GET', '/x'))).toEqual(['404'])
    socket.resetAndDestroy()
    await closed
    expect(await answersTo('http', request('GET', '/x', late(90)))).toEqual(['404'])
  },
)

it('an answer that is due long after the client has sent all is given up, those before are not', async () => {
  const long = request('GET', '/x', late(600_000))
  expect(
    await answersTo('http', request('GET', '/x', late(20)) + long + request('GET', '/x')),
  ).toEqual(['404'])
})

it.each([
  ['of http.sys', `GET /x?\xe9 HTTP/1.1\r\nHo st: a\r\n\r\n`, '400'],
  ['of nginx', 'GET /v2/x HTTP/1.1\r\nHo st: a\r\nContent-Length: x\r\n\r\n', '400'],
  ['to CONNECT', request('CONNECT', '/x'), '404'],
])('the last answer %s reaches a client that goes on sending', async (_what, bytes, status) => {
  const socket = open('http')
  const failed: unknown[] = []
  socket.on('error', (error) => failed.push(error))
  const closed = once(socket, 'close')
  await once(socket, 'connect')
  socket.write(Buffer.from(bytes, 'latin1'))
  for (let at = 0; at < 4; at++) {
    // An answer to another says that what came before has been dealt with.
    await answersTo('http', request('GET', '/x'))
    socket.write('x'.repeat(1_000))
  }
  let text = ''
  socket.on('data', (chunk) => (text += chunk.toString('latin1')))
  socket.on('end', () => socket.end())
  await closed
  expect([text.slice(9, 12), failed]).toEqual([status, []])
})
