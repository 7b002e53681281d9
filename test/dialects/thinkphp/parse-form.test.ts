import { expect, test } from 'vitest'
import { parseForm } from '../../../src/dialects/thinkphp/parse-form.ts'
import type { PhpValue } from '../../../src/dialects/thinkphp/php-value.ts'

const plain = (value: PhpValue): unknown =>
  typeof value === 'string' ? value : Object.fromEntries([...value].map(([k, v]) => [k, plain(v)]))

test.each<[string, unknown]>([
  ['', {}],
  ['a=1&b=2', { a: '1', b: '2' }],
  ['a=1&a=2', { a: '2' }],
  ['a', { a: '' }],
  ['=1&&a==b&', { a: '=b' }],
  ['a=%E4%BF%9D%E5%AF%86+x%2By', { a: '保密 x+y' }],
  ['a=\u00e4\u00bf\u009d', { a: '保' }],
  ['a=保', { a: '保' }],
  ['a=%zz%4', { a: '%zz%4' }],
  ['a.b=1&c d=2&+e=3', { a_b: '1', c_d: '2', e: '3' }],
  ['a%00b=1&%00=2', { a: '1' }],
  ['a[b]=1&a[c]=2', { a: { b: '1', c: '2' } }],
  ['a[b.c]=1', { a: { 'b.c': '1' } }],
  ['a[]=1&a[]=2&a[7]=3&a[]=4', { a: { 0: '1', 1: '2', 7: '3', 8: '4' } }],
  ['a[b][]=1&a[b][]=2', { a: { b: { 0: '1', 1: '2' } } }],
  ['a=1&a[b]=2', { a: { b: '2' } }],
  ['a[b]=1&a=2', { a: '2' }],
  ['a[b', { a_b: '' }],
  ['a[b]c=1', { a: { b: '1' } }],
  ['a[b][c=1', { a: { b: '1' } }],
  ['[a]=1', {}],
  ['a[ ]=1', { a: { 0: '1' } }],
])('%s', (text, expected) => {
  expect(plain(parseForm(text))).toEqual(expected)
})

test('names that mean something to JavaScript mean nothing', () => {
  const form = parseForm('__proto__=1&constructor[prototype]=2')
  expect([...form.keys()]).toEqual(['__proto__', 'constructor'])
  expect(({} as Record<string, unknown>)['prototype']).toBeUndefined()
})

test('bytes that are no UTF-8 leave their mark', () => {
  expect(parseForm('a=%ff').get('a')).toBe('\ufffd\udc80')
})

test('the first 1000 variables are read', () => {
  const form = parseForm(Array.from({ length: 1200 }, (_, i) => `v${i}=1`).join('&'))
  expect(form.size).toBe(1000)
})

test('64 levels are read, a variable with one more is dropped', () => {
  expect(parseForm(`a${'[x]'.repeat(64)}=1`).size).toBe(1)
  expect(parseForm(`a=0&a${'[x]'.repeat(65)}=1`).size).toBe(0)
})
