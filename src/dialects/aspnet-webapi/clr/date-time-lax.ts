import type { Instant } from '../../../core/schema.ts'
import { badFormat, converted, type Conversion } from './conversion.ts'
import { clockDigits, toServerLocal } from './instant.ts'
import { foldCase } from './ordinal-ignore-case.ts'
import { trim } from './white-space.ts'

/**
 * `DateTime.Parse(text, InvariantCulture)` for everything that names a full date (I: an
 * approximation of .NET's tables). Text without a year or a date means today to .NET; it is refused
 * here, as these functions know no clock. `roundtrip` keeps UTC as UTC; otherwise it becomes local.
 */
export const parseLaxDateTime = (text: string, roundtrip: boolean): Conversion<Instant> => {
  const trimmed = trim(text)
  if (trimmed.length > LONGEST) return badFormat
  const time = readTime(trimmed)
  if (time === undefined) return badFormat
  const date = readDate(time.rest)
  if (date === undefined) return badFormat
  const [year, month, day] = date.fields
  const start = clockDigits(year, month, day, time.hour, time.minute, time.second)
  if (start === undefined || !isWeekday(start, date.weekday)) return badFormat
  const ms = start + Math.floor(time.ticks / 10_000)
  const digits = { ms, ticks: time.ticks % 10_000 }
  if (time.offset === undefined) return converted({ ...digits, kind: 'unspecified' })
  if (time.utc && roundtrip) return converted({ ...digits, kind: 'utc' })
  return converted(toServerLocal(digits, time.offset))
}

const LONGEST = 100

interface Time {
  readonly hour: number
  readonly minute: number
  readonly second: number
  /** 100 ns units of the fraction. */
  readonly ticks: number
  /** Minutes east of UTC. */
  readonly offset?: number
  readonly utc?: boolean
  /** The text around the time: the date. */
  readonly rest: string
}

const TIME =
  /(?:^|[\sT,])([0-9]{1,2})(?::([0-9]{1,2})(?::([0-9]{1,2})(?:\.([0-9]+))?)?)?\s*([AP]M?\b)?\s*(?:(Z|GMT)|([-+])([0-9]{1,2})(?::?([0-9]{2}))?)?(?=$|[\s,])/gi

/** Finds hours and minutes, or hours and AM/PM; midnight where there are none. */
const readTime = (text: string): Time | undefined => {
  for (const match of text.matchAll(TIME)) {
    const [all, hours = '', minutes, seconds = '0', fraction = ''] = match
    const [mark, zulu, sign, zoneHours = '0', zoneMinutes = '0'] = match.slice(5)
    if (minutes === undefined && mark === undefined) continue
    const hour = clockHour(Number(hours), mark?.toUpperCase())
    const shift = Number(zoneHours) * 60 + Number(zoneMinutes)
    if (hour === undefined || shift > 14 * 60 || Number(zoneMinutes) > 59) return undefined
    const zoned = zulu !== undefined || sign !== undefined
    return {
      hour,
      minute: Number(minutes ?? 0),
      second: Number(seconds),
      ticks: Math.min(9_999_999, Math.round(Number(`0.${fraction}`) * 1e7)),
      ...(zoned ? { offset: sign === '-' ? -shift : shift, utc: zulu !== undefined } : {}),
      rest: `${text.slice(0, match.index)} ${text.slice(match.index + all.length)}`,
    }
  }
  return { hour: 0, minute: 0, second: 0, ticks: 0, rest: text }
}

const clockHour = (hour: number, mark: string | undefined): number | undefined => {
  if (mark === undefined) return hour
  if (mark.startsWith('P')) return hour < 12 ? hour + 12 : hour
  return hour > 12 ? undefined : hour % 12
}

const MONTHS =
  'JANUARY FEBRUARY MARCH APRIL MAY JUNE JULY AUGUST SEPTEMBER OCTOBER NOVEMBER DECEMBER'.split(' ')
const DAYS = 'SUNDAY MONDAY TUESDAY WEDNESDAY THURSDAY FRIDAY SATURDAY'.split(' ')

interface DateRead {
  readonly fields: readonly [year: number, month: number, day: number]
  readonly weekday: number | undefined
}

/** Numbers and names between separators; the order of numbers is month, day, year unless the year leads. */
const readDate = (text: string): DateRead | undefined => {
  const parts = foldCase(text).match(/[0-9]+|[A-Z]+|[^\s/,.-]/g) ?? []
  const numbers: string[] = []
  let month: number | undefined
  let weekday: number | undefined
  for (const part of parts) {
    const named = nameIn(MONTHS, part)
    const day = nameIn(DAYS, part)
    if (/^[0-9]{1,4}$/.test(part)) numbers.push(part)
    else if (named !== undefined && month === undefined) month = named + 1
    else if (day !== undefined && weekday === undefined) weekday = day
    else if (!'年月日'.includes(part)) return undefined
  }
  const fields = month === undefined ? byNumbers(numbers) : byMonth(month, numbers)
  return fields === undefined ? undefined : { fields, weekday }
}

const nameIn = (names: readonly string[], part: string): number | undefined => {
  const index = names.findIndex((name) => name === part || name.slice(0, 3) === part)
  return index < 0 ? undefined : index
}

type Fields = DateRead['fields']

const byNumbers = (numbers: readonly string[]): Fields | undefined => {
  const [a = '', b = '', c] = numbers
  if (numbers.length === 2) {
    if (a.length > 2) return [Number(a), Number(b), 1]
    return b.length > 2 ? [Number(b), Number(a), 1] : undefined
  }
  if (numbers.length !== 3 || c === undefined) return undefined
  return a.length > 2 ? [Number(a), Number(b), Number(c)] : [fullYear(c), Number(a), Number(b)]
}

const byMonth = (month: number, numbers: readonly string[]): Fields | undefined => {
  const [a = '', b = ''] = numbers
  if (numbers.length === 1) return a.length > 2 ? [Number(a), month, 1] : undefined
  if (numbers.length !== 2) return undefined
  return a.length > 2 ? [Number(a), month, Number(b)] : [fullYear(b), month, Number(a)]
}

/** The invariant calendar's TwoDigitYearMax is 2029. */
const fullYear = (digits: string): number => {
  const year = Number(digits)
  if (digits.length > 2) return year
  return year < 30 ? 2000 + year : 1900 + year
}

const isWeekday = (ms: number, weekday: number | undefined): boolean =>
  weekday === undefined || new Date(ms).getUTCDay() === weekday
