import type { ValueTest } from './value-match.ts'
import { createDateReader, readDate, type ReadDate } from './date-time.ts'

/** The members of a match for dates and times, as in WireMock. */
export interface DateTimeMatch {
  readonly before?: string
  readonly after?: string
  readonly equalToDateTime?: string
  readonly actualFormat?: string
  readonly truncateExpected?: string
  readonly truncateActual?: string
  readonly applyTruncationLast?: boolean
  readonly expectedOffset?: number
  readonly expectedOffsetUnit?: string
}

type Compare = (actual: number, expected: number) => boolean

export const dateTimeComparisons = {
  before: (actual, expected) => actual < expected,
  after: (actual, expected) => actual > expected,
  equalToDateTime: (actual, expected) => actual === expected,
} satisfies Record<string, Compare>

const NOW = /^(?:now|(?:now )?([-+]?\d+) ([a-z]+))$/i

/** Compiles a date match. Throws a one-sentence Error for an instant, format or unit that cannot be read. */
export const dateTimeTest = (
  name: keyof typeof dateTimeComparisons,
  match: DateTimeMatch,
): ValueTest => {
  const holds: Compare = dateTimeComparisons[name]
  const pair = dateTimePair(name, match)
  return (value, now) => {
    const found = value === undefined ? undefined : pair(value, now)
    return found !== undefined && holds(...found)
  }
}

/** The two times that are compared, in milliseconds. */
type Pair = readonly [actual: number, expected: number]

/**
 * Returns a function that reads the times that a date match compares, or returns undefined for a value that
 * is no date. Throws a one-sentence Error for an instant, format or unit that cannot be read.
 */
export const dateTimePair = (
  name: keyof typeof dateTimeComparisons,
  match: DateTimeMatch,
): ((value: string, now: () => number) => Pair | undefined) => {
  const spec = match[name] ?? ''
  const read = match.actualFormat === undefined ? readDate : createDateReader(match.actualFormat)
  const expected = expectedOf(name, spec, match)
  const cut = truncationOf(match.truncateActual)
  return (value, now) => {
    const found = read(value)
    if (found === undefined) return undefined
    const actual = {
      ...found,
      ...(found.instant === undefined ? {} : { instant: cut(found.instant, found.offset) }),
    }
    return paired(actual, expected(now))
  }
}

/** Returns two instants, or else two local times. A time without an offset counts as UTC. */
const paired = (actual: ReadDate, expected: ReadDate): Pair => {
  if (expected.instant !== undefined && actual.instant !== undefined)
    return [actual.instant, expected.instant]
  if (expected.local !== undefined)
    return [actual.local ?? (actual.instant ?? NaN) + (actual.offset ?? 0), expected.local]
  return [actual.local ?? NaN, expected.instant ?? NaN]
}

const expectedOf = (
  name: string,
  spec: string,
  match: DateTimeMatch,
): ((now: () => number) => ReadDate) => {
  const [isNow, amount, unit] = NOW.exec(spec) ?? []
  const { expectedOffset = Number(amount ?? 0), expectedOffsetUnit = unit ?? 'seconds' } = match
  const cut = truncationOf(match.truncateExpected)
  const move = (instant: number) =>
    shifted(instant, expectedOffset, expectedOffsetUnit) ?? noUnit(expectedOffsetUnit)
  // The call at compile time refuses a stub with an unknown unit.
  move(0)
  if (isNow === undefined) {
    const read = readDate(spec)
    if (read === undefined)
      throw new Error(
        `${name} ${spec} is no date and time; write one such as 2026-01-29T07:00:34Z, or now +3 days.`,
      )
    return () => read
  }
  return (now) => ({
    instant: match.applyTruncationLast === true ? cut(move(now()), 0) : move(cut(now(), 0)),
    offset: 0,
  })
}

const noUnit = (unit: string): never => {
  throw new Error(`There is no unit ${unit}; use seconds, minutes, hours, days, months or years.`)
}

type Cut = (instant: number, offset: number | undefined) => number

const truncationOf = (name: string | undefined): Cut => {
  if (name === undefined) return (instant) => instant
  const cut = truncationNamed(name)
  if (cut === undefined)
    throw new Error(
      `There is no truncation ${name}; use one of ${[...truncations.keys()].join(', ')}.`,
    )
  return (instant, offset = 0) => cut(instant + offset) - offset
}

const whole =
  (size: number): Truncation =>
  (local) =>
    Math.floor(local / size) * size

const dayOf =
  (of: (year: number, month: number) => number): Truncation =>
  (local) => {
    const date = new Date(local)
    return of(date.getUTCFullYear(), date.getUTCMonth())
  }

/** Truncates a local time, given as the milliseconds of the same time in UTC. */
type Truncation = (local: number) => number

/** WireMock's truncations of dates by name. */
const truncations: ReadonlyMap<string, Truncation> = new Map([
  ['first second of minute', whole(60_000)],
  ['first minute of hour', whole(3_600_000)],
  ['first hour of day', whole(86_400_000)],
  ['first day of month', dayOf((year, month) => Date.UTC(year, month))],
  ['first day of next month', dayOf((year, month) => Date.UTC(year, month + 1))],
  ['last day of month', dayOf((year, month) => Date.UTC(year, month + 1, 0))],
  ['first day of year', dayOf((year) => Date.UTC(year, 0))],
  ['first day of next year', dayOf((year) => Date.UTC(year + 1, 0))],
  ['last day of year', dayOf((year) => Date.UTC(year, 11, 31))],
])

/** Returns a truncation by its name in any case, with blanks or underscores. Returns undefined if unknown. */
export const truncationNamed = (name: string): Truncation | undefined =>
  truncations.get(name.toLowerCase().replaceAll('_', ' '))

const units: ReadonlyMap<string, number> = new Map([
  ['seconds', 1000],
  ['minutes', 60_000],
  ['hours', 3_600_000],
  ['days', 86_400_000],
])

/**
 * Returns an instant moved by `amount` units. Months and years are counted in UTC. Returns undefined for an
 * unknown unit, and NaN if the result is out of range.
 */
export const shifted = (instant: number, amount: number, unit: string): number | undefined => {
  const name = unit.toLowerCase()
  const size = units.get(name)
  if (size !== undefined) return instant + amount * size
  if (name !== 'months' && name !== 'years') return undefined
  const date = new Date(instant)
  const day = date.getUTCDate()
  date.setUTCDate(1)
  date.setUTCMonth(date.getUTCMonth() + amount * (name === 'years' ? 12 : 1))
  // If the new month has no such day, its last day is used.
  const last = new Date(Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1, 0)).getUTCDate()
  date.setUTCDate(Math.min(day, last))
  return date.getTime()
}
