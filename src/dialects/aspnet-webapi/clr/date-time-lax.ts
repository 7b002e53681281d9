import type { Instant } from '../../../core/schema.ts'
import { clockDigits, LATEST_MS, parsedToServerLocal } from './date-time.ts'
import { badConversion, badFormat, converted, foldCase, trim, type Conversion } from './text.ts'

const LONGEST = 100
/** NULs may follow the text, and `#` may stand before and behind it. */
const NULS = /\0+$/
const FRAMED = /^#(.*)#$/

/**
 * Parses text that names a full date as `DateTime.Parse(text, InvariantCulture)` does (I: a grammar in
 * place of .NET's tables; it agrees on the usual forms). .NET completes text without a year or without
 * a date from today's date; this function refuses such text, because it knows no clock. With
 * `roundtrip`, UTC stays UTC; otherwise UTC becomes local time.
 */
export const parseLaxDateTime = (text: string, roundtrip: boolean): Conversion<Instant> => {
  if (text.length > LONGEST) return badFormat
  const time = readLaxTime(trim(trim(text).replace(NULS, '').replace(FRAMED, '$1')))
  const date = time === undefined ? undefined : readLaxDate(time.date.replace(/^[ ,]+|[ ,]+$/g, ''))
  if (time === undefined || date === undefined || !mayFollow(time, date)) return badFormat
  const start = clockDigits(
    date.year,
    date.month,
    date.day ?? 1,
    time.hour,
    time.minute,
    time.second,
  )
  if (start === undefined || !isWeekday(start, date.weekday)) return badFormat
  const digits = { ms: start + Math.floor(time.ticks / 10_000), ticks: time.ticks % 10_000 }
  // AddTicks throws an exception other than FormatException for the year 10000.
  if (digits.ms > LATEST_MS) return badConversion
  if (time.offset === undefined) return converted({ ...digits, kind: 'unspecified' })
  if (time.isUtc && roundtrip) return converted({ ...digits, kind: 'utc' })
  const local = parsedToServerLocal(digits, time.offset)
  return local === undefined ? badFormat : converted(local)
}

/**
 * Whether a time may follow a date. `T` may follow only a date in numbers with the year first. A date
 * without a day allows no time, and no zone except one with a plus.
 */
const mayFollow = (time: LaxTime, date: LaxDate): boolean => {
  if (time.isMarked && !date.isPlain) return false
  const isMidnight = time.hour + time.minute + time.second + time.ticks === 0
  return date.day !== undefined || (isMidnight && !time.isUtc && (time.offset ?? 0) >= 0)
}

const isWeekday = (ms: number, weekday: number | undefined): boolean =>
  weekday === undefined || new Date(ms).getUTCDay() === weekday

/** The date in a text that DateTime.Parse reads. */
interface LaxDate {
  readonly year: number
  readonly month: number
  /** Absent if the text names only year and month. The day is then the first, and no time may follow. */
  readonly day?: number
  /** Day of the week; 0 is Sunday. */
  readonly weekday?: number
  /** Whether the date is in numbers with the year first, so that `T` may follow. */
  readonly isPlain: boolean
}

const MONTHS =
  'JANUARY FEBRUARY MARCH APRIL MAY JUNE JULY AUGUST SEPTEMBER OCTOBER NOVEMBER DECEMBER'.split(' ')
const DAYS = 'SUNDAY MONDAY TUESDAY WEDNESDAY THURSDAY FRIDAY SATURDAY'.split(' ')

const CHINESE = /^([0-9]{1,4})年\s*([0-9]{1,2})月\s*([0-9]{1,2})日$/
const PARTS = /[0-9]+|[A-Z]+/g
/** Matches what separates two parts: one mark with spaces around it, or spaces alone. */
const SEPARATOR = /^(?: *[-/.,] *| +)$/

/**
 * Reads a date in invariant order: month, day, year. The year comes first if the first number has three
 * digits or more. Returns undefined if the text is no date, or a date without a year.
 */
