import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ending, exchange, rawRequest } from './raw-client.ts'
import { startToy, type ToyServer } from './toy-server.ts'

let toy: ToyServer
beforeAll(async () => {
  toy = await startToy({ limits: { headerTimeoutMs: 40, bodyTimeoutMs: 40 } })
})
afterAll(() => toy.close())

const pieces = [
  'GET / HTTP/1.1\r\n',
  'POST /toy/login HTTP/1.1\r\n',
  'BREW /t/a/x?__code=%zz HTTP/1.0\r\n',
  'OPTIONS * HTTP/1.1\r\n',
  'GET http://[::1]:80 HTTP/1.1\r\n',
  'Host: localhost\r\n',
  'Host: \r\n',
  'X-Mock-Tenant: a\r\n',
  'Prefer: fault=TRUNCATED_BODY, delay=1\r\n',
  'Prefer: ,;=",code=\r\n',
  'Origin: x\r\n',
  'Expect: 100-continue\r\n',
  'Upgrade: websocket\r\nConnection: Upgrade\r\n',
  'Transfer-Encoding: chunked\r\n',
  'Content-Length: 3\r\n',
  'Content-Length: -1\r\n',
  'Cookie: a=b; =; ;\r\n',
  '\r\n',
  '3\r\nabc\r\n0\r\n\r\n',
  '{"name":"x"}',
]

describe('a hostile client', () => {
  it('sends whatever it likes, and the next one is served', async () => {
    const part = fc.oneof(
      { weight: 6, arbitrary: fc.constantFrom(...pieces).map((text) => Buffer.from(text)) },
      { weight: 1, arbitrary: fc.uint8Array({ maxLength: 20 }).map((bytes) => Buffer.from(bytes)) },
    )
    await fc.assert(
      fc.asyncProperty(fc.array(part, { minLength: 1, maxLength: 8 }), async (parts) => {
        await exchange(toy.port, parts, (text) => text.length > 0)
        const { text } = await exchange(
          toy.port,
          rawRequest('POST', '/toy/login', {}, '{"name":"bob"}'),
          ending('{"code":0,"hello":"bob"}'),
        )
        expect(text).toMatch(/^HTTP\/1\.1 200 OK\r\n/)
      }),
      { seed: 2026, numRuns: 200 },
    )
  })
})
