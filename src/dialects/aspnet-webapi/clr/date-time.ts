import { isoSecond } from '../../../core/iso-instant.ts'
import type { Instant } from '../../../core/schema.ts'
import { badConversion, badFormat, converted, trim, type Conversion } from './text.ts'

/** The imitated servers run on China Standard Time, which has no daylight saving. */
const SERVER_OFFSET_MINUTES = 8 * 60

const MINUTE = 60_000
const DAY = 1440 * MINUTE
/** The first millisecond of the year 1 (DateTime.MinValue), as clock digits. */
const EARLIEST_MS = -62_135_596_800_000
/** The last millisecond of the year 9999 (DateTime.MaxValue), as clock digits. */
export const LATEST_MS = 253_402_300_799_999

/** `default(DateTime)`: 0001-01-01 00:00:00, unspecified. */
export const DEFAULT_INSTANT: Instant = { ms: EARLIEST_MS, ticks: 0, kind: 'unspecified' }

/**
 * Returns an instant from milliseconds since the Unix epoch. The kind `utc` shows the UTC clock; the
 * other kinds show the server's clock, which is at +08:00.
 */
export const instantOf = (epochMs: number, kind: Instant['kind']): Instant => ({
  ms: kind === 'utc' ? epochMs : epochMs + SERVER_OFFSET_MINUTES * MINUTE,
  ticks: 0,
  kind,
})

/**
 * Converts the digits of a clock `offsetMinutes` east of UTC to the server's local time,
 * as `ToLocalTime()` does.
 */
const toServerLocal = (
  digits: { readonly ms: number; readonly ticks: number },
  offsetMinutes: number,
): Instant => {
  const ms = digits.ms + (SERVER_OFFSET_MINUTES - offsetMinutes) * MINUTE
  if (ms < EARLIEST_MS) return { ms: EARLIEST_MS, ticks: 0, kind: 'local' }
  if (ms > LATEST_MS) return { ms: LATEST_MS, ticks: 9999, kind: 'local' }
  return { ms, ticks: digits.ticks, kind: 'local' }
}

/**
 * Converts the digits of a clock `offsetMinutes` east of UTC to the server's local time, as
 * DateTime.Parse does. DateTime.Parse takes the first day of the year 1 for a time without a date, so
 * the clock wraps around there. Returns undefined beyond the last day of the year 9999.
 */
export const parsedToServerLocal = (
  digits: { readonly ms: number; readonly ticks: number },
  offsetMinutes: number,
): Instant | undefined => {
  const ms = digits.ms + (SERVER_OFFSET_MINUTES - offsetMinutes) * MINUTE
  if (ms > LATEST_MS) return undefined
  return { ms: ms < EARLIEST_MS ? ms + DAY : ms, ticks: digits.ticks, kind: 'local' }
}

/**
 * Returns clock digits, in milliseconds, from a date and a time; undefined if no such day or time
 * exists, or if a field is NaN.
 */
export const clockDigits = (
  year: number,
  month: number,
  day: number,
  hour: number,
  minute: number,
  second: number,
): number | undefined => {
  const exists =
    year >= 1 &&
    year <= 9999 &&
    month >= 1 &&
    month <= 12 &&
    day >= 1 &&
    day <= daysIn(year, month) &&
    hour <= 23 &&
    minute <= 59 &&
    second <= 59
  if (!exists) return undefined
  // Date.UTC reads years below 100 as 19xx, so the year is moved by 400 years, which always have
  // the same number of days.
  const days = Date.UTC(year + 400, month - 1, day) - DAYS_400
  return days + ((hour * 60 + minute) * 60 + second) * 1000
}

const DAYS_400 = 146_097 * DAY

