import { expect, test } from 'vitest'
import { readJson } from '../../../src/dialects/thinkphp/json-read.ts'
import type { PhpValue } from '../../../src/dialects/thinkphp/php-value.ts'

const read = (text: string | Buffer) => readJson(Buffer.from(text as string))

const plain = (value: PhpValue): unknown =>
  typeof value === 'string'
    ? value
    : Object.fromEntries([...value].map(([name, item]) => [name, plain(item)]))

const member = (json: string): unknown => {
  const result = read(`{"a":${json}}`)
  return result.kind === 'array' ? plain(result.value.get('a') ?? '?') : result.kind
}

// What `(string)` makes of a leaf, as ThinkPHP's html filter does with every one.
test.each([
  ['null', ''],
  ['true', '1'],
  ['false', ''],
  ['0', '0'],
  ['-0', '0'],
  ['123', '123'],
  ['-12', '-12'],
  ['9223372036854775807', '9223372036854775807'],
  ['-9223372036854775808', '-9223372036854775808'],
  ['9223372036854775808', '9.2233720368548E+18'],
  ['12345678901234567890123', '1.2345678901235E+22'],
  ['0.0', '0'],
  ['1.50', '1.5'],
  ['1e2', '100'],
  ['1E+25', '1.0E+25'],
  ['1e-5', '1.0E-5'],
  ['1e999', 'INF'],
  ['"\\u4e2d\\ud83d\\ude00\\/\\"\\\\\\b\\f\\n\\r\\t"', '中😀/"\\\b\f\n\r\t'],
  ['"\\u0000"', '\0'],
  ['""', ''],
])('%s is %j', (json, text) => {
  expect(member(json)).toBe(text)
})

test('objects and lists are both arrays', () => {
  expect(member('{"b":[1,{"c":"d"}],"":2}')).toEqual({ b: { 0: '1', 1: { c: 'd' } }, '': '2' })
  expect(read('[]')).toEqual({ kind: 'array', value: new Map(), isList: true })
  expect(read(' {} ')).toEqual({ kind: 'array', value: new Map(), isList: false })
})

test('a later member replaces an earlier one', () => {
  const result = read('{"a":1,"a":2}')
  expect(result.kind === 'array' && [...result.value]).toEqual([['a', '2']])
})

test('a scalar has no members', () => {
  expect(read('"abc"')).toEqual({ kind: 'scalar', text: 'abc' })
  expect(read(' 7\n')).toEqual({ kind: 'scalar', text: '7' })
})

test.each([
  ['', 'it ends too early', 0],
  ['{"authcode":', 'it ends too early', 12],
  ['{"a":1}x', 'text follows the value', 7],
  ["{'a':1}", 'a member name in double quotes is due', 1],
  ['{"a" 1}', '`:` is due', 5],
  ['{"a":1 "b":2}', '`,` is due', 7],
  ['{"a":1,}', 'a member name in double quotes is due', 7],
  ['[1,]', 'no value begins so', 3],
  ['[1 2]', '`,` is due', 3],
  ['{"a":"x', 'a string is not closed', 7],
  ['{"a":"\n"}', 'a control character', 6],
  ['{"a":"\\x"}', 'an unknown escape', 6],
  ['{"a":"\\u12"}', 'an unknown escape', 6],
  ['{"a":"\\ud83d"}', 'half of a surrogate pair', 12],
  ['{"a":"\\ud83d\\u0041"}', 'half of a surrogate pair', 18],
  ['{"a":"\\udc00"}', 'half of a surrogate pair', 12],
  ['TRUE', 'no value begins so', 0],
  ['01', 'text follows the value', 1],
  ['.5', 'no value begins so', 0],
  ['\ufeff{}', 'no value begins so', 0],
])('%j is refused: %s', (text, reason, at) => {
  expect(read(text)).toEqual({ kind: 'invalid', reason, at })
})

test('bytes that are no UTF-8 are refused', () => {
  expect(readJson(Buffer.from([0x22, 0xff, 0x22]))).toEqual({
    kind: 'invalid',
    reason: 'it is not UTF-8',
    at: 0,
  })
})

test('512 levels are read, one more is refused', () => {
  expect(read('['.repeat(512) + ']'.repeat(512)).kind).toBe('array')
  expect(read('['.repeat(513) + ']'.repeat(513))).toMatchObject({
    kind: 'invalid',
    reason: 'it nests deeper than 512',
  })
})
