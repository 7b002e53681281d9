import type { ValueTest } from '../stubs/value-match.ts'
import { shifted, truncated, truncations } from './date-shift.ts'
import { createDateReader, readDate, type ReadDate } from './date-time.ts'

/** WireMock's matches of dates and times. */
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

/** Throws a one-sentence Error for an instant, format or unit that cannot be read. */
export const dateTimeTest = (
  name: keyof typeof dateTimeComparisons,
  match: DateTimeMatch,
): ValueTest => {
  const spec = match[name] ?? ''
  const holds: Compare = dateTimeComparisons[name]
  const read = match.actualFormat === undefined ? readDate : createDateReader(match.actualFormat)
  const expected = expectedOf(name, spec, match)
  const cut = truncationOf(match.truncateActual)
  return (value, now) => {
    const found = value === undefined ? undefined : read(value)
    if (found === undefined) return false
    const actual = {
      ...found,
      ...(found.instant === undefined ? {} : { instant: cut(found.instant, found.offset) }),
    }
    return compared(actual, expected(now), holds)
  }
}

/** Compares instants, else local times; a time without an offset counts as UTC. */
const compared = (actual: ReadDate, expected: ReadDate, holds: Compare): boolean => {
  if (expected.instant !== undefined && actual.instant !== undefined)
    return holds(actual.instant, expected.instant)
  if (expected.local !== undefined) {
    const local = actual.local ?? (actual.instant ?? NaN) + (actual.offset ?? 0)
    return holds(local, expected.local)
  }
  return holds(actual.local ?? NaN, expected.instant ?? NaN)
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
  // Tried now, so that an unknown unit is refused with the stub.
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
  const found = truncations.find((one) => one === name.toLowerCase().replaceAll('_', ' '))
  if (found === undefined)
    throw new Error(`There is no truncation ${name}; use one of ${truncations.join(', ')}.`)
  return (instant, offset = 0) => truncated(instant + offset, found) - offset
}
