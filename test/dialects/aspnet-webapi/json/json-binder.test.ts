import { describe, expect, test } from 'vitest'
import { readEvery, readSignup, readUser } from './reading.ts'

/** A member of 000's UserInfo, followed by one that shows whether reading went on. */
const user = (member: string, value: string) => readUser(`{"${member}":${value},"city":"after"}`)

const AFTER = '"city":"after"'

describe('names', () => {
  test.each([
    ['{"OPENID":"a","Session_Key":"b"}', '{"openId":"a","session_key":"b"}'],
    ['{"Sex":3,"Avatar":"a","SubscribeTime":"2026-01-29 15:00:34","SessionKey":"b"}', '{}'],
    ['{"openid":"a","openId":"b","OPENID":"c"}', '{"openId":"c"}'],
  ])('%s', (json, read) => {
    expect(readUser(json)).toBe(read)
  })
})

describe('an Int32', () => {
  test.each([
    ['3', 3],
    ['-1', -1],
    ['007', 7],
    ['010', 8],
    ['0x1', 1],
    ['0XfF', 255],
    ['0xFFFFFFFF', -1],
    ['037777777777', -1],
    ['-010', -10],
    ['2147483647', 2147483647],
    ['-2147483648', -2147483648],
    ['"3"', 3],
    ['" 3 "', 3],
    ['"+3"', 3],
    ["'-3'", -3],
    ['/*c*/ 3', 3],
    ['\u00a0\t\r\n3', 3],
  ])('%j', (value, gender) => {
    expect(user('gender', value)).toBe(`{"gender":${gender},${AFTER}}`)
  })

  test.each(['0', '00', '-0', '"0"'])('%j is its default', (value) => {
    expect(user('gender', value)).toBe(`{${AFTER}}`)
  })

  test.each([
    '3.0',
    '3.7',
    '1e2',
    '1.',
    '.5',
    '09',
    '0x',
    '0xg'.slice(0, 2),
    '0x1FFFFFFFF',
    '040000000000',
    '2147483648',
    '-2147483649',
    '-00000000001',
    '99999999999999999999',
    '1-1',
    '"abc"',
    '"1e2"',
    '"3.0"',
    '"1,000"',
    '"0x3"',
    '"true"',
    '"2147483648"',
    '""',
    'null',
    'NaN',
    'Infinity',
    '-Infinity',
  ])('%s is an error, and reading goes on', (value) => {
    expect(user('gender', value)).toBe(`{${AFTER}} ! gender`)
  })

  test.each([
    ['true', 'null ! gender ! gender'],
    ['{}', 'null ! gender ! gender'],
    ['[]', 'null ! gender ! '],
    ['[3]', 'null ! gender ! '],
    ['undefined', 'null ! gender ! gender'],
    ['Infinitely', 'null ! gender ! gender'],
    ['Nothing', 'null ! gender ! gender'],
    ['3z', 'null ! gender ! gender'],
  ])('%s derails the reader', (value, read) => {
    expect(user('gender', value)).toBe(read)
  })
})

describe('a string', () => {
  test.each([
    ['5', '"5"'],
    ['5.50', '"5.50"'],
    ['1e5', '"1e5"'],
    ['-.5', '"-.5"'],
    ['1.', '"1."'],
    ['0x1F', '"0x1F"'],
    ['017', '"017"'],
    ['99999999999999999999', '"99999999999999999999"'],
    ['true', '"true"'],
    ['false', '"false"'],
    ['NaN', '"NaN"'],
    ['-Infinity', '"-Infinity"'],
    ['"2026-01-29T15:00:34+08:00"', '"2026-01-29T15:00:34+08:00"'],
    [String.raw`"\/Date(5)\/"`, '"/Date(5)/"'],
    ['""', '""'],
  ])('%s', (value, text) => {
    expect(user('nickname', value)).toBe(`{"nickname":${text},${AFTER}}`)
  })

  test('null is null', () => {
    expect(user('nickname', 'null')).toBe(`{${AFTER}}`)
  })

  test.each(['1.2.3', '-', '09', '0x', '1e', '1e400'])('%s is no number', (value) => {
    expect(user('nickname', value)).toBe(`{${AFTER}} ! nickname`)
  })

  test.each([
    ['{}', 'null ! nickname ! nickname'],
    ['{"a":1}', 'null ! nickname ! nickname'],
    ['[]', 'null ! nickname ! '],
    ['["a"]', 'null ! nickname ! '],
    ['undefined', 'null ! nickname ! nickname'],
    ['falsehood', 'null ! nickname ! nickname'],
    ['new Date(1)', 'null ! nickname ! nickname'],
  ])('%s derails the reader', (value, read) => {
    expect(user('nickname', value)).toBe(read)
  })
})

