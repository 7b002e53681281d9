import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, describe, expect, it } from 'vitest'
import { DATE, LENGTH, type Headers, type Reply } from '../../src/core/wire.ts'
import { write } from '../../src/http/write.ts'
import { exchange, rawRequest } from './raw-client.ts'

const LIST: Headers = [
  ['Server', 'nginx'],
  ['Date', DATE],
  ['Content-Type', 'application/json'],
  ['Content-Length', LENGTH],
  ['Connection', 'keep-alive'],
]
const date = 'Thu, 29 Jan 2026 07:00:34 GMT'
const answer: Reply = { status: 200, headers: LIST, body: '{"a":1}', basis: 'inferred' }

let server: Server
afterEach(() => new Promise((resolve) => server.close(resolve)))

/** All that comes back for these requests, the last of which ends the connection. */
const sent = async (reply: Reply, requests: string, finished: number[] = []): Promise<string> => {
  server = createServer((request, response) => {
    request.resume()
    response.once('finish', () => finished.push(response.statusCode))
    write(reply, { request, response, date, last: false, own: true })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return (await exchange((server.address() as AddressInfo).port, requests)).text
}

const LAST = rawRequest('GET', '/', { Connection: 'close' }, '')
const thrice = rawRequest('POST', '/', {}, 'x') + rawRequest('GET', '/', {}, '') + LAST

describe('an answer written at once', () => {
  it.each<[string, Partial<Reply>]>([
    ['everyday', {}],
    ['not ASCII', { body: '{"a":"微信"}' }],
    ['long', { body: 'x'.repeat(5_000_000) }],
    ['without text', { body: '' }],
    ['a failure', { status: 404 }],
    ['of a status without a body', { status: 204 }],
    ['of a status that nobody has named', { status: 299 }],
    ['with a reason of its own', { reason: 'Fine' }],
    ['of bytes', { body: Buffer.from([0, 255]) }],
    ['that ends', { headers: LIST.with(4, ['Connection', 'close']) }],
    ['in chunks', { headers: LIST.with(3, ['Transfer-Encoding', 'chunked']) }],
    ['without a date', { headers: LIST.toSpliced(1, 1) }],
    ['with its length first', { headers: LIST.toReversed() }],
    ['with a header that is not ASCII', { headers: LIST.with(0, ['Server', 'é']) }],
  ])('is %s, and the same as from node', async (_what, part) => {
    const reply = { ...answer, ...part }
    const plain = await sent(reply, thrice)
    server.close()
    const shared = { ...reply, headers: Object.freeze([...reply.headers]) }
    expect(await sent(shared, thrice)).toBe(plain)
  })

  it.each(['HEAD', 'GET'])('answers %s alike', async (method) => {
    const requests = rawRequest(method, '/', {}, '') + LAST
    const plain = await sent(answer, requests)
    server.close()
    expect(await sent({ ...answer, headers: Object.freeze([...LIST]) }, requests)).toBe(plain)
  })

  it('lets node know when it has left', async () => {
    const finished: number[] = []
    await sent({ ...answer, headers: Object.freeze([...LIST]) }, thrice, finished)
    expect(finished).toHaveLength(3)
  })

  it('has the date of its time', async () => {
    const headers = Object.freeze([...LIST])
    const dates = [date, 'Thu, 29 Jan 2026 07:00:35 GMT']
    let at = 0
    server = createServer((request, response) => {
      const date = dates[at++] ?? ''
      write({ ...answer, headers }, { request, response, date, last: false, own: true })
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const requests = rawRequest('GET', '/', {}, '') + LAST
    const { text } = await exchange((server.address() as AddressInfo).port, requests)
    expect([...text.matchAll(/Date: (.*)\r/g)].map(([, found]) => found)).toEqual(dates)
  })
})
