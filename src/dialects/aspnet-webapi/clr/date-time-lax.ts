import type { Instant } from '../../../core/schema.ts'
import { badConversion, badFormat, converted, type Conversion } from './conversion.ts'
import { clockDigits, LATEST_MS, parsedToServerLocal } from './instant.ts'
import { readLaxDate, type LaxDate } from './lax-date.ts'
import { readLaxTime, type LaxTime } from './lax-time.ts'
import { trim } from './white-space.ts'

const LONGEST = 100
/** NULs may follow, and `#` may frame the text. */
const NULS = /\0+$/
const FRAMED = /^#(.*)#$/

/**
 * `DateTime.Parse(text, InvariantCulture)` for everything that names a full date (I: a grammar in
 * place of .NET's tables; it agrees on the usual forms). Text without a year or without a date
 * means today to .NET; it is refused here, as these functions know no clock. `roundtrip` keeps UTC
 * as UTC; otherwise it becomes local.
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
  // AddTicks refuses the year 10000 with an exception of its own.
  if (digits.ms > LATEST_MS) return badConversion
  if (time.offset === undefined) return converted({ ...digits, kind: 'unspecified' })
  if (time.isUtc && roundtrip) return converted({ ...digits, kind: 'utc' })
  const local = parsedToServerLocal(digits, time.offset)
  return local === undefined ? badFormat : converted(local)
}

/** No time goes with a month alone, nor a zone but one with a plus; no `T` with a date in words. */
const mayFollow = (time: LaxTime, date: LaxDate): boolean => {
  if (time.isMarked && !date.isPlain) return false
  const isMidnight = time.hour + time.minute + time.second + time.ticks === 0
  return date.day !== undefined || (isMidnight && !time.isUtc && (time.offset ?? 0) >= 0)
}

const isWeekday = (ms: number, weekday: number | undefined): boolean =>
  weekday === undefined || new Date(ms).getUTCDay() === weekday
