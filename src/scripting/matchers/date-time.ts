import { compileRegex } from '../regex/compile-regex.ts'

/** A date and time, in milliseconds since the epoch. */
export interface ReadDate {
  /** The instant, and its offset from UTC in milliseconds, if the text has an offset. */
  readonly instant?: number
  readonly offset?: number
  /** The time read as UTC, if the text has no offset. */
  readonly local?: number
}

const monthNames =
  'January February March April May June July August September October November December'.split(' ')
const dayNames = 'Sunday Monday Tuesday Wednesday Thursday Friday Saturday'.split(' ')
const short = (name: string): string => name.slice(0, 3)
const months = monthNames.map((name) => short(name).toLowerCase())
const days = dayNames.map((name) => short(name).toLowerCase())

interface Parts {
  year: number
  month: number
  day: number
  hour: number
  minute: number
  second: number
  milli: number
  offset: number | undefined
  weekday: number | undefined
  /** The hours that a clock of twelve hours adds: 12 in the afternoon, else 0. */
  half: number | undefined
}

const noParts = (): Parts => ({
  ...{ year: 1970, month: 1, day: 1, hour: 0, minute: 0, second: 0, milli: 0 },
  ...{ offset: undefined, weekday: undefined, half: undefined },
})

/**
 * Adjusts parts as Java's pattern formatter does. A day that the month does not have becomes its last day,
 * and 24:00 is the end of the day.
 */
const smartly = (parts: Parts): Parts => {
  const { year, month, day, hour, half, minute, second, milli } = parts
  const date = new Date(0)
  date.setUTCFullYear(year, month, 0)
  const isEnd = hour === 24 && minute + second + milli === 0
  const last = day <= 31 ? Math.min(day, date.getUTCDate()) : day
  return isEnd
    ? { ...parts, day: last, hour: 23, minute: 59, second: 59, milli: 1000 }
    : { ...parts, day: last, hour: half === undefined ? hour : (hour % 12) + half }
}

/** Returns the date of parts. Returns undefined for a day or time that does not exist. */
const dateOf = (parts: Parts): ReadDate | undefined => {
  const { year, month, day, hour, minute, second, milli, offset, weekday } = parts
  const date = new Date(0)
  date.setUTCFullYear(year, month - 1, day)
  if (date.getUTCMonth() !== month - 1 || date.getUTCDate() !== day) return undefined
  if (hour > 23 || minute > 59 || second > 59) return undefined
  if (weekday !== undefined && weekday !== date.getUTCDay()) return undefined
  const local = date.getTime() + ((hour * 60 + minute) * 60 + second) * 1000 + milli
  return offset === undefined ? { local } : { instant: local - offset, offset }
}

/** Returns an offset such as `Z`, `GMT`, `+08:00` or `+0800` in milliseconds, or undefined. */
const offsetOf = (text: string): number | undefined => {
  if (/^(?:z|gmt|utc?)$/i.test(text)) return 0
  const [, sign, hours, minutes = '0', seconds = '0'] =
    /^([+-])(\d\d):?(\d\d)?:?(\d\d)?$/.exec(text) ?? []
  if (sign === undefined) return undefined
  const size = ((Number(hours) * 60 + Number(minutes)) * 60 + Number(seconds)) * 1000
  return sign === '-' ? -size : size
}

const ISO =
  /^(-?\d{4}|[+-]\d{5,6})-(\d\d)(?:-(\d\d)(?:T(\d\d):(\d\d)(?::(\d\d)(?:\.(\d{1,9}))?)?(?:(Z|[+-]\d\d(?::\d\d(?::\d\d)?)?)(?:\[[^\]]+\])?)?)?)?$/i
const YEAR = /^[+-]?\d{1,9}$/
/** Years beyond this number are computed by the mean length of a year: a `Date` cannot hold them all. */
const FAR = 200_000
const MEAN_YEAR_MS = 31_556_952_000
const RFC_1123 =
  /^(?:(\w{3}), )?(\d{1,2}) (\w{3}) (\d{4}) (\d\d):(\d\d)(?::(\d\d))? (GMT|[+-]\d{4})$/i
