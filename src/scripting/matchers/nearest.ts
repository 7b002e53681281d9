import { editDistance } from '../../core/nearest-name.ts'
import { dateTimeComparisons, dateTimePair } from './date-time-match.ts'
import type { ValueMatch, ValueTest } from './value-match.ts'

/** Returns the distance of a value from the expected value, from 0 to 1. NaN is the largest distance. */
type Distance = (value: string, now: () => number) => number

/** Milliseconds of two years: a date this far from the expected date has the distance 0.5. */
const HALFWAY_MS = 63_072_000_000
/** The most steps of a comparison: the product of two lengths. Longer texts have the distance 1. */
const MOST_STEPS = 1_000_000

type DateName = keyof typeof dateTimeComparisons
const dateNames = Object.keys(dateTimeComparisons) as readonly DateName[]
const dateIn = (match: ValueMatch): DateName | undefined =>
  dateNames.find((name) => match[name] !== undefined)

/**
 * Returns whether a matching value may be farther from the expected value than a value that does not match.
 * This is so for matches without case, for the empty text and for dates.
 */
export const isUneven = (match: ValueMatch): boolean =>
  match.caseInsensitive === true ||
  match.equalTo === '' ||
  dateIn(match) !== undefined ||
  [match.and, match.or, match.hasExactly, match.includes].some((list) => list?.some(isUneven))

/**
 * Returns a function that picks the value nearest to the expected value, or the first of several nearest
 * values. WireMock tests only this value of a repeated name (R).
 */
export const nearestOf = (
  match: ValueMatch,
  compile: (match: ValueMatch) => ValueTest,
): ((values: readonly string[], now: () => number) => string | undefined) => {
  const distance = distanceOf(match, compile)
  return (values, now) => {
    let best: string | undefined
    let least = NaN
    for (const value of values) {
      const far = distance(value, now)
      if (best !== undefined && !(far < least || (Number.isNaN(least) && !Number.isNaN(far))))
        continue
      best = value
      least = far
    }
    return best
  }
}

const distanceOf = (match: ValueMatch, compile: (match: ValueMatch) => ValueTest): Distance => {
  const date = dateIn(match)
  if (date !== undefined) {
    const pair = dateTimePair(date, match)
    return (value, now) => {
      const [actual = NaN, expected = NaN] = pair(value, now) ?? []
      const gap = Math.abs(actual - expected)
      return Number.isNaN(gap) ? 1 : gap / (gap + HALFWAY_MS)
    }
  }
  if (match.equalTo !== undefined) {
    const wanted = String(match.equalTo)
    return (value) =>
      wanted.length * value.length > MOST_STEPS
        ? 1
        : editDistance(wanted, value) / Math.max(wanted.length, value.length)
  }
  const parts = (match.and ?? match.or ?? []).map((one) => distanceOf(one, compile))
  if (match.and !== undefined)
    return (value, now) => parts.reduce((sum, one) => sum + one(value, now), 0) / parts.length
  if (match.or !== undefined)
    return (value, now) => {
      const known = parts.map((one) => one(value, now)).filter((far) => !Number.isNaN(far))
      return known.length === 0 ? NaN : Math.min(...known)
    }
  const test = compile(match)
  return (value, now) => (test(value, now) ? 0 : 1)
}
