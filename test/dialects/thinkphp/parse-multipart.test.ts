import { expect, test } from 'vitest'
import { parseMultipart } from '../../../src/dialects/thinkphp/parse-multipart.ts'

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