const RFC_1036 = /^(\w{3})\w*, (\d\d)-(\w{3})-(\d\d) (\d\d):(\d\d):(\d\d) (\w+)$/
const ASCTIME = /^(\w{3}) (\w{3}) ([ \d]\d) (\d\d):(\d\d):(\d\d) (\d{4})$/

/**
 * Reads a date in ISO 8601, as a year, or in one of HTTP's three formats. A blank before an offset counts as
 * a plus, because forms decode a plus to a blank. Returns undefined for other texts.
 */
export const readDate = (text: string): ReadDate | undefined => {
  if (YEAR.test(text)) {
    const year = Number(text)
    return Math.abs(year) > FAR
      ? { local: (year - 1970) * MEAN_YEAR_MS }
      : dateOf({ ...noParts(), year })
  }
  const iso =
    ISO.exec(text) ?? ISO.exec(text.replace(/(\d\d:\d\d(?::\d\d)?(?:\.\d+)?) (\d\d)/, '$1+$2'))
  if (iso !== null) {
    const [, year, month, day = '1', hour = '0', minute = '0', second = '0', part, zone] = iso
    return dateOf({
      ...{ year: Number(year), month: Number(month), day: Number(day), hour: Number(hour) },
      ...{ minute: Number(minute), second: Number(second), weekday: undefined },
      milli: part === undefined ? 0 : Number(`0.${part}`) * 1000,
      half: undefined,
      offset: zone === undefined ? undefined : offsetOf(zone),
    })
  }
  return (
    named(RFC_1123, text, [1, 2, 3, 4, 5, 6, 7, 8]) ??
    named(RFC_1036, text, [1, 2, 3, 4, 5, 6, 7, 8]) ??
    named(ASCTIME, text, [1, 3, 2, 7, 4, 5, 6])
  )
}

/**
 * Reads a date with a month's name. `at` has the groups of weekday, day, month, year, hour, minute, second
 * and zone. Without a zone the date is in GMT.
 */
const named = (regex: RegExp, text: string, at: readonly number[]): ReadDate | undefined => {
  const found = regex.exec(text)
  if (found === null) return undefined
  const [weekday, day, month = '', year, hour, minute, second, zone = 'GMT'] = at.map(
    (index) => found[index],
  )
  const monthAt = months.indexOf(month.toLowerCase())
  const offset = offsetOf(zone)
  if (monthAt < 0 || offset === undefined) return undefined
  const dayAt = weekday === undefined ? undefined : days.indexOf(weekday.toLowerCase())
  const century = year?.length === 2 ? 2000 : 0
  return dateOf({
    ...{ year: Number(year) + century, month: monthAt + 1, day: Number(day), hour: Number(hour) },
    ...{ minute: Number(minute), second: Number(second ?? 0), milli: 0, offset, weekday: dayAt },
    half: undefined,
  })
}

const LONGEST_FORMAT = 200

/**
 * Returns a reader of dates in a pattern of Java's `DateTimeFormatter`, or in `unix` (seconds) or `epoch`
 * (milliseconds). Throws a one-sentence Error for a wrong format.
 */
export const createDateReader = (format: string): ((text: string) => ReadDate | undefined) => {
  const unit = { unix: 1000, epoch: 1 }[format.toLowerCase()]
  if (unit !== undefined)
    return (text) => {
      if (!/^[+-]?\d+$/.test(text)) return undefined
      const instant = Number(text) * unit
      return { instant, offset: 0, local: instant }
    }
  if (format.length > LONGEST_FORMAT)
    throw new Error(`A date format has at most ${LONGEST_FORMAT} characters, not ${format.length}.`)
  const fields: ((parts: Parts, text: string) => void)[] = []
  let hasYear = false
  const source = format.replace(
    /'((?:[^']|'')*)'|([A-Za-z])\2*|[^A-Za-z']/g,
    (all: string, quoted?: string, letter?: string) => {
      if (all === '[') return '(?:'
      if (all === ']') return ')?'
      if (letter === undefined) return escaped(quoted === undefined ? all : quoted || "'")
      hasYear ||= letter === 'y' || letter === 'u'
      const [pattern, set] = fieldOf(letter, all.length, format)
      fields.push(set)
      return `(${pattern})`
    },
  )
  // Adjacent fields can divide their characters in very many ways. `compileRegex` counts these attempts.
  const { match } = compileRegex(source)
  return (text) => {
    const found = match(text)
    if (found === undefined || !hasYear) return undefined
    const parts = noParts()
    for (const [index, set] of fields.entries()) {
      const text = found[index + 1]
      if (text !== undefined) set(parts, text)
    }
    return dateOf(smartly(parts))
  }
}