const daysIn = (year: number, month: number): number => {
  if (month !== 2) return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31
  return (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0 ? 29 : 28
}

/**
 * Prints an instant as `yyyy-MM-dd HH:mm:ss`: the digits of its clock, whatever its kind, without the
 * fraction.
 */
export const printClock = (instant: Instant): string => {
  const iso = isoSecond(Math.floor(instant.ms / 1000))
  return `${iso.slice(0, 10)} ${iso.slice(11)}`
}

/**
 * Prints the round-trip form of JSON and XML: the fraction without trailing zeros, then `Z`, `+08:00`
 * or nothing, depending on the kind.
 */
export const printRoundTrip = ({ ms, ticks, kind }: Instant): string => {
  const second = Math.floor(ms / 1000)
  return isoSecond(second) + fraction(Math.trunc(ms) - second * 1000, ticks) + SUFFIX[kind]
}

const SUFFIX = { utc: 'Z', local: '+08:00', unspecified: '' } as const

const fraction = (millis: number, ticks: number): string => {
  if (ticks === 0 && millis === 0) return ''
  const digits = String(millis * 10_000 + ticks).padStart(7, '0')
  let end = digits.length
  while (digits.charCodeAt(end - 1) === 0x30) end--
  return `.${digits.slice(0, end)}`
}

/**
 * Matches ISO 8601 with a zone as Json.NET reads it. Nothing may follow `Z`. After the hours of an
 * offset may come a colon, minutes or both. Minutes without hours are allowed but ignored.
 */
const ISO =
  /^([0-9]{4})-([0-9]{2})-([0-9]{2})T([0-9]{2}):([0-9]{2}):([0-9]{2})(?:\.([0-9]{7}|[0-9]{1,6}(?![0-9])))?(?:([Zz])|(?:([-+])([0-9]{2}))?(?::?([0-9]{2})|:)?)$/

/**
 * Parses ISO 8601 as Json.NET does: date and time to the second, at most 7 fraction digits,
 * `Z` or an offset. 24:00:00 is the start of the next day. `Z` stays UTC; an offset becomes
 * the server's local time.
 */
const parseIsoDateTime = (text: string): Conversion<Instant> => {
  const match = text[10] === 'T' && text.length <= 40 ? ISO.exec(text) : null
  if (match === null) return badFormat
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = match
    .slice(1, 7)
    .map(Number)
  const [fraction = '', zulu, sign, zoneHour = '0', zoneMinute = '0'] = match.slice(7)
  const isDayEnd = hour === 24
  const start = clockDigits(year, month, day, isDayEnd ? 0 : hour, minute, second)
  const ticks = Number(fraction.padEnd(7, '0'))
  if (start === undefined || (isDayEnd && minute + second + ticks > 0)) return badFormat
  const ms = start + Math.floor(ticks / 10_000) + (isDayEnd ? DAY : 0)
  // AddDays throws an exception other than FormatException for the year 10000.
  if (ms > LATEST_MS) return badConversion
  const digits = { ms, ticks: ticks % 10_000 }
  if (sign === undefined)
    return converted({ ...digits, kind: zulu === undefined ? 'unspecified' : 'utc' })
  const offset = Number(zoneHour) * 60 + Number(zoneMinute)
  return converted(toServerLocal(digits, sign === '-' ? -offset : offset))
}

const MICROSOFT = /^\/Date\((-?[0-9]{1,19})([-+][0-9]{2}.*)?\)\/$/s
const EPOCH_TICKS = 621_355_968_000_000_000n
const LATEST_TICKS = 3_155_378_975_999_999_999n
const INT64 = 64

/**
 * Parses `/Date(ms)/` as Json.NET does. Without an offset the result is UTC. With an offset, which only
 * has to begin with two digits, the result is the same moment in the server's local time. A date that
 * DateTime cannot hold is an exception.
 */
const parseMicrosoftDate = (text: string): Conversion<Instant> => {
  const match = MICROSOFT.exec(text)
  if (match === null) return badFormat
  const ms = BigInt(match[1] ?? 0)
  if (BigInt.asIntN(INT64, ms) !== ms) return badFormat
  // The product is not checked for overflow, as in C#.
  const ticks = BigInt.asIntN(INT64, BigInt.asIntN(INT64, ms * 10_000n) + EPOCH_TICKS)
  if (ticks < 0n || ticks > LATEST_TICKS) return badConversion
  const utc = {
    ms: Number(ticks / 10_000n - EPOCH_TICKS / 10_000n),
    ticks: Number(ticks % 10_000n),
    kind: 'utc',
  } as const
  return converted(match[2] === undefined ? utc : toServerLocal(utc, 0))
}

/** Parses the forms that Json.NET's text reader takes for a date: ISO 8601 and `/Date(ms)/`. */
export const parseJsonDate = (text: string): Conversion<Instant> =>
  text.charCodeAt(0) === 0x2f ? parseMicrosoftDate(text) : parseIsoDateTime(text)

/** Parses text as `DateTime.ParseExact(text, "yyyy-MM-dd HH:mm:ss")` does. */
export const parseExactDateTime = (text: string): Conversion<Instant> => {
  const separated =
    text.length === 19 &&
    text[4] === '-' &&
    text[7] === '-' &&
    text[10] === ' ' &&
    text[13] === ':' &&
    text[16] === ':'
  if (!separated) return badFormat
  const ms = clockDigits(
    digitsAt(text, 0, 4),
    digitsAt(text, 5, 2),
    digitsAt(text, 8, 2),
    digitsAt(text, 11, 2),
    digitsAt(text, 14, 2),
    digitsAt(text, 17, 2),
  )
  return ms === undefined ? badFormat : converted({ ms, ticks: 0, kind: 'unspecified' })
}

/** Returns the number that `count` digits make; NaN if any character is no digit. */
const digitsAt = (text: string, start: number, count: number): number => {
  let number = 0
  for (let at = start; at < start + count; at++) {
    const digit = text.charCodeAt(at) - 0x30
    if (digit < 0 || digit > 9) return NaN
    number = number * 10 + digit
  }
  return number
}

/** The year of `--MM-dd` and shorter forms, and of times without a date. */
const LEAP_YEAR = 1904
const ZONE = String.raw`(?:[Zz]|[-+][0-9]{2}:[0-9]{2})?`
const CLOCK = String.raw`[0-9]{2}:[0-9]{2}:[0-9]{2}(?:\.[0-9]+)?`

// The named groups y, m and d are a date, t is a time, and z is a zone. The forms are in the order
// in which .NET tries them.
const FORMS = [
  `(?<y>[0-9]{4})-(?<m>[0-9]{2})-(?<d>[0-9]{2})(?:T(?<t>${CLOCK}))?`,
  `(?<t>${CLOCK})`,
  '(?<y>[0-9]{4})-(?<m>[0-9]{2})',
  '(?<y>[0-9]{4})',
  '--(?<m>[0-9]{2})-(?<d>[0-9]{2})',
  '--(?<m>[0-9]{2})(?:--)?',
  '---(?<d>[0-9]{2})',
].map((form) => new RegExp(`^${form}(?<z>${ZONE})$`))

/**
 * Parses text as `XmlConvert.ToDateTime(text, RoundtripKind)` does: every date and time type of XML
 * Schema, white space around it, any number of fraction digits, rounded to 7. `Z` stays UTC; an offset
 * (up to 99:99) becomes the server's local time. Returns undefined for any other text.
 * docs/spec/aspnet-webapi.md#reading-xml (R).
 */
export const parseXmlDateTime = (text: string): Instant | undefined => {
  const trimmed = trim(text)
  for (const form of FORMS) {
    const groups = form.exec(trimmed)?.groups
    const read = groups === undefined ? undefined : xmlInstant(groups)
    if (read !== undefined) return read
  }
  return undefined
}

const xmlInstant = ({ y, m, d, t = '', z = '' }: Readonly<Record<string, string>>) => {
  // .NET puts `hh:mm:ss`, `--MM` and `---dd` into the current day or year; this function uses 1904 (I).
  const ms = clockDigits(
    Number(y ?? LEAP_YEAR),
    Number(m ?? 1),
    Number(d ?? 1),
    Number(t.slice(0, 2)),
    Number(t.slice(3, 5)),
    Number(t.slice(6, 8)),
  )
  return ms === undefined ? undefined : inZone(ms, fractionOf(t.slice(9)), z)
}

/** Returns a fraction in units of 100 ns, rounded to the nearest; a tie rounds to the even number. */
const fractionOf = (digits: string): number => {
  const kept = Number(digits.slice(0, 7).padEnd(7, '0'))
  const rest = digits.slice(7)
  const isTie = /^50*$/.test(rest)
  return kept + (isTie ? kept % 2 : rest >= '5' ? 1 : 0)
}

const inZone = (ms: number, fraction: number, zone: string): Instant | undefined => {
  const digits = { ms: ms + Math.floor(fraction / 10_000), ticks: fraction % 10_000 }
  if (digits.ms > LATEST_MS) return undefined
  if (zone === '') return { ...digits, kind: 'unspecified' }
  if (zone === 'Z' || zone === 'z') return { ...digits, kind: 'utc' }
  const minutes = Number(zone.slice(1, 3)) * 60 + Number(zone.slice(4, 6))
  return toServerLocal(digits, zone.startsWith('-') ? -minutes : minutes)
}
