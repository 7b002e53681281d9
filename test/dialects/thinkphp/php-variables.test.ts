import { expect, test } from 'vitest'
import type { PhpValue } from '../../../src/dialects/thinkphp/php-value.ts'
import { parseForm, parseMultipart } from '../../../src/dialects/thinkphp/php-variables.ts'

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

const parse = (body: string, type = 'multipart/form-data; boundary=BB') =>
  Object.fromEntries(parseMultipart(type, Buffer.from(body)))

const part = (disposition: string, body: string) =>
  `--BB\r\nContent-Disposition: form-data; ${disposition}\r\n\r\n${body}\r\n`

test('fields are read, files are not', () => {
  expect(
    parse(
      `${part('name="authcode"', 'abc')}${part('name="f"; filename="x"', 'f')}${part('name=b', '保\r\n密')}--BB--\r\n`,
    ),
  ).toEqual({ authcode: 'abc', b: '保\r\n密' })
})

test('a preamble, other headers, bare line ends and a quoted boundary', () => {
  const body =
    'hello\n--B B\nX-A: 1\ncontent-disposition: form-data; name="a\\"b"\n\n1\n--B B--\ntrailer'
  expect(parse(body, 'multipart/form-data; boundary="B B"; x=y')).toEqual({ 'a"b': '1' })
})

test('an empty value', () => {
  expect(parse(`${part('name="a"', '')}--BB--`)).toEqual({ a: '' })
})

test('what is not closed ends with the body', () => {
  expect(parse('--BB\r\nContent-Disposition: form-data; name="a"\r\n\r\nrest')).toEqual({
    a: 'rest',
  })
})

test.each([
  ['no boundary', part('name="a"', '1'), 'multipart/form-data'],
  ['an empty boundary', part('name="a"', '1'), 'multipart/form-data; boundary='],
  ['another boundary', part('name="a"', '1'), 'multipart/form-data; boundary=CC'],
  ['no name', `${part('x="a"', '1')}--BB--`, undefined],
  ['no headers', '--BB\r\n\r\nbody\r\n--BB--', undefined],
  ['no blank line', '--BB\r\nContent-Disposition: form-data; name="a"\r\n--BB--', undefined],
  ['nothing behind the boundary', '--BB', undefined],
])('nothing is read: %s', (_, body, type) => {
  expect(parse(body, type)).toEqual({})
})

test('the first 1000 fields are read', () => {
  const many = Array.from({ length: 1100 }, (_, i) => part(`name="v${i}"`, '1')).join('')
  expect(Object.keys(parse(`${many}--BB--`))).toHaveLength(1000)
})