describe('an enum', () => {
  const part = (value: string) => readSignup(`{"ThirdPart":${value},"Name":"after"}`)

  test.each([
    ['2', 2],
    ['99', 99],
    ['-1', -1],
    ['99999999999', 1215752191],
    ['9223372036854775807', -1],
    ['010', 8],
    ['"QQ"', 2],
    ['"qq"', 2],
    ['" QQ "', 2],
    ['"2"', 2],
    ['"99"', 99],
    ['"QQ, Weixin"', 3],
    ['true', 1],
    ['new QQ()'.slice(0, 0) + '"+2"', 2],
  ])('%s', (value, number) => {
    expect(part(value)).toBe(`{"ThirdPart":${number},"Name":"after"}`)
  })

  test.each([
    '""',
    '"Foo"',
    '"99999999999"',
    'null',
    'undefined',
    '2.0',
    '2.7',
    '1.',
    'NaN',
    '9223372036854775808',
    '9'.repeat(400),
    '0x',
    '"2026-01-29T15:00:34"',
    '{}',
    '[]',
    '[[1],{"a":2}]',
  ])('%s is an error, and reading goes on', (value) => {
    expect(part(value)).toBe('{"Name":"after"} ! ThirdPart')
  })

  test('an error inside an object has its path', () => {
    expect(part('{"a":{"b":1}}')).toBe('{"Name":"after"} ! ThirdPart.a')
  })

  test('a constructor is its name, its arguments are no members', () => {
    expect(part('new QQ(1)')).toBe('null ! ThirdPart[0]')
  })
})

describe('a date, by converter', () => {
  const date = (value: string) => user('subscribe_time', value)

  test.each([
    ['"2026-01-29 15:00:34"', '2026-01-29 15:00:34'],
    ['"2026-01-29T15:00:34"', '2026-01-29 15:00:34'],
    ['"2026-01-29T15:00:34Z"', '2026-01-29 15:00:34'],
    ['"2026-01-29T15:00:34-05:00"', '2026-01-30 04:00:34'],
    ['"2026-01-29T24:00:00"', '2026-01-30 00:00:00'],
    [String.raw`"\/Date(1769670034000)\/"`, '2026-01-29 07:00:34'],
    [String.raw`"\/Date(1769670034000+0800)\/"`, '2026-01-29 15:00:34'],
  ])('%s', (value, clock) => {
    expect(date(value)).toBe(`{${AFTER},"subscribe_time":"${clock}"}`)
  })

  test.each([
    '"2026-01-29"',
    '"2026/01/29 15:00:34"',
    '"2026-01-29 15:00"',
    '"2026-01-29 15:00:34.123"',
    '"2026-1-9 5:0:4"',
    '"2026-02-30 00:00:00"',
    '"soon"',
    '" "',
    '""',
    '"Thu, 29 Jan 2026 07:00:34 GMT"',
    'null',
    '1769670034',
    '1.5',
    'true',
    'undefined',
    '{}',
    '[]',
  ])('%s is an error, and reading goes on', (value) => {
    expect(date(value)).toBe(`{${AFTER}} ! subscribe_time`)
  })

  test('a comment is no date', () => {
    expect(date('/*c*/"2026-01-29 15:00:34"')).toBe('null ! subscribe_time ! subscribe_time')
  })

  test('a date too late for DateTime is an exception behind the value', () => {
    expect(date('"/Date(99999999999999999)/"')).toBe('null ! subscribe_time ! city')
  })
})

