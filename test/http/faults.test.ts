import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { exchange, rawRequest } from './raw-client.ts'
import { startToy, type ToyServer } from './toy-server.ts'
import { compileConditions } from '../../src/scripting/stubs/request-match.ts'

let toy: ToyServer
beforeAll(async () => {
  toy = await startToy()
})
afterAll(() => toy.close())

const BODY = '{"code":0,"hello":"bob"}'
const GARBAGE = "lskdu018973t09sylgasjkfg1][]'./.sdlv"
const broken = (fault: string, method = 'POST') =>
  exchange(
    toy.port,
    rawRequest(method, '/toy/login', { Prefer: `fault=${fault}` }, '{"name":"bob"}'),
  )
const head = (framing: string, fault: string) =>
  'HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nDate: Thu, 29 Jan 2026 07:00:34 GMT\r\n' +
  `${framing}\r\nPreference-Applied: fault=${fault}\r\n\r\n`

describe('a fault on the socket', () => {
  it('CONNECTION_RESET_BY_PEER sends RST and nothing else', async () => {
    expect(await broken('CONNECTION_RESET_BY_PEER')).toEqual({ text: '', end: 'reset' })
  })

  it('EMPTY_RESPONSE sends FIN and nothing else', async () => {
    expect(await broken('EMPTY_RESPONSE')).toEqual({ text: '', end: 'closed' })
  })

  it('RANDOM_DATA_THEN_CLOSE sends what is no HTTP', async () => {
    expect(await broken('RANDOM_DATA_THEN_CLOSE')).toEqual({ text: GARBAGE, end: 'closed' })
  })

  it('MALFORMED_RESPONSE_CHUNK sends a head, then what is no chunk', async () => {
    const fault = 'MALFORMED_RESPONSE_CHUNK'
    expect(await broken(fault)).toEqual({
      text: head('Transfer-Encoding: chunked', fault) + GARBAGE,
      end: 'closed',
    })
  })

  it('TRUNCATED_BODY stops half-way', async () => {
    const fault = 'TRUNCATED_BODY'
    expect(await broken(fault)).toEqual({
      text: head('Content-Length: 24', fault) + BODY.slice(0, 12),
      end: 'closed',
    })
  })

  it('WRONG_CONTENT_LENGTH announces a byte less than it sends', async () => {
    const fault = 'WRONG_CONTENT_LENGTH'
    expect(await broken(fault)).toEqual({
      text: head('Content-Length: 23', fault) + BODY,
      end: 'closed',
    })
  })

  it('WRONG_CONTENT_TYPE sends JSON as plain text, and leaves the connection alone', async () => {
    const { text, end } = await exchange(
      toy.port,
      rawRequest('POST', '/toy/login', { Prefer: 'fault=WRONG_CONTENT_TYPE' }, '{"name":"bob"}'),
      (got) => got.endsWith(BODY),
    )
    expect(text).toMatch(/^HTTP\/1\.1 200 OK\r\nContent-Type: text\/plain\r\nDate: /)
    expect(end).toBe('open')
  })

  it('breaks an answer without a body as well', async () => {
    const lengths = []
    for (const fault of ['TRUNCATED_BODY', 'WRONG_CONTENT_LENGTH', 'MALFORMED_RESPONSE_CHUNK']) {
      const { text } = await broken(fault, 'HEAD')
      const [head = '', rest] = text.split('\r\n\r\n')
      lengths.push([/(Content-Length|Transfer-Encoding): .*/.exec(head)?.[0], rest])
    }
    expect(lengths).toEqual([
      ['Content-Length: 1', ''],
      ['Content-Length: 2', ''],
      ['Transfer-Encoding: chunked', GARBAGE],
    ])
  })

  it('turns a page into plain text, and frames what has no length', async () => {
    const { stubs } = toy.tenants.of('page').script
    const response = {
      headers: { 'Content-Type': 'text/html', 'Transfer-Encoding': 'chunked' },
      body: '<p>',
    }
    stubs.put({ id: 'page', match: {}, respond: { response } }, compileConditions)
    const ask = (fault: string) =>
      exchange(
        toy.port,
        rawRequest('GET', '/t/page/', { Prefer: `fault=${fault}`, Connection: 'close' }),
      )
    expect((await ask('WRONG_CONTENT_TYPE')).text).toContain('Content-Type: text/plain\r\n')
    expect((await ask('TRUNCATED_BODY')).text).toMatch(/\r\nContent-Length: 3\r\n[^]*\r\n\r\n<$/)
  })

  it('comes after the delay, and after the answers before it', async () => {
    const first = rawRequest('POST', '/toy/login', { Prefer: 'delay=30' }, '{"name":"bob"}')
    const second = rawRequest('POST', '/toy/login', { Prefer: 'fault=RANDOM_DATA_THEN_CLOSE' })
    const { text, end } = await exchange(toy.port, first + second)
    expect(text.endsWith(`${BODY}${GARBAGE}`)).toBe(true)
    expect(end).toBe('closed')
  })
})

describe('a dribbled answer', () => {
  it('comes in parts spread over time, of the announced length', async () => {
    const { stubs } = toy.tenants.of('slow').script
    stubs.put(
      {
        id: 'slow',
        match: {},
        respond: { chunkedDribbleDelay: { numberOfChunks: 4, totalDuration: 40 } },
      },
      compileConditions,
    )
    const parts: number[] = []
    const { text } = await exchange(
      toy.port,
      rawRequest('POST', '/t/slow/toy/login', {}, '{"name":"bob"}'),
      (got) => {
        parts.push(got.length)
        return got.endsWith(BODY)
      },
    )
    expect(text).toContain('Content-Length: 24\r\n')
    expect(parts).toHaveLength(4)
    expect(parts.map((length) => length - (parts[0] ?? 0))).toEqual([0, 6, 12, 18])
  })

  it('is not dribbled where there is nothing to', async () => {
    const { text } = await exchange(
      toy.port,
      rawRequest('HEAD', '/t/slow/toy/login', { Connection: 'close' }),
    )
    expect(text).toMatch(/^HTTP\/1\.1 200 OK\r\n[^]*Content-Length: 10\r\n\r\n$/)
  })

  it('ends when the client goes, without a word in the log', async () => {
    const request = rawRequest('POST', '/t/slow/toy/login', {}, '{"name":"bob"}')
    await exchange(toy.port, request, (got) => got.endsWith('\r\n\r\n{"code'))
    expect(toy.log).toEqual([])
  })
})

describe('a stub that answers what cannot be sent', () => {
  it('is told so, and harms nobody else', async () => {
    const { stubs } = toy.tenants.of('odd').script
    stubs.put(
      { id: 'odd', match: {}, respond: { response: { headers: { 'X A': 'a' } } } },
      compileConditions,
    )
    const { text } = await exchange(toy.port, rawRequest('GET', '/t/odd/', {}), (got) =>
      got.endsWith('}'),
    )
    expect(text).toMatch(
      /^HTTP\/1\.1 500 Internal Server Error\r\nContent-Type: application\/problem/,
    )
    expect(text).toContain('The answer cannot be sent: Header name must be a valid HTTP token')
  })
})