const escaped = (text: string): string => text.replace(/[^A-Za-z0-9]/g, '\\$&')

type Field = readonly [pattern: string, set: (parts: Parts, text: string) => void]

/**
 * Returns the pattern of an offset as Java writes it: `+08`, `+0800`, `+08:00`, with seconds from four
 * letters on. `z` is a zone or its offset (R).
 */
const offsetPattern = (letter: string, count: number): string => {
  const two = String.raw`\d\d`
  const hours = `[+-]${two}`
  const longest = `:${two}(?::${two})?`
  if (letter === 'z') return `Z|(?:GMT|UTC)?${hours}${longest}|GMT|UTC`
  if (letter === 'Z' && count < 4) return hours + two
  if (letter === 'Z' && count === 4) return `GMT(?:${hours}:${two})?`
  const rest = [`(?:${two})?`, two, `:${two}`, `${two}(?:${two})?`][count - 1] ?? longest
  if (letter !== 'x') return `Z|${hours}${rest}`
  // Java's letter x writes the offset of UTC only as +00.
  return count === 1 ? String.raw`\+00|(?!\+00)` + hours + rest : hours + rest
}

/** Returns the pattern of a year. A year longer than its letters has a plus sign, and `u` allows a minus. */
const yearPattern = (letter: string, count: number): string => {
  if (count === 2) return '\\d\\d'
  const plain = count < 4 ? `\\d{${count},10}` : `\\d{${count}}|\\+\\d{${count + 1},10}`
  return letter === 'u' ? `${plain}|-\\d{${count},10}` : plain
}

/** Returns the pattern of names: full names from four letters on, in the case that Java uses. */
const namesPattern = (names: readonly string[], count: number): string =>
  names.map((name) => (count > 3 ? name : short(name))).join('|')

const digits = (count: number): string => (count === 1 ? '\\d{1,19}' : `\\d{${count}}`)

const fieldOf = (letter: string, count: number, format: string): Field => {
  const number = (name: 'day' | 'hour' | 'minute' | 'second'): Field => [
    digits(count),
    (parts, text) => {
      parts[name] = Number(text)
    },
  ]
  switch (letter) {
    case 'y':
    case 'u':
      return [
        yearPattern(letter, count),
        (parts, text) => {
          parts.year = Number(text) + (count === 2 ? 2000 : 0)
          // An era has no year 0.
          if (letter === 'y' && parts.year === 0) parts.year = NaN
        },
      ]
    case 'M':
    case 'L':
      return count > 2
        ? [
            namesPattern(monthNames, count),
            (parts, text) => {
              parts.month = months.indexOf(text.slice(0, 3).toLowerCase()) + 1
            },
          ]
        : [
            digits(count),
            (parts, text) => {
              parts.month = Number(text)
            },
          ]
    case 'd':
      return number('day')
    case 'H':
      return number('hour')
    case 'h':
      return [
        count === 1 ? '1[0-2]|[1-9]' : '0[1-9]|1[0-2]',
        (parts, text) => {
          parts.hour = Number(text)
          parts.half ??= 0
        },
      ]
    case 'a':
      return [
        'AM|PM',
        (parts, text) => {
          parts.half = text === 'PM' ? 12 : 0
        },
      ]
    case 'm':
      return number('minute')
    case 's':
      return number('second')
    case 'S':
      return [
        `\\d{${count}}`,
        (parts, text) => {
          parts.milli = Number(`0.${text}`) * 1000
        },
      ]
    case 'E':
      return [
        namesPattern(dayNames, count),
        (parts, text) => {
          parts.weekday = days.indexOf(text.slice(0, 3).toLowerCase())
        },
      ]
    case 'X':
    case 'x':
    case 'Z':
    case 'z':
      return [
        offsetPattern(letter, count),
        (parts, text) => {
          parts.offset = offsetOf(text)
        },
      ]
    default:
      throw new Error(`The letter ${letter} of the date format ${format} is not supported.`)
  }
}