describe('other types', () => {
  test.each([
    ['"at":"2026-01-29"', '{"at":"2026-01-29T00:00:00"}'],
    ['"at":"2026-01-29T15:00:34.10Z"', '{"at":"2026-01-29T15:00:34.1Z"}'],
    ['"at":"2026/1/29 15:00"', '{"at":"2026-01-29T15:00:00"}'],
    ['"at":"soon"', '{} ! at'],
    ['"at":""', '{} ! at'],
    ['"at":null', '{} ! at'],
    ['"at":-5', '{} ! at'],
    ['"at":-x', '{} ! at'],
    ['"at":NaN', 'null ! at ! at'],
    ['"at":NaN,"text":"a"', '{"text":"a"} ! at'],
    ['"at":5', 'null ! at ! at'],
    ['"at":"/Date(99999999999999999)/"', '{} ! at ! '],
    ['"amount":7.10', '{"amount":7.1}'],
    ['"amount":1e3', '{"amount":1000}'],
    ['"amount":1e+', '{"amount":1}'],
    ['"amount":0x10', '{"amount":16}'],
    ['"amount":" 1,000.5 "', '{"amount":1000.5}'],
    ['"amount":""', '{} ! amount'],
    ['"amount":null', '{} ! amount'],
    ['"amount":"1e3"', '{} ! amount'],
    ['"amount":.5', '{} ! amount'],
    ['"amount":0x', '{} ! amount'],
    ['"amount":NaN', 'null ! amount ! amount'],
    ['"amount":NaN,"text":"a"', '{"text":"a"} ! amount'],
    ['"amount":true', 'null ! amount ! amount'],
    ['"amount":1z', 'null ! amount ! amount'],
    ['"flag":true', '{"flag":true}'],
    ['"flag":1', '{"flag":true}'],
    ['"flag":0', '{}'],
    ['"flag":" True "', '{"flag":true}'],
    ['"flag":""', '{} ! flag'],
    ['"flag":"1"', '{} ! flag'],
    ['"flag":null', '{} ! flag'],
    ['"flag":1.2.3', '{} ! flag'],
    ['"flag":tru', 'null ! flag ! flag'],
    ['"flag":"/Date(99999999999999999)/"', '{} ! flag ! '],
    ['"flag":[]', 'null ! flag ! '],
    ['"flag":truex', 'null ! flag ! flag'],
  ])('%s', (member, read) => {
    expect(readEvery(`{${member}}`)).toBe(read)
  })
})

