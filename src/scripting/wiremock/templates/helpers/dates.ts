import { shifted, truncationNamed } from '../../../matchers/date-time-match.ts'
import { isoDate, localIn, printDate, checkZone, offsetAt } from '../print-date.ts'
import { readAnyDate, readDate } from '../read-date.ts'
import { isFalsy, type Helper, type Options } from '../render.ts'
import { textOf } from '../text-of.ts'
import { Instant, type Value } from '../values.ts'
import { named, needString, needText, param, refused } from './given.ts'

const SYSTEM_ZONE = 'UTC'

/** Returns a date that prints as `epoch`, as `unix`, in a pattern, or without a format as ISO 8601. */
const moment = (ms: number, format: string | undefined, zone: string | undefined): Instant =>
  new Instant(ms, zone, () => {
    if (format === undefined) return isoDate(ms, zone ?? SYSTEM_ZONE)
    if (format === 'epoch') return String(ms)
    if (format === 'unix') return String(Math.trunc(ms / 1000))
    return printDate(ms, zone ?? SYSTEM_ZONE, format)
  })

const stringNamed = (options: Options, name: string): string | undefined => {
  const value = named(options, name)
  return value === null ? undefined : needString(value, name)
}

const shownDate = (given: Value, options: Options): Value => {
  const [format, offset, zone] = ['format', 'offset', 'timezone'].map((name) =>
    stringNamed(options, name),
  )
  const isGiven = given instanceof Instant
  if (!isGiven && zone !== undefined) checkZone(zone)
  const start = isGiven ? given.ms : options.setting.now
  const ms = offset === undefined ? start : movedBy(start, offset)
  const shown = moment(ms, format, isGiven ? given.zone : zone)
  // Printing the date here makes a wrong pattern an error of this helper.
  shown.print()
  return shown
}

/** Moves a time by an offset such as `3 days`, `-1 months` or `now +5 years`. */
const movedBy = (ms: number, offset: string): number => {
  if (offset.toLowerCase() === 'now') return ms
  const parts = offset.split(' ')
  const [amount = '', unit = ''] = parts.length === 3 ? parts.slice(1) : parts
  if (parts.length < 2 || parts.length > 3 || !/^[+-]?\d{1,9}$/.test(amount))
    throw new Error(`the offset ${offset} is not like "3 days" or "now +3 days"`)
  const moved = shifted(ms, Number(amount), unit)
  if (moved === undefined)
    throw new Error(`an offset is in seconds, minutes, hours, days, months or years, not ${unit}`)
  return inRange(moved)
}

const inRange = (ms: number): number => {
  if (!(Math.abs(ms) < 8.64e15)) throw new Error('the date is out of range')
  return ms
}

const truncateDate: Helper = (value, options) => {
  const kind = param(options, 0)
  if (options.params.length < 1)
    return refused(
      'Truncation type must be specified as the first parameter to truncateDate',
      options,
    )
  if (!(value instanceof Instant))
    return refused('A date object must be passed to the truncateDate helper', options)
  const truncated = truncationNamed(needText(kind))
  if (truncated === undefined) throw new Error(`there is no truncation ${needText(kind)}`)
  const zone = value.zone ?? SYSTEM_ZONE
  const local = truncated(localIn(value.ms, zone).getTime())
  return moment(local - offsetAt(zone, local) * 60_000, undefined, zone)
}

const parseDate: Helper = (value, options) => {
  const text = needText(value)
  const format = stringNamed(options, 'format')
  if (format === undefined) return asMoment(readAnyDate(text))
  const kind = format.toLowerCase()
  if (kind === 'unix' || kind === 'epoch') {
    if (!/^[+-]?\d{1,15}$/.test(text)) throw new Error(`${text} is not a number`)
    return moment(inRange(Number(text) * (kind === 'unix' ? 1000 : 1)), undefined, undefined)
  }
  return asMoment(options.budget.timed(() => readDate(text, format)))
}

const asMoment = (read: ReturnType<typeof readAnyDate>): Value =>
  read === undefined ? null : moment(read.ms, undefined, read.zone)

const styles = new Set(['full', 'long', 'medium', 'short'])
type DateStyle = 'full' | 'long' | 'medium' | 'short'

/** The helper `dateFormat` of Handlebars.java. The format is a style or a pattern. */
const dateFormat: Helper = (value, options) => {
  if (isFalsy(value, options)) return ''
  if (!(value instanceof Instant)) throw new Error(`${textOf(value)} is not a date`)
  const format = needString(param(options, 0) ?? named(options, 'format') ?? 'medium', 'the format')
  const locale = param(options, 1) ?? named(options, 'locale')
  const zone = named(options, 'tz')
  const zoneId = zone === null ? SYSTEM_ZONE : textOf(zone)
  if (!styles.has(format)) return printDate(value.ms, zoneId, format)
  const time = named(options, 'time')
  const print = new Intl.DateTimeFormat(
    locale === null ? 'en' : textOf(locale).replaceAll('_', '-'),
    {
      timeZone: 'UTC',
      dateStyle: format as DateStyle,
      ...(time !== null && styles.has(textOf(time))
        ? { timeStyle: textOf(time) as DateStyle }
        : {}),
    },
  )
  return print.format(localIn(value.ms, zoneId)).replaceAll('\u202f', ' ')
}

/** WireMock's helpers for dates, and `dateFormat` of Handlebars.java. */
export const dateHelpers: Readonly<Record<string, Helper>> = {
  now: (_value, options) => shownDate(null, options),
  date: shownDate,
  parseDate,
  truncateDate,
  dateFormat,
}
