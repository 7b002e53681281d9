import { expect, test } from 'vitest'
import { floatText } from '../../../src/dialects/thinkphp/float-text.ts'
import {
  htmlSpecialChars,
  htmlSpecialCharsDecode,
} from '../../../src/dialects/thinkphp/html-special-chars.ts'
import { intval, isEmpty, trim } from '../../../src/dialects/thinkphp/php-value.ts'
import { stripTags } from '../../../src/dialects/thinkphp/strip-tags.ts'

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
