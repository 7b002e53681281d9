import { describe, expect, test } from 'vitest'
import {
  boolean,
  dateTime,
  decimal,
  integer,
  list,
  object,
  oneOf,
  shape,
  string,
} from '../../../../src/core/schema.ts'
import {
  convertToEnum,
  defaultsOf,
  enumNumber,
  enumValue,
  parseEnum,
} from '../../../../src/dialects/aspnet-webapi/clr/values.ts'

const dto = shape('Dto', {
  s: string(),
  n: integer(),
  d: decimal(),
  b: boolean(),
  t: dateTime(),
  named: oneOf('Scene', { Love: 0, House: 1 }),
  unnamed: oneOf('ThirdPart', { Weixin: 1 }),
  l: list(string()),
  o: object(shape('Inner', {})),
})

test('a new object is as the CLR leaves it', () => {
  expect(defaultsOf(dto)).toEqual({
    s: null,
    n: 0,
    d: '0',
    b: false,
    t: { ms: Date.parse('0001-01-01T00:00:00Z'), ticks: 0, kind: 'unspecified' },
    named: 'Love',
    unnamed: 0,
    l: null,
    o: null,
  })
})

test('each object is new', () => {
  const one = defaultsOf(dto)
  one['n'] = 5
  expect(defaultsOf(dto)['n']).toBe(0)
})

const thirdPart = oneOf('ThirdPart', { Weixin: 1, QQ: 2, Weibo: 3, Wechat: 1, qq: 8 })

const shown = (read: ReturnType<typeof parseEnum>) => (read.ok ? read.value : read.reason)

describe('Enum.ToObject', () => {
  test.each([
    [2, 'QQ'],
    [1, 'Weixin'],
    [0, 0],
    [99, 99],
    [-1, -1],
    [99999999999n, 1215752191],
    [4294967298n, 'QQ'],
  ])('%s is %s', (number, value) => {
    expect(enumValue(thirdPart, number)).toBe(value)
  })
})

test('a value has its number', () => {
  expect(enumNumber(thirdPart, 'Weibo')).toBe(3)
  expect(enumNumber(thirdPart, 99)).toBe(99)
  expect(enumNumber(thirdPart, 'Foo')).toBeUndefined()
})

describe('as Json.NET parses it', () => {
  test.each([
    ['QQ', 'QQ'],
    ['qq', 8],
    ['wEiXiN', 'Weixin'],
    [' Weibo ', 'Weibo'],
    ['QQ, Weixin', 'Weibo'],
    ['QQ,QQ', 'QQ'],
    ['2', 'QQ'],
    [' +2 ', 'QQ'],
    ['-1', -1],
    ['99', 99],
    ['\t3\n Weixin ', 'Weixin'],
    ['   3x', 0],
    ['', 'exception'],
    [' ', 'exception'],
    ['99999999999', 'exception'],
    ['1,2', 'format'],
    ['QQ,', 'format'],
    ['Foo', 'format'],
    ['3x', 'format'],
  ])('%j is %s', (text, value) => {
    const read = parseEnum(thirdPart, text)
    expect(shown(read)).toBe(value === 8 ? 'qq' : value)
  })
})

describe('EnumConverter', () => {
  test.each([
    ['weibo', 'Weibo'],
    [' Weixin', 'Weixin'],
    ['99', 99],
    ['1,2', 'Weibo'],
    ['QQ, 1', 'Weibo'],
    ['', 'format'],
    ['1,', 'format'],
    ['Foo', 'format'],
    ['2147483648', 'format'],
  ])('%j is %s', (text, value) => {
    expect(shown(convertToEnum(thirdPart, text))).toBe(value)
  })
})
