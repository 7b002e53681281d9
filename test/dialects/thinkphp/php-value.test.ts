import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import {
  encodeAsciiJson,
  encodeJson,
  floatText,
  htmlSpecialChars,
  htmlSpecialCharsDecode,
  intval,
  isEmpty,
  stripTags,
  trim,
} from '../../../src/dialects/thinkphp/php-value.ts'

test.each([
  [0, '0'],
  [-0, '-0'],
  [1, '1'],
  [1.5, '1.5'],
  [-1.25, '-1.25'],
  [0.1 + 0.2, '0.3'],
  [0.0001, '0.0001'],
  [0.00001, '1.0E-5'],
  [123456.789, '123456.789'],
  [99999999999999, '99999999999999'],
  [1e14, '1.0E+14'],
  [1.2345678901234567e19, '1.2345678901235E+19'],
  [-2.5e-7, '-2.5E-7'],
  [Infinity, 'INF'],
  [-Infinity, '-INF'],
])('the float %d is %s', (value, text) => {
  expect(floatText(value)).toBe(text)
})

test.each([
  [undefined, true],
  [null, true],
  ['', true],
  ['0', true],
  [new Map(), true],
  [{}, true],
  [' ', false],
  ['0.0', false],
  ['false', false],
  [new Map([['0', 'a']]), false],
  [{ a: '' }, false],
])('empty(%j) is %j', (value, expected) => {
  expect(isEmpty(value)).toBe(expected)
})

test('html marks are escaped, single quotes are not', () => {
  expect(htmlSpecialChars(`<a href="x">'&amp;'`)).toBe(`&lt;a href=&quot;x&quot;&gt;'&amp;amp;'`)
  expect(htmlSpecialCharsDecode('&lt;a&gt; &quot;&amp;lt;&quot; &#039;')).toBe('<a> "&lt;" &#039;')
})

test('text that is no UTF-8 becomes empty', () => {
  expect(htmlSpecialChars('abc\udc80')).toBe('')
})

test.each([
  ['plain', 'plain'],
  ['a<b>c</b>d', 'acd'],
  ['a < b', 'a < b'],
  ['a<b', 'a'],
  [`<a title="x>y" t='>'>z`, 'z'],
  ['<a<b>>c', 'c'],
  ['a > b', 'a > b'],
])('strip_tags(%j) is %j', (text, expected) => {
  expect(stripTags(text)).toBe(expected)
})

test('trim takes PHP’s blanks off', () => {
  expect(trim(' \t\n\r\0\vx y\u3000 ')).toBe('x y\u3000')
  expect(trim(' ')).toBe('')
})

test.each([
  ['12', 12],
  [' -3x', -3],
  ['+4', 4],
  ['x', 0],
  ['', 0],
])('intval(%j) is %d', (text, expected) => {
  expect(intval(text)).toBe(expected)
})

const recorded = (name: string): string =>
  readFileSync(new URL(`../../recordings/shopxo/${name}`, import.meta.url), 'utf8')

test.each(['doc_success.json', 'doc_error.json', 'special_values.json'])(
  'the first encoder prints %s',
  (name) => {
    expect(encodeJson(JSON.parse(recorded(name)))).toBe(recorded(name))
  },
)

test.each(['special_values.exit.json', 'site_closed.exit.json'])(
  'the second encoder prints %s',
  (name) => {
    expect(encodeAsciiJson(JSON.parse(recorded(name)))).toBe(recorded(name))
  },
)

test('the documented success is 1000 bytes', () => {
  expect(Buffer.byteLength(recorded('doc_success.json'))).toBe(1000)
})

test('text that is no UTF-8 cannot be printed', () => {
  expect(encodeJson({ msg: 'x\udc80' })).toBeUndefined()
  expect(encodeAsciiJson({ msg: '\ud83d' })).toBeUndefined()
})

test('a backslash before text that looks like half a surrogate is just that', () => {
  expect(encodeJson({ a: '\\ud83d', b: '\\\\udfff \\' })).toBe(
    '{"a":"\\\\ud83d","b":"\\\\\\\\udfff \\\\"}',
  )
})