const readLaxDate = (text: string): LaxDate | undefined => {
  const chinese = CHINESE.exec(text)
  if (chinese !== null) {
    const [, year = '', month, day] = chinese
    return { year: fullYear(year), month: Number(month), day: Number(day), isPlain: false }
  }
  const folded = foldCase(text)
  const parts = folded.match(PARTS) ?? []
  const separators = folded.split(PARTS)
  if (separators.shift() !== '' || separators.pop() !== '') return undefined
  if (!separators.every((separator) => SEPARATOR.test(separator))) return undefined
  const weekday = nameIn(DAYS, parts[0])
  const named = weekday === undefined ? parts : parts.slice(1)
  const date = named.some((part) => /^[A-Z]/.test(part)) ? byName(named) : byNumbers(named)
  if (date === undefined) return undefined
  return weekday === undefined ? date : { ...date, weekday }
}

const nameIn = (names: readonly string[], part = ''): number | undefined => {
  const index = names.findIndex((name) => name === part || name.slice(0, 3) === part)
  return index < 0 ? undefined : index
}

const byNumbers = (parts: readonly string[]): LaxDate | undefined => {
  if (parts.some((part) => part.length > 4)) return undefined
  const [a = '', b = '', c = ''] = parts
  if (parts.length === 2) {
    if (a.length > 2) return { year: Number(a), month: Number(b), isPlain: true }
    return b.length > 2 ? { year: Number(b), month: Number(a), isPlain: false } : undefined
  }
  if (parts.length !== 3) return undefined
  return a.length > 2
    ? { year: Number(a), month: Number(b), day: Number(c), isPlain: true }
    : { year: fullYear(c), month: Number(a), day: Number(b), isPlain: false }
}

/** Reads a date with a month by name. The other numbers are day and year, or the year alone. */
const byName = (parts: readonly string[]): LaxDate | undefined => {
  const at = parts.findIndex((part) => nameIn(MONTHS, part) !== undefined)
  const month = (nameIn(MONTHS, parts[at]) ?? 0) + 1
  const numbers = parts.toSpliced(at, 1)
  if (at < 0 || !numbers.every((part) => /^[0-9]{1,4}$/.test(part))) return undefined
  const [a = '', b = ''] = numbers
  if (numbers.length === 1)
    return a.length > 2 ? { year: Number(a), month, isPlain: false } : undefined
  if (numbers.length !== 2) return undefined
  return a.length > 2
    ? { year: Number(a), month, day: Number(b), isPlain: false }
    : { year: fullYear(b), month, day: Number(a), isPlain: false }
}

/** Completes a year of two digits. The invariant calendar's TwoDigitYearMax is 2029. */
const fullYear = (digits: string): number => {
  const year = Number(digits)
  if (digits.length > 2) return year
  return year < 30 ? 2000 + year : 1900 + year
}

/** The time in a text that DateTime.Parse reads, and the rest of the text. */
interface LaxTime {
  readonly hour: number
  readonly minute: number
  readonly second: number
  /** The fraction in units of 100 ns, rounded; at most a whole second. */
  readonly ticks: number
  /** Minutes east of UTC; undefined if the text names no zone. */
  readonly offset: number | undefined
  readonly isUtc: boolean
  /** Whether `T` stands before the time. */
  readonly isMarked: boolean
  /** The text before the time; if there is none, the text behind the time. */
  readonly date: string
}

/** Matches hours and minutes, or hours and AM or PM, and then a zone. */
const TIME =
  /(^|[ ,]|T)([0-9]{1,2})(?::([0-9]{1,2})(?::([0-9]{1,2})(?:\.([0-9]+))?)?)?(?: *([AP])M?(?![A-Z]))?(?: *(Z|GMT)| *([-+])([0-9]{1,4})(?::([0-9]{1,2}))?)?(?=$|[ ,])/gi

