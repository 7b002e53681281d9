import { expect, test } from 'vitest'
import { readLines } from './read-lines.ts'
import { replayShopxo, type ShopxoExchange } from './shopxo.ts'

const recordings = new URL('../recordings/shopxo/', import.meta.url)

// The files include special and companion lines, whose states are in shopxo-states.ts.
test.each(['appminiuserauth.jsonl', 'companions.jsonl'])('every exchange of %s', async (name) => {
  const lines = readLines(new URL(name, recordings))
  const results = await replayShopxo(lines)
  const failed = results.filter(({ passed }) => !passed)
  expect(failed.slice(0, 3).map(({ id, difference }) => `${id}\n${difference ?? ''}`)).toEqual([])
  expect(results.map(({ id }) => id)).toEqual(lines.map(idOf))
  expect(failed).toHaveLength(0)
})

const idOf = (line: string): string => (JSON.parse(line) as ShopxoExchange).id

const exchange = {
  id: 'made-up',
  kind: 'fixed',
  request: { method: 'POST', path: '/api.php?s=user/nosuch', headers: [['x-a', '1']], body: 'b' },
  response: { status: 404, headers: { allow: 'GET' }, cookie: false, body: '{"msg":"no"}' },
}

test('a difference is shown with the request and both answers', async () => {
  const [result] = await replayShopxo([JSON.stringify(exchange)])
  expect(result).toEqual({
    id: 'made-up',
    passed: false,
    difference: [
      '    > POST /api.php?s=user/nosuch',
      '    > x-a: 1',
      '    > b',
      '    status: expected 404',
      '    status: actual   200',
      '    content-type: expected (none)',
      '    content-type: actual   application/json; charset=utf-8',
      '    allow: expected GET',
      '    allow: actual   (none)',
      '    cookie: expected false',
      '    cookie: actual   true',
      '    body: expected {"msg":"no"}',
      '    body: actual   {"msg":"nosuch 非法访问","code":-1000,"data":""}',
      '    first differs at byte 10',
      '      expected …{"msg":"no"}',
      '      actual   …{"msg":"nosuch 非法访问","code":-1000,"data":""}',
    ].join('\n'),
  })
})

test('a line whose state nobody has written down is left out', async () => {
  expect(await replayShopxo([JSON.stringify({ ...exchange, kind: 'special' })])).toEqual([])
})
