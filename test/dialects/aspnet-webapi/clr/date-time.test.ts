import { describe, expect, test } from 'vitest'
import type { Instant } from '../../../../src/core/schema.ts'
import {
  clockDigits,
  DEFAULT_INSTANT,
  instantOf,
  parseExactDateTime,
  parseJsonDate,
  parseXmlDateTime,
  printClock,
  printRoundTrip,
} from '../../../../src/dialects/aspnet-webapi/clr/date-time.ts'
import type { Conversion } from '../../../../src/dialects/aspnet-webapi/clr/text.ts'

const EPOCH = Date.UTC(2026, 0, 29, 7, 0, 34)
const sample = { ms: Date.UTC(2026, 0, 29, 15, 0, 34, 140), ticks: 6325, kind: 'local' } as const

test('a moment shows the clock of its kind', () => {
  expect(printRoundTrip(instantOf(EPOCH, 'utc'))).toBe('2026-01-29T07:00:34Z')
  expect(printRoundTrip(instantOf(EPOCH, 'local'))).toBe('2026-01-29T15:00:34+08:00')
  expect(printRoundTrip(instantOf(EPOCH, 'unspecified'))).toBe('2026-01-29T15:00:34')
})

describe('printing', () => {
  test('the default DateTime', () => {
    expect(printClock(DEFAULT_INSTANT)).toBe('0001-01-01 00:00:00')
    expect(printRoundTrip(DEFAULT_INSTANT)).toBe('0001-01-01T00:00:00')
  })

  test('by clock, the fraction is cut off and the zone not shown', () => {
    expect(printClock(sample)).toBe('2026-01-29 15:00:34')
    expect(printClock({ ...sample, ms: sample.ms + 859, kind: 'utc' })).toBe('2026-01-29 15:00:34')
  })

  test.each([
    [140, 6325, '.1406325'],
    [100, 0, '.1'],
    [0, 0, ''],
    [0, 1, '.0000001'],
    [999, 9999, '.9999999'],
  ])('%i ms and %i ticks are written %s', (millis, ticks, fraction) => {
    const ms = Date.UTC(2026, 0, 29, 15, 0, 34, millis)
    expect(printRoundTrip({ ms, ticks, kind: 'local' })).toBe(
      `2026-01-29T15:00:34${fraction}+08:00`,
    )
  })
})

describe('clock digits', () => {
  test.each([
    [1, 1, 1, 0, 0, 0, '0001-01-01 00:00:00'],
    [99, 12, 31, 23, 59, 59, '0099-12-31 23:59:59'],
    [2024, 2, 29, 0, 0, 0, '2024-02-29 00:00:00'],
    [2000, 2, 29, 0, 0, 0, '2000-02-29 00:00:00'],
    [2026, 4, 30, 0, 0, 0, '2026-04-30 00:00:00'],
  ])('%i-%i-%i exists', (year, month, day, hour, minute, second, shown) => {
    const ms = clockDigits(year, month, day, hour, minute, second) ?? NaN
    expect(printClock({ ms, ticks: 0, kind: 'unspecified' })).toBe(shown)
  })

  test.each([
    [0, 1, 1, 0, 0, 0],
    [10000, 1, 1, 0, 0, 0],
    [2026, 0, 1, 0, 0, 0],
    [2026, 13, 1, 0, 0, 0],
    [2026, 1, 0, 0, 0, 0],
    [2026, 2, 29, 0, 0, 0],
    [1900, 2, 29, 0, 0, 0],
    [2026, 4, 31, 0, 0, 0],
    [2026, 1, 1, 24, 0, 0],
    [2026, 1, 1, 0, 60, 0],
    [2026, 1, 1, 0, 0, 60],
    [2026, 1, NaN, 0, 0, 0],
  ])('%i-%i-%i %i:%i:%i does not', (year, month, day, hour, minute, second) => {
    expect(clockDigits(year, month, day, hour, minute, second)).toBeUndefined()
  })
})

const shown = (read: Conversion<Instant>) => (read.ok ? printRoundTrip(read.value) : read.reason)

describe("Json.NET's own dates", () => {
  test.each([
    ['2026-01-29T15:00:34', '2026-01-29T15:00:34'],
    ['2026-01-29T15:00:34Z', '2026-01-29T15:00:34Z'],
    ['2026-01-29T15:00:34z', '2026-01-29T15:00:34Z'],
    ['2026-01-29T15:00:34.1406325+08:00', '2026-01-29T15:00:34.1406325+08:00'],
    ['2026-01-29T15:00:34.14+0800', '2026-01-29T15:00:34.14+08:00'],
    ['2026-01-29T15:00:34-05', '2026-01-30T04:00:34+08:00'],
    ['2026-01-29T23:59:59.9999999-11:00', '2026-01-30T18:59:59.9999999+08:00'],
    ['0001-01-01T00:00:00+09:00', '0001-01-01T00:00:00+08:00'],
    ['9999-12-31T23:00:00-09:00', '9999-12-31T23:59:59.9999999+08:00'],
    ['2026-01-29T24:00:00', '2026-01-30T00:00:00'],
    ['2026-01-29T15:00:34:05', '2026-01-29T15:00:34'],
    ['2026-01-29T15:00:34+08:', '2026-01-29T15:00:34+08:00'],
    ['2026-01-29T15:00:34.123456789', '2026-01-29T15:00:34.1234567'],
    ['2026-01-29T15:00:34.12345678Z', 'format'],
    ['2026-01-29T15:00:34.12345678', 'format'],
    ['2026-01-29T15:00:34.1234567+', 'format'],
    ['2026-01-29T15:00:34.', 'format'],
    ['2026-01-29T24:00:01', 'format'],
    ['2026-01-29T24:00:00.1', 'format'],
    ['2026-02-30T00:00:00', 'format'],
    ['0000-01-01T00:00:00', 'format'],
    ['2026-01-29T15:00', 'format'],
    ['2026-01-29 15:00:34', 'format'],
    [`2026-01-29T15:00:34${' '.repeat(30)}`, 'format'],
    ['9999-12-31T24:00:00', 'exception'],
    ['/Date(1769670034000)/', '2026-01-29T07:00:34Z'],
    ['/Date(1769670034000+0800)/', '2026-01-29T15:00:34+08:00'],
    ['/Date(1769670034000-1100)/', '2026-01-29T15:00:34+08:00'],
    ['/Date(-1)/', '1969-12-31T23:59:59.999Z'],
    ['/Date(1+1)/', 'format'],
    ['/Date(a)/', 'format'],
    ['/Date()/', 'format'],
    ['/Date(9223372036854775808)/', 'format'],
    ['/Date(99999999999999999)/', 'exception'],
    ['', 'format'],
  ])('%s is %s', (text, value) => {
    expect(shown(parseJsonDate(text))).toBe(value)
  })
})

