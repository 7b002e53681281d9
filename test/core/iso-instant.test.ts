import fc from 'fast-check'
import { expect, it } from 'vitest'
import { isoInstant, isoSecond } from '../../src/core/iso-instant.ts'

it('prints as Date does', () => {
  expect(isoInstant(1_769_670_034_140)).toBe('2026-01-29T07:00:34.140Z')
  expect(isoSecond(1_769_670_034)).toBe('2026-01-29T07:00:34')
  fc.assert(
    fc.property(fc.date({ noInvalidDate: true }), (date) => {
      expect(isoInstant(date.getTime())).toBe(date.toISOString())
    }),
  )
  for (const ms of [1.5, -1.5, -0.5, -1, 8.64e15, -8.64e15])
    expect(isoInstant(ms)).toBe(new Date(ms).toISOString())
})

it('forgets seconds, but not how to print them', () => {
  for (let second = 0; second < 200; second++) isoSecond(second)
  expect(isoSecond(0)).toBe('1970-01-01T00:00:00')
})

it('throws for what no date can hold', () => {
  expect(() => isoInstant(NaN)).toThrow(RangeError)
  expect(() => isoInstant(8.64e15 + 1000)).toThrow(RangeError)
})
