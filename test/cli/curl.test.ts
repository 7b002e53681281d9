import { expect, it } from 'vitest'
import { curlOf } from '../../src/cli/serve.ts'

const url = 'http://127.0.0.1:5013'

it.each([
  [
    { method: 'POST', target: '/a?b=c&d=%20', headers: { 'X-A': "it's" }, body: '{"a":"\'$(x)`"}' },
    String.raw`curl 'http://127.0.0.1:5013/a?b=c&d=%20' -H 'X-A: it'\''s' --data-raw '{"a":"'\''$(x)` +
      '`"}\'',
  ],
  [{ method: 'GET', target: '/a', headers: {}, body: '' }, "curl -X GET 'http://127.0.0.1:5013/a'"],
  [
    { method: 'PUT', target: '/a', headers: {}, body: '@file' },
    "curl -X PUT 'http://127.0.0.1:5013/a' --data-raw '@file'",
  ],
])('%j', (request, line) => {
  expect(curlOf(request, url)).toBe(line)
})
