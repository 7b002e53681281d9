import { expect, test } from 'vitest'
import {
  formPairs,
  mvcKey,
  urlDecode,
} from '../../../../src/dialects/aspnet-webapi/form/form-pairs.ts'

const pairs = (text: string) => formPairs(Buffer.from(text))

test('an ampersand separates, the first equals sign ends a name, nothing is skipped', () => {
  expect(pairs('')).toEqual([])
  expect(pairs('a=1&b=2=3&c')).toEqual([
    ['a', '1'],
    ['b', '2=3'],
    ['c', ''],
  ])
  expect(pairs('&=x&')).toEqual([
    ['', ''],
    ['', 'x'],
    ['', ''],
  ])
  expect(pairs('a=1;b=2')).toEqual([['a', '1;b=2']])
})

test('a body that is no UTF-8 is read as an escape is', () => {
  expect(formPairs(Buffer.from('n=\xed\xa0\x80', 'latin1'))).toEqual([['n', '\ufffd\ufffd']])
})

test('a body is UTF-8 read in windows of 32 KiB: a character across two of them is lost', () => {
  const before = 'n='.padEnd(32 * 1024 - 1, 'x')
  const [pair] = formPairs(Buffer.from(`${before}张三`))
  expect(pair?.[1].slice(-5)).toBe('x\ufffd\ufffd\ufffd三')
  expect(formPairs(Buffer.from(`${before}xxx三`))[0]?.[1].slice(-1)).toBe('三')
})

test.each([
  ['plain', 'plain'],
  ['+a+', ' a '],
  ['%E5%BC%A0+x%20y', '张 x y'],
  ['%D5%C5', '\ufffd\ufffd'],
  ['%zz', '%zz'],
  ['%', '%'],
  ['100%+%E5%BC%A0', '100% 张'],
  ['%2541', '%41'],
  ['%E5张%41', '\ufffd张A'],
  ['%F0%9F%98%80', '😀'],
  ['%F0%9F%98', '\ufffd'],
  ['%E5%BC+%C0%80', '\ufffd \ufffd\ufffd'],
  ['%E0%9F%80', '\ufffd\ufffd'],
  ['%ED%A0%80', '\ufffd\ufffd'],
  ['%F0%8F%80%80', '\ufffd\ufffd\ufffd'],
  ['%F4%90%80%80', '\ufffd\ufffd\ufffd'],
  ['%F5%80%80%80', '\ufffd\ufffd\ufffd\ufffd'],
  ['a%+%4', 'a% %4'],
])('%s decodes to %s', (sent, decoded) => {
  expect(urlDecode(sent)).toBe(decoded)
})

test.each([
  ['Name', 'Name'],
  ['dto[Name]', 'dto.Name'],
  ['a[]', 'a'],
  ['a[0]', 'a[0]'],
  ['a[0][b][]c', 'a[0].bc'],
  ['a[b', undefined],
  ['a]b', 'a]b'],
])('the key %s is %s to the binders', (sent, key) => {
  expect(mvcKey(sent)).toBe(key)
})