describe('objects and lists', () => {
  test.each([
    ['"one":{"a":1}', '{"one":{"a":1,"names":null}}'],
    ['"one":{"a":1},"one":{"names":["x"]}', '{"one":{"a":1,"names":["x"]}}'],
    ['"one":{"a":"x","names":[]}', '{"one":{"a":0,"names":[]}} ! one.a'],
    ['"one":null', '{}'],
    ['"one":""', '{}'],
    ['"one":[]', '{} ! one'],
    ['"one":5', '{} ! one'],
    ['"counts":[1,"2",/*c*/3]', '{"counts":[1,2,3]}'],
    ['"counts":[1],"counts":[2]', '{"counts":[1,2]}'],
    ['"counts":[1,"x",2]', '{"counts":[1,2]} ! counts[1]'],
    ['"counts":[1,,2]', '{"counts":[1,2]} ! counts[1]'],
    ['"counts":[null]', '{"counts":[]} ! counts[0]'],
    ['"counts":{}', '{} ! counts'],
    ['"counts":5', '{} ! counts'],
    ['"counts":[1', '{"counts":[1]} ! counts ! counts ! counts'],
    ['"counts":[true]', 'null ! counts ! counts ! counts'],
    ['"texts":["a",1,null]', '{"texts":["a","1",null]}'],
    ['"texts":["a" "b"]', 'null ! texts[0] ! texts[0] ! texts[0] ! texts[0]'],
    ['"parts":["QQ",1,"Foo",3]', '{"parts":[2,1,3]} ! parts[2]'],
    ['"dates":["2026-01-29"]', '{"dates":["2026-01-29T00:00:00"]}'],
    [
      '"many":[{"a":1},/*c*/{"a":"x"},5]',
      '{"many":[{"a":1,"names":null},{"a":0,"names":null}]} ! many[1].a ! many[2]',
    ],
    ['"many":[{"a":1},', 'null ! many[0] ! many[0] ! many[0] ! many[0]'],
  ])('%s', (members, read) => {
    expect(readEvery(`{${members}}`)).toBe(read)
  })
  test.each([
    ['{"counts":[1', '{"counts":[1]} ! counts[0] ! counts[0]'],
    ['{"counts":[', '{"counts":[]} ! counts ! counts'],
    ['{"many":[{"a":1', '{"many":[{"a":1,"names":null}]} ! many[0].a ! many[0].a ! many[0].a'],
    ['{"one":{"a":1', '{"one":{"a":1,"names":null}} ! one.a ! one.a'],
    ['{"one":{', '{} ! one ! one'],
  ])('cut short: %s', (json, read) => {
    expect(readEvery(json)).toBe(read)
  })
  test.each([
    ['{"part":{"$value":/*c*/2}}', '{"part":2}'],
    ['{"part":{"$value":]}}', 'null ! part ! part'],
    ['{"part":{"$value":/*c*/', '{} ! part.$value ! part.$value'],
    ['{"part":{"$value":2', '{} ! part.$value ! part.$value'],
    ['{"one":{/*c*/"a":1}}', '{"one":{"a":1,"names":null}}'],
    ['{"one":{"$id"/**/:1}}', 'null ! one ! one'],
    ['{"counts":[1,)]}', '{"counts":[1]} ! counts[0]'],
    ['{"counts":[1)]}', '{} ! counts !  !  !  ! '],
    ['{"counts":[1,}]}', '{"counts":[1]} ! counts[0]'],
    ['{"counts":[[1]],"count":2,"texts":[1]}', 'null ! counts !  !  !  ! '],
    ['{"counts":[[1]] //c', '{"counts":[]} ! counts !  !  ! '],
    ['{"counts":[[1]]', '{"counts":[]} ! counts !  !  ! '],
    ['{"counts":[1 x]}', 'null ! counts[0] ! counts[0] ! counts[0] ! counts[0]'],
    ['{"counts":[1/x]}', 'null ! counts[0] ! counts[0] ! counts[0] ! counts[0]'],
    ['{"counts":[/x', 'null ! counts ! counts ! counts'],
    ['{"texts":["a"/*c*/,/*c*/"b"]}', '{"texts":["a","b"]}'],
    ['{"flag":"x\\q"}', 'null ! flag ! flag'],
    ['{"amount":"x\\q"}', 'null ! amount ! amount'],
    ['{"at":"x\\q"}', 'null ! at ! at'],
    ['{"count":"x\\q"}', 'null ! count ! count'],
    ['{"flag":t', '{} ! flag ! flag'],
    ['{"flag":1z}', 'null ! flag ! flag'],
    ['{"flag":-I}', 'null ! flag ! flag'],
    ['{"at":-I}', '{} ! at ! at'],
    ['{"text":\'x', '{} ! text ! text'],
    ['{"x":\'a\\u', '{} ! x ! x'],
  ])('out of step: %s', (json, read) => {
    expect(readEvery(json)).toBe(read)
  })
})
