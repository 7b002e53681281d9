import type { Instant } from '../../../core/schema.ts'
import { badConversion, badFormat, converted, type Conversion } from './conversion.ts'
import { clockDigits, LATEST_MS, toServerLocal } from './instant.ts'

const DAY = 86_400_000

/**
 * The zone is Json.NET's own: after `Z` nothing, after an offset's hours `:`, minutes or both; and
 * minutes without hours count for nothing but do not spoil the text.
 */
const ISO =
  /^([0-9]{4})-([0-9]{2})-([0-9]{2})T([0-9]{2}):([0-9]{2}):([0-9]{2})(?:\.([0-9]{7}|[0-9]{1,6}(?![0-9])))?(?:([Zz])|(?:([-+])([0-9]{2}))?(?::?([0-9]{2})|:)?)$/

/**
 * Json.NET's reader of ISO 8601: date and time to the second, at most 7 fraction digits, `Z` or an
 * offset; 24:00:00 is the next day's start. `Z` stays UTC, an offset becomes the server's local time.
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
  // AddDays refuses the year 10000 with an exception of its own.
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
 * Json.NET's reader of `/Date(ms)/`: UTC; with an offset, which only has to begin with two digits,
 * the same moment in the server's local time. What DateTime cannot hold is an exception.
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

/** What Json.NET's text reader takes for a date wherever it may: ISO 8601 and `/Date(ms)/`. */
export const parseJsonDate = (text: string): Conversion<Instant> =>
  text.charCodeAt(0) === 0x2f ? parseMicrosoftDate(text) : parseIsoDateTime(text)

/** `DateTime.ParseExact(text, "yyyy-MM-dd HH:mm:ss")`. */
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

/** NaN where there is anything else. */
const digitsAt = (text: string, start: number, count: number): number => {
  let number = 0
  for (let at = start; at < start + count; at++) {
    const digit = text.charCodeAt(at) - 0x30
    if (digit < 0 || digit > 9) return NaN
    number = number * 10 + digit
  }
  return number
}
