import { describe, expect, it } from 'vitest'
import { jsonMistake, seemingEncoding } from '../../src/core/json-mistake.ts'

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

const yaml = 'world:\n  people:\n    - { id: ann, nickname: 小明 }\n'
const utf16 = (text: string): Buffer => Buffer.from(text, 'utf16le')

describe('the encoding a text seems to be in', () => {
  it.each<[string, Buffer, string | undefined]>([
    ['UTF-8', Buffer.from(yaml), undefined],
    ['UTF-8 with a mark', Buffer.from(`\ufeff${yaml}`), undefined],
    ['nothing', Buffer.alloc(0), undefined],
    ['GBK', Buffer.from('nickname: \xd0\xa1\xc3\xf7\n', 'latin1'), 'GBK'],
    ['Big5', Buffer.from('nickname: \xa4\x70\xa9\xfa\xa6\x57\xa6\x72\n', 'latin1'), 'Big5'],
    ['Latin-1', Buffer.from('nickname: Andr\xe9 M\xfcller\n', 'latin1'), 'Windows-1252 (Latin-1)'],
    ['UTF-16 with a mark', utf16(`\ufeff${yaml}`), 'UTF-16'],
    ['UTF-16 without one', utf16(yaml), 'UTF-16'],
    ['UTF-16BE', Buffer.from(utf16(`\ufeff${yaml}`)).swap16(), 'UTF-16'],
    ['an image', Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex'), 'no text at all'],
  ])('%s', (_what, bytes, encoding) => {
    expect(seemingEncoding(bytes)).toBe(encoding)
  })
})
