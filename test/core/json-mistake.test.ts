import { describe, expect, it } from 'vitest'
import { jsonMistake } from '../../src/core/json-mistake.ts'

describe('what people write in the place of JSON', () => {
  it.each<[string, number, string]>([
    ['{"a":1 // one\n}', 7, 'JSON has no comments: take // … away'],
    ['/* a */ {}', 0, 'JSON has no comments: take /* … away'],
    ['{"case"：5104}', 7, '： is full-width: write :'],
    ['{"a":1，"b":2}', 6, '， is full-width: write ,'],
    ['{“a”:1}', 1, '“ is full-width: write "'],
    ['{"a":\u00a01}', 5, 'the space is no plain one (U+00A0): write a plain one'],
    ["{'a':1}", 1, 'JSON has no single quotes: write "'],
    [
      '{"phone":0138}',
      9,
      'the number 0138 has leading zeros: write it in quotes, "0138", to keep them',
    ],
    ['{"a":1,}', 6, 'a comma stands before the closing bracket: take it away'],
  ])('%s', (text, offset, sentence) => {
    expect(jsonMistake(text)).toEqual({ offset, sentence })
  })

  it.each(['{"a":"http://x：，“"}', '{"a":"\\"//"}', '[0, -0.5, 10, 1e10]', '{"a":'])(
    'is none in %s',
    (text) => {
      expect(jsonMistake(text)).toBeUndefined()
    },
  )
})
