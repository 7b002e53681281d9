import { expect, test } from 'vitest'
import {
  closeness,
  parameterOf,
  parseAccept,
  parseMediaType,
} from '../../../src/dialects/aspnet-webapi/media-type.ts'

test.each([
  ['application/json', 'application/json', []],
  ['Application/JSON;charset=UTF-8', 'Application/JSON', [['charset', 'UTF-8']]],
  [
    ' text / xml ; q = 0.5 ;x ',
    'text/xml',
    [
      ['q', '0.5'],
      ['x', ''],
    ],
  ],
  ['a/b; Charset="utf-8"', 'a/b', [['charset', '"utf-8"']]],
  ['a/b; c="d\\"e"', 'a/b', [['c', '"d\\"e"']]],
  ['a/b; c="d\\"', 'a/b', [['c', '"d\\"']]],
])('%s is %s', (header, text, parameters) => {
  expect(parseMediaType(header)).toMatchObject({ text, parameters })
})

test.each([
  '',
  'json',
  'application/',
  '/json',
  'application/json;',
  'application/json; ;a=b',
  'application/json; a=',
  'application/json; a="b',
  'application/json, application/json',
  'application/json x',
  'a@b/c',
])('%j cannot be parsed', (header) => {
  expect(parseMediaType(header)).toBeUndefined()
})

test('one malformed value spoils a whole Accept header', () => {
  expect(parseAccept('text/xml, , application/json,').map(({ text }) => text)).toEqual([
    'text/xml',
    'application/json',
  ])
  expect(parseAccept('text/xml, foo')).toEqual([])
  expect(parseAccept('foo')).toEqual([])
  expect(parseAccept('text/xml application/json')).toEqual([])
  expect(parseAccept('')).toEqual([])
})

test('a range takes in types closely or not', () => {
  const close = (range: string) => {
    const [parsed] = parseAccept(range)
    return parsed && closeness(parsed, 'text', 'xml')
  }
  expect(['text/xml', 'TEXT/XML', 'text/*', '*/*', '*/xml', 'text/json', 'a/*'].map(close)).toEqual(
    [2, 2, 1, 0, undefined, undefined, undefined],
  )
})

test('a parameter is found by its name in any case', () => {
  const parsed = parseMediaType('a/b; Q=1; q=2')
  expect(parsed && parameterOf(parsed, 'q')).toBe('1')
  expect(parsed && parameterOf(parsed, 'z')).toBeUndefined()
})
