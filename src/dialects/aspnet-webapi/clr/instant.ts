import { isoSecond } from '../../../core/iso-instant.ts'
import type { Instant } from '../../../core/schema.ts'

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

/** A moment on the server's clock; `utc` shows the UTC clock, the others show +08:00. */
export const instantOf = (epochMs: number, kind: Instant['kind']): Instant => ({
  ms: kind === 'utc' ? epochMs : epochMs + SERVER_OFFSET_MINUTES * MINUTE,
  ticks: 0,
  kind,
})

/** Digits read off a clock `offsetMinutes` east of UTC, as the server's local time: `ToLocalTime()`. */
export const toServerLocal = (
  digits: { readonly ms: number; readonly ticks: number },
  offsetMinutes: number,
): Instant => {
  const ms = digits.ms + (SERVER_OFFSET_MINUTES - offsetMinutes) * MINUTE
  if (ms < EARLIEST_MS) return { ms: EARLIEST_MS, ticks: 0, kind: 'local' }
  if (ms > LATEST_MS) return { ms: LATEST_MS, ticks: 9999, kind: 'local' }
  return { ms, ticks: digits.ticks, kind: 'local' }
}

/**
 * The same as DateTime.Parse does it: on the first day of all, which it takes for a time without a
 * date, the clock goes round; beyond the last one there is nothing.
 */
export const parsedToServerLocal = (
  digits: { readonly ms: number; readonly ticks: number },
  offsetMinutes: number,
): Instant | undefined => {
  const ms = digits.ms + (SERVER_OFFSET_MINUTES - offsetMinutes) * MINUTE
  if (ms > LATEST_MS) return undefined
  return { ms: ms < EARLIEST_MS ? ms + DAY : ms, ticks: digits.ticks, kind: 'local' }
}

/** Clock digits by their fields; undefined where no such day or time exists, or a field is NaN. */
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
  // Date.UTC takes years below 100 for 19xx; 400 years always have the same number of days.
  const days = Date.UTC(year + 400, month - 1, day) - DAYS_400
  return days + ((hour * 60 + minute) * 60 + second) * 1000
}

const DAYS_400 = 146_097 * 86_400_000

const daysIn = (year: number, month: number): number => {
  if (month !== 2) return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31
  return (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0 ? 29 : 28
}

/** `yyyy-MM-dd HH:mm:ss`: the clock's digits whatever its kind, fraction cut off. */
export const printClock = (instant: Instant): string => {
  const iso = isoSecond(Math.floor(instant.ms / 1000))
  return `${iso.slice(0, 10)} ${iso.slice(11)}`
}

/** The round-trip form of JSON and XML: fraction trimmed, `Z`, `+08:00` or nothing by kind. */
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
