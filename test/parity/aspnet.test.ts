import { expect, test } from 'vitest'
import { replayAspNet } from './aspnet.ts'
import { readLines } from './read-lines.ts'

const recordings = new URL('../recordings/aspnet/', import.meta.url)

test.each(['cases.jsonl.gz', 'fuzz.jsonl.gz'])('every exchange of %s', async (name) => {
  const lines = readLines(new URL(name, recordings))
  const results = await replayAspNet(lines)
  const failed = results.filter(({ passed }) => !passed)
  expect(failed.slice(0, 3).map(({ id, difference }) => `${id}\n${difference ?? ''}`)).toEqual([])
  expect(results).toHaveLength(lines.length)
  expect(failed).toHaveLength(0)
})

test('a difference is shown with the request and both answers', async () => {
  const exchange = {
    id: 'made-up',
    api: '004',
    request: {
      method: 'POST',
      path: '/api/Account/Int',
      headers: [
        ['Host', 'localhost'],
        ['Content-Length', '0'],
      ],
      bodyBase64: '',
    },
    response: {
      status: 201,
      headers: { allow: 'POST' },
      bodyBase64: Buffer.from('6').toString('base64'),
    },
  }
  const [result] = await replayAspNet([JSON.stringify(exchange)])
  expect(result).toEqual({
    id: 'made-up',
    passed: false,
    difference: [
      '    > POST /api/Account/Int',
      '    > Host: localhost',
      '    > Content-Length: 0',
      '    > ',
      '    status: expected 201',
      '    status: actual   200',
      '    content-type: expected (none)',
      '    content-type: actual   application/json; charset=utf-8',
      '    allow: expected POST',
      '    allow: actual   (none)',
      '    body: expected 6',
      '    body: actual   5',
      '    first differs at byte 0',
      '      expected …6',
      '      actual   …5',
    ].join('\n'),
  })
})