describe('by exact format', () => {
  test.each([
    ['2026-01-29 15:00:34', '2026-01-29T15:00:34'],
    ['2026-01-29', 'format'],
    ['2026/01/29 15:00:34', 'format'],
    ['2026-01-29 15:00', 'format'],
    ['2026-01-29 15:00:34.1', 'format'],
    [' 2026-01-29 15:00:34', 'format'],
    ['2026-1-29 15:00:034', 'format'],
    ['2026-02-30 00:00:00', 'format'],
    ['2026-01-29 1a:00:34', 'format'],
  ])('%s is %s', (text, value) => {
    expect(shown(parseExactDateTime(text))).toBe(value)
  })
})

const read = (text: string): string | undefined => {
  const instant = parseXmlDateTime(text)
  return instant && printRoundTrip(instant)
}

describe('dates in XML', () => {
  test.each([
    ['2026-01-29T15:00:34', '2026-01-29T15:00:34'],
    ['2026-01-29T15:00:34Z', '2026-01-29T15:00:34Z'],
    ['2026-01-29T15:00:34z', '2026-01-29T15:00:34Z'],
    ['2026-01-29T15:00:34+08:00', '2026-01-29T15:00:34+08:00'],
    ['2026-01-29T15:00:34.1406325+08:00', '2026-01-29T15:00:34.1406325+08:00'],
    ['2026-01-29T15:00:34.5+00:00', '2026-01-29T23:00:34.5+08:00'],
    ['2026-01-29T15:00:34.10-05:00', '2026-01-30T04:00:34.1+08:00'],
    ['\u00a02026-01-29T15:00:34\r\n', '2026-01-29T15:00:34'],
    ['2026-01-29', '2026-01-29T00:00:00'],
    ['2026-01-29Z', '2026-01-29T00:00:00Z'],
    ['2026-01-29+01:00', '2026-01-29T07:00:00+08:00'],
    ['2026', '2026-01-01T00:00:00'],
    ['2026-02', '2026-02-01T00:00:00'],
    ['--02-29', '1904-02-29T00:00:00'],
    ['--12', '1904-12-01T00:00:00'],
    ['--12--', '1904-12-01T00:00:00'],
    ['---31', '1904-01-31T00:00:00'],
    ['15:00:34.25', '1904-01-01T15:00:34.25'],
    ['0001-01-01T00:00:00', '0001-01-01T00:00:00'],
  ])('%j is %s', (text, printed) => {
    expect(read(text)).toBe(printed)
  })

  test.each([
    ['2026-01-29T15:00:34.12345674', '.1234567'],
    ['2026-01-29T15:00:34.12345678', '.1234568'],
    ['2026-01-29T15:00:34.12345675', '.1234568'],
    ['2026-01-29T15:00:34.12345665', '.1234566'],
    ['2026-01-29T15:00:34.123456650', '.1234566'],
    ['2026-01-29T15:00:34.1234566501', '.1234567'],
    ['2026-01-29T15:00:33.99999999', ''],
  ])('%s is rounded to 100 ns, ties to even', (text, fraction) => {
    expect(read(text)).toBe(`2026-01-29T15:00:34${fraction}`)
  })

  test.each([
    ['0001-01-01T00:00:00+14:00', '0001-01-01T00:00:00+08:00'],
    ['9999-12-31T23:59:59-12:00', '9999-12-31T23:59:59.9999999+08:00'],
    // The offset's own range is not checked; and this is a gYearMonth.
    ['2026-01-29T15:00:34+99:99', '2026-01-25T18:21:34+08:00'],
    ['2026-01-29:15', '2026-01-02T13:15:00+08:00'],
  ])('%s stays within a DateTime', (text, printed) => {
    expect(read(text)).toBe(printed)
  })

  test.each([
    '',
    'soon',
    '2026-01-29 15:00:34',
    '2026-01-29T15:00',
    '2026-01-29T15:00:34.',
    '2026-01-29T24:00:00',
    '2026-01-29T15:60:00',
    '2026-02-30T00:00:00',
    '2026-02-30',
    '0000-01-01',
    '10000-01-01',
    '-2026-01-01',
    '2026-13',
    '---32',
    '29/01/2026',
    '2026-01-29T15:00:34 Z',
    '9999-12-31T23:59:59.99999995',
  ])('%j is none', (text) => {
    expect(parseXmlDateTime(text)).toBeUndefined()
  })
})
