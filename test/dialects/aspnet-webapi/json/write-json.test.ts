import { describe, expect, test } from 'vitest'
import { list, map, object, shape, string, type Shape } from '../../../../src/core/schema.ts'
import {
  writeJson,
  writeJsonString,
} from '../../../../src/dialects/aspnet-webapi/json/write-json.ts'
import { CLOCK, every, inner } from './reading.ts'

const at = { ms: Date.UTC(2026, 0, 29, 15, 0, 34, 140), ticks: 6325, kind: 'local' } as const

test('members in declared order, compact, enums as numbers', () => {
  const value = {
    parts: ['QQ', 99],
    text: 'a',
    count: -5,
    amount: '7.10',
    flag: true,
    at,
    part: 'Weixin',
    counts: [],
    texts: ['a', null],
    dates: [at],
    one: { a: 1, names: null },
    many: [null, { a: 2, names: ['x'] }],
  }
  expect(writeJson(every, value)).toBe(
    '{"text":"a","count":-5,"amount":7.10,"flag":true,"at":"2026-01-29T15:00:34.1406325+08:00",' +
      '"part":1,"counts":[],"texts":["a",null],"parts":[2,99],' +
      '"dates":["2026-01-29T15:00:34.1406325+08:00"],"one":{"a":1,"names":null},' +
      '"many":[null,{"a":2,"names":["x"]}]}',
  )
})

test('what is missing is null, or at its CLR default', () => {
  expect(writeJson(every, {})).toBe(
    '{"text":null,"count":0,"amount":0.0,"flag":false,"at":"0001-01-01T00:00:00","part":0,' +
      '"counts":null,"texts":null,"parts":null,"dates":null,"one":null,"many":null}',
  )
  expect(writeJson(every, null)).toBe('null')
  expect(writeJson(shape('Empty', {}), {})).toBe('{}')
  expect(writeJson(shape('Empty', {}), undefined)).toBe('null')
})

test('dates by the configured clock format', () => {
  const dto = shape('Dto', {
    at: every.fields.at,
    inner: object(shape('In', { at: every.fields.at })),
  })
  expect(writeJson(dto, { at, inner: { at: { ...at, kind: 'utc' } } }, CLOCK)).toBe(
    '{"at":"2026-01-29 15:00:34","inner":{"at":"2026-01-29 15:00:34"}}',
  )
  expect(writeJson(dto, {}, CLOCK)).toBe('{"at":"0001-01-01 00:00:00","inner":null}')
})

test.each([
  ['7', '7.0'],
  ['7.10', '7.10'],
  ['-1.5', '-1.5'],
  ['0.0000001', '0.0000001'],
  ['79228162514264337593543950335', '79228162514264337593543950335.0'],
])('the decimal %s is written %s', (digits, written) => {
  expect(writeJson(shape('D', { d: every.fields.amount }), { d: digits })).toBe(`{"d":${written}}`)
})

describe('strings', () => {
  test.each([
    ["a/b<中>&'😀", '"a/b<中>&\'😀"'],
    ['"\\', String.raw`"\"\\"`],
    ['\b\t\n\f\r', String.raw`"\b\t\n\f\r"`],
    ['\0\u000b\u001f', String.raw`"\u0000\u000b\u001f"`],
    ['\u007f\u0080\u00a0\ufeff\ufffe', '"\u007f\u0080\u00a0\ufeff\ufffe"'],
    ['\u0085\u2028\u2029', String.raw`"\u0085\u2028\u2029"`],
  ])('%j', (text, json) => {
    expect(writeJsonString(text)).toBe(json)
  })
})

test('a name is escaped like a string', () => {
  expect(writeJson(shape('Dto', { '.issued"': string() }), { '.issued"': 'a' })).toBe(
    String.raw`{".issued\"":"a"}`,
  )
})

test('maps are written in their own order', () => {
  const dto = shape('Dto', { m: map(list(string())) })
  expect(writeJson(dto, { m: { b: ['x'], a: null } })).toBe('{"m":{"b":["x"],"a":null}}')
  expect(writeJson(dto, {})).toBe('{"m":null}')
})

test('a shape may contain itself', () => {
  const fields: Record<string, Shape['fields'][string]> = { name: string() }
  const node: Shape = { name: 'Node', fields }
  fields['next'] = object(node)
  expect(writeJson(node, { name: 'a', next: { name: 'b' } })).toBe(
    '{"name":"a","next":{"name":"b","next":null}}',
  )
})

test('programming errors throw', () => {
  expect(() => writeJson(every, { part: 'Foo' })).toThrow('Foo is no member of ThirdPart')
  expect(() => writeJson(inner, {}, { dateFormat: 'yyyy' })).toThrow('Unknown date format yyyy')
})
