import { expect, test } from 'vitest'
import { readLines } from './read-lines.ts'
import { excluded } from './spring-excluded.ts'
import { readSpringExchange } from './spring-exchange.ts'
import { replaySpring } from './spring.ts'

const lines = readLines(new URL('../recordings/spring/spring.jsonl.gz', import.meta.url))
const neighbours = readLines(new URL('../recordings/spring/neighbours.jsonl.gz', import.meta.url))

test('every exchange but those listed by name', { timeout: 120_000 }, async () => {
  const results = await replaySpring(lines)
  const failed = results.filter(({ passed }) => !passed)
  expect(failed.slice(0, 3).map(({ id, difference }) => `${id}\n${difference ?? ''}`)).toEqual([])
  expect(results).toHaveLength(lines.length - excluded.size)
  expect(failed).toHaveLength(0)
})

test('their neighbours, recorded from the same stack', { timeout: 120_000 }, async () => {
  const results = await replaySpring(neighbours)
  const failed = results.filter(({ passed }) => !passed)
  expect(failed.slice(0, 3).map(({ id, difference }) => `${id}\n${difference ?? ''}`)).toEqual([])
  expect(results).toHaveLength(neighbours.length)
})

test('what is listed was recorded, and is no more than a dozen', () => {
  const ids = new Set(lines.map((line) => readSpringExchange(line).id))
  expect([...excluded].filter((id) => !ids.has(id))).toEqual([])
  expect(excluded.size).toBeLessThanOrEqual(12)
})

test('a difference is shown with the request, the answers and what was bound', async () => {
  const exchange = {
    id: 'made-up',
    group: 'binding',
    request_base64: btoa(
      'PUT /v2/enduser/enduserapi/refreshToken?refreshToken=a HTTP/1.1\r\nHost: localhost\r\n\r\n',
    ),
    response_base64: btoa('HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\nx'),
    echo_base64: btoa(
      'HTTP/1.1 200 \r\nContent-Length: 46\r\n\r\n{"code":200,"data":{"refreshToken":"b"},"x":1}',
    ),
    connection: 'closed',
  }
  const [result] = await replaySpring([JSON.stringify(exchange)])
  expect(result?.passed).toBe(false)
  expect(result?.difference?.replace(/Date: .*/, 'Date: …')).toBe(
    [
      '    > PUT /v2/enduser/enduserapi/refreshToken?refreshToken=a HTTP/1.1',
      '    > Host: localhost',
      '    > ',
      '    > ',
      '    connection: expected closed',
      '    connection: actual   open',
      '    status line: expected HTTP/1.1 200 OK$',
      '    status line: actual   HTTP/1.1 200 $',
      '    headers: expected ',
      '      Content-Length: 1',
      '    headers: actual   ',
      '      Server: nginx',
      '      Date: …',
      '      Content-Type: application/json',
      '      Transfer-Encoding: chunked',
      '      Connection: keep-alive',
      '    framing: expected length',
      '    framing: actual   chunked',
      '    body: expected x',
      '    body: actual   {"code":5032,"msg":"token 验证失败"}',
      '    first differs at byte 0',
      '      expected …x',
      '      actual   …{"code":5032,"msg":"token 验证失败"}',
      '    bound: expected {"refreshToken":"b"}',
      '    bound: actual   {"refreshToken":"a"}',
      '    first differs at byte 17',
      '      expected …{"refreshToken":"b"}',
      '      actual   …{"refreshToken":"a"}',
    ].join('\n'),
  )
})
