import { describe, expect, test } from 'vitest'
import {
  clockDigits,
  DEFAULT_INSTANT,
  instantOf,
  printClock,
  printRoundTrip,
  toServerLocal,
} from '../../../../src/dialects/aspnet-webapi/clr/instant.ts'

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

test('digits of another clock become local time, within what a DateTime holds', () => {
  const late = { ms: Date.UTC(2026, 0, 29, 23, 59, 59, 999), ticks: 9999 }
  expect(printRoundTrip(toServerLocal(late, -11 * 60))).toBe('2026-01-30T18:59:59.9999999+08:00')
  expect(printRoundTrip(toServerLocal(DEFAULT_INSTANT, 9 * 60))).toBe('0001-01-01T00:00:00+08:00')
  const last = { ms: Date.UTC(9999, 11, 31, 23), ticks: 0 }
  expect(printRoundTrip(toServerLocal(last, -540))).toBe('9999-12-31T23:59:59.9999999+08:00')
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
