import { describe, expect, it } from 'vitest'
import { exchange, rawRequest } from '../http/raw-client.ts'
import { serve } from '../support/command.ts'
import { startMock } from './attacked-mock.ts'

const LOGIN = '/api/Customer/AppAuthorization'
const login = (headers: Readonly<Record<string, string>> = {}) =>
  rawRequest('POST', LOGIN, { 'Content-Type': 'application/json', ...headers }, '{}')
const SLOW = { Prefer: 'delay=150' }
const DRIBBLED = '/dribbled'
const dribbled = rawRequest('GET', DRIBBLED)

/** What node's parser refuses, and the status that it is answered with; the first two are answered by the stack. */
const refused = [
  ['an unknown verb', 'FOO / HTTP/1.1\r\nHost: localhost\r\n\r\n', 404],
  ['a raw byte in the target', 'GET /\xe9 HTTP/1.1\r\nHost: localhost\r\n\r\n', 404],
  ['an unknown verb for an operation', `FOO ${LOGIN} HTTP/1.1\r\nHost: localhost\r\n\r\n`, 405],
  ['no verb', '@@@ / HTTP/1.1\r\n\r\n', 400],
  ['a bad header', 'GET / HTTP/1.1\r\nHo st: a\r\n\r\n', 400],
  ['a bad length', 'POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: x\r\n\r\n', 400],
  ['noise', '\0\xff\x16\x03', 400],
  [
    'a bad chunk',
    'POST / HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n',
    400,
  ],
] as const

/** The statuses of what came, which must be whole answers, one after the other, and nothing else. */
const statuses = (text: string): readonly number[] => {
  const found: number[] = []
  let rest = text
  while (rest !== '') {
    const end = rest.indexOf('\r\n\r\n')
    const head = rest.slice(0, end)
    const status = /^HTTP\/1\.1 (\d{3}) /.exec(head)?.[1]
    const length = /\r\nContent-Length: (\d+)/.exec(head)?.[1]
    if (end < 0 || status === undefined || length === undefined)
      throw new Error(`No answer: ${JSON.stringify(rest)}`)
    found.push(Number(status))
    rest = rest.slice(end + 4 + Number(length))
  }
  return found
}

describe.each([
  ['HTTP', false],
  ['HTTPS', true],
])('over %s, what node’s parser refuses', (_name, https) => {
  const start = async () => {
    const mock = await startMock({ https })
    const talk = async (...parts: string[]) => {
      const bytes = parts.map((part) => Buffer.from(part, 'latin1'))
      const { text, end } = await exchange(mock.server.port, bytes, undefined, https)
      expect(end).toBe('closed')
      return text
    }
    return { ...mock, talk }
  }

  describe.each(refused)('(%s)', (_kind, bytes, status) => {
    it('is answered alone', async () => {
      const { talk } = await start()
      expect(statuses(await talk(bytes))).toEqual([status])
    })

    it.each([
      ['in a packet of its own', (first: string) => [first, bytes]],
      ['in the same packet', (first: string) => [first + bytes]],
    ])('waits for the delayed answer before it: %s', async (_how, parts) => {
      const { talk, log } = await start()
      expect(statuses(await talk(...parts(login(SLOW))))).toEqual([200, status])
      expect(log().filter((line) => line.startsWith('error'))).toEqual([])
    })

    it('waits for several answers, whichever is the slow one', async () => {
      const { talk } = await start()
      const text = await talk(login(), login(SLOW) + login(), login() + bytes)
      expect(statuses(text)).toEqual([200, 200, 200, 200, status])
    })

    it('is answered once, whatever follows it', async () => {
      const { talk } = await start()
      const text = await talk(login(SLOW), bytes, bytes, login(), 'FOO /a HTTP/1.1\r\n\r\n', '\0')
      expect(statuses(text).slice(0, 2)).toEqual([200, status])
      expect(statuses(text)).toHaveLength(2)
    })

    it('does not stand within a dribbled answer', async () => {
      const { talk, server } = await start()
      const body = 'x'.repeat(1000)
      await addDribbled(server.port, https, body)
      const text = await talk(dribbled, bytes)
      expect(text).toContain(`\r\n\r\n${body}HTTP/1.1 ${status} `)
    })
  })

  it('ends nothing when it is itself the answer that is waited for', async () => {
    const { talk, log } = await start()
    const slow = `FOO ${LOGIN} HTTP/1.1\r\nHost: localhost\r\nPrefer: delay=100\r\n\r\n`
    expect(statuses(await talk(slow, 'BAR / HTTP/1.1\r\nHost: localhost\r\n\r\n'))).toEqual([405])
    expect(statuses(await talk(login(SLOW), slow, slow))).toEqual([200, 405])
    expect(log().filter((line) => line.startsWith('error'))).toEqual([])
  })

  it('is given up with its connection', async () => {
    const { server, log } = await start()
    for (const parts of [
      [login({ Prefer: 'delay=60' }), refused[0][1]],
      [login({ Prefer: 'delay=60, fault=CONNECTION_RESET_BY_PEER' }), refused[0][1]],
      [login({ Prefer: 'delay=60, fault=TRUNCATED_BODY' }), refused[3][1]],
      [login({ Prefer: 'fault=EMPTY_RESPONSE' }) + refused[0][1]],
    ])
      await exchange(server.port, [...parts, ''], undefined, https)
    expect(log().filter((line) => line.startsWith('error'))).toEqual([])
  })
})

