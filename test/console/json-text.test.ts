import { expect, it } from 'vitest'
import { lineOfPointer } from '../../src/console/json-text.ts'

const text = `{
  "name": "request",
  "response": { "request": { "url": 1 } },
  "request": {
    "url": "/a, \\"{ b",
    "bodyPatterns": [
      { "equalTo": "1" },
      { "equalto": "2" }
    ],
    "a/b~c": 1
  }
}`

it.each([
  ['/name', 2],
  ['/request/url', 5],
  ['/request/bodyPatterns/0/equalTo', 7],
  ['/request/bodyPatterns/1/equalto', 8],
  ['/request/bodyPatterns/1', 8],
  ['/request/a~1b~0c', 10],
  ['/response/request/url', 3],
  ['/nothing', undefined],
])('%s stands on line %s', (pointer, line) => {
  expect(lineOfPointer(text, pointer)).toBe(line)
})
