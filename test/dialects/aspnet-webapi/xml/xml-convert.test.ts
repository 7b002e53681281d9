import { describe, expect, it } from 'vitest'
import { printRoundTrip } from '../../../../src/dialects/aspnet-webapi/clr/instant.ts'
import {
  toBoolean,
  toDateTime,
  toDecimal,
} from '../../../../src/dialects/aspnet-webapi/xml/xml-convert.ts'

describe('booleans in XML', () => {
  it.each([
    ['true', true],
    ['1', true],
    [' false\n', false],
    ['0', false],
    ['True', undefined],
    ['', undefined],
    ['\u00a0true', undefined],
    ['yes', undefined],
  ])('%j is %s', (text, value) => {
    expect(toBoolean(text)).toBe(value)
  })
})

describe('decimals in XML', () => {
  it.each([
    ['7.10', '7.10'],
    [' -7 ', '-7'],
    ['+.5', '0.5'],
    ['7.', '7'],
    ['0.00', '0.00'],
    ['', undefined],
    ['.', undefined],
    ['-', undefined],
    ['1,000', undefined],
    ['1e2', undefined],
    ['7-', undefined],
    ['1'.repeat(40), undefined],
  ])('%j is %s', (text, value) => {
    expect(toDecimal(text)).toBe(value)
  })
})

const read = (text: string): string | undefined => {
  const instant = toDateTime(text)
  return instant && printRoundTrip(instant)
}

describe('dates in XML', () => {
  it.each([
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

  it.each([
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

  it.each([
    ['0001-01-01T00:00:00+14:00', '0001-01-01T00:00:00+08:00'],
    ['9999-12-31T23:59:59-12:00', '9999-12-31T23:59:59.9999999+08:00'],
    // The offset's own range is not checked; and this is a gYearMonth.
    ['2026-01-29T15:00:34+99:99', '2026-01-25T18:21:34+08:00'],
    ['2026-01-29:15', '2026-01-02T13:15:00+08:00'],
  ])('%s stays within a DateTime', (text, printed) => {
    expect(read(text)).toBe(printed)
  })

  it.each([
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
    expect(toDateTime(text)).toBeUndefined()
  })
})