const addDribbled = async (port: number, https: boolean, body: string): Promise<void> => {
  const mapping = JSON.stringify({
    request: { urlPath: DRIBBLED },
    response: {
      body,
      headers: { 'Content-Length': '1000' },
      chunkedDribbleDelay: { numberOfChunks: 5, totalDuration: 100 },
    },
  })
  const request = rawRequest('POST', '/__admin/mappings', { Connection: 'close' }, mapping)
  const { text } = await exchange(port, request, undefined, https)
  expect(text).toMatch(/^HTTP\/1\.1 201 /)
}

describe('an admin body that is announced', () => {
  const announce = (length: number) =>
    `PUT /__admin/world HTTP/1.1\r\nHost: localhost\r\nExpect: 100-continue\r\nContent-Type: application/json\r\nContent-Length: ${length}\r\n\r\n`

  it.each([2, 2_000_000, 16_777_216])('of %i bytes is asked for', async (length) => {
    const mock = await startMock()
    const { text } = await mock.raw(announce(length), (all) => all.includes('\r\n\r\n'))
    expect(text).toBe('HTTP/1.1 100 Continue\r\n\r\n')
  })

  it('is refused at once where it is over the limit', async () => {
    const mock = await startMock()
    const { text } = await mock.raw(announce(16_777_217), (all) => all.includes('}'))
    expect(text).toMatch(/^HTTP\/1\.1 413 /)
  })

  it('of the data plane is not asked for beyond its own limit', async () => {
    const mock = await startMock()
    const { text } = await mock.raw(
      announce(2_000_000).replace('PUT /__admin/world', `POST ${LOGIN}`),
      (all) => all.includes('\r\n\r\n'),
    )
    expect(text).not.toMatch(/^HTTP\/1\.1 100/)
  })
})

describe('the last net', () => {
  it('logs what no handler has caught, and the command serves on', async () => {
    const thrower = `process.on('SIGUSR2', () => { throw new Error('of\\nnobody') })`
    const server = await serve(['--memory'], {
      env: { NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(thrower)}` },
    })
    server.child.kill('SIGUSR2')
    for (let tries = 0; tries < 100 && server.stderr() === ''; tries++)
      await fetch(`${server.ready.url}/__admin/livez`)
    expect(server.stderr()).toBe('error: defect, the server goes on: Error: of\\u000anobody\n')
    expect((await fetch(`${server.ready.url}/__admin/livez`)).status).toBe(200)
    expect((await server.stop()).code).toBe(0)
  })
})