/** Matches the spaces that are allowed around the colons of a time (not of a zone) and after `T`. */
const SPACED = /(?<![-+][0-9]{1,2}) *(:) *|(?<=[0-9] *T) +/gi
const ZULU = /(?: *)(?:Z|GMT)$/i
const DATE_ZONE = / *(?:\+([0-9]{1,4})(?::([0-9]{1,2}))?|-([0-9]{1,2}):([0-9]{1,2}))$/
const LONGEST_OFFSET = 14 * 60

/**
 * Reads the time in a text. Returns midnight if the text has no time, and undefined if its time is not
 * valid.
 */
const readLaxTime = (sent: string): LaxTime | undefined => {
  const text = sent.replace(SPACED, '$1')
  for (const match of text.matchAll(TIME)) {
    const [, , , minutes, , , mark] = match
    if (minutes !== undefined || mark !== undefined) return fromMatch(text, match)
  }
  return withoutTime(text)
}

/**
 * Reads a text that has no time. The date may still have a zone. A minus without minutes belongs to the
 * date.
 */
const withoutTime = (text: string): LaxTime | undefined => {
  const none = { hour: 0, minute: 0, second: 0, ticks: 0, isMarked: false }
  if (ZULU.test(text)) return { ...none, date: text.replace(ZULU, ''), isUtc: true, offset: 0 }
  const zone = DATE_ZONE.exec(text)
  if (zone === null) return { ...none, date: text, isUtc: false, offset: undefined }
  const offset = zoneMinutes(zone[1] ?? zone[3], zone[2] ?? zone[4])
  if (offset === undefined) return undefined
  const date = text.slice(0, zone.index)
  return { ...none, date, isUtc: false, offset: zone[1] === undefined ? -offset : offset }
}

/**
 * Returns the minutes of a zone; undefined if they are out of range. Three digits or more are
 * hours and minutes together.
 */
const zoneMinutes = (digits = '', after = '0'): number | undefined => {
  const isPacked = digits.length > 2
  const hours = isPacked ? digits.slice(0, -2) : digits
  const minutes = Number(isPacked ? digits.slice(-2) : after)
  const shift = Number(hours) * 60 + minutes
  return shift > LONGEST_OFFSET || minutes > 59 ? undefined : shift
}

const fromMatch = (text: string, match: RegExpExecArray): LaxTime | undefined => {
  const [all, lead, hours = '', minutes = '00', seconds = '00', fraction = ''] = match
  const [mark, zulu, sign, zoneHours = '0', zoneRest] = match.slice(6)
  const hour = clockHour(Number(hours), mark?.toUpperCase())
  const shift = zoneMinutes(zoneHours, zoneRest)
  const before = text.slice(0, match.index)
  const after = text.slice(match.index + all.length)
  if (hour === undefined || shift === undefined) return undefined
  if (before !== '' && after !== '') return undefined
  const isMarked = lead === 'T' || lead === 't'
  if (isMarked && ![hours, minutes, seconds].every(isTwoDigits)) return undefined
  // After a `T` the text has to be ISO 8601, which knows no GMT and no AM.
  if (isMarked && (zulu?.length === 3 || mark !== undefined)) return undefined
  const isZoned = zulu !== undefined || sign !== undefined
  return {
    hour,
    minute: Number(minutes),
    second: Number(seconds),
    ticks: Math.round(Number(`0.${fraction}`) * 1e7),
    offset: isZoned ? (sign === '-' ? -shift : shift) : undefined,
    isUtc: zulu !== undefined,
    isMarked,
    date: before === '' ? after : before,
  }
}

const isTwoDigits = (digits: string): boolean => digits.length === 2

const clockHour = (hour: number, mark: string | undefined): number | undefined => {
  if (mark === undefined) return hour
  if (mark === 'P') return hour < 12 ? hour + 12 : hour
  return hour > 12 ? undefined : hour % 12
}
