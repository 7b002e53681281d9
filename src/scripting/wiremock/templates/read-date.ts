import { compileRegex } from '../../regex/compile-regex.ts'
import { months, weekdays, checkZone, offsetAt, PIECES } from './print-date.ts'

/** A date in milliseconds since the epoch, and the zone that its text named. */
interface ReadDate {
  readonly ms: number
  readonly zone: string | undefined
}

/** The formats that `parseDate` reads without a `format`. They name their zone, or are in GMT. */
const ZONED = [
  "yyyy-MM-dd'T'HH:mm[:ss[.S]]X",
  '[EEE, ]d MMM yyyy HH:mm[:ss] Z',
  'EEEE, dd-MMM-yy HH:mm:ss z',
  'EEE MMM dd HH:mm:ss yyyy',
  'EEE MMM  d HH:mm:ss yyyy',
]

/** Reads a date in one of the formats of `ZONED`. Returns undefined if the text fits none. */
export const readAnyDate = (text: string): ReadDate | undefined => {
  for (const format of ZONED) {
    const read = readDate(text, format, format.startsWith('yyyy'))
    if (read !== undefined) return (read.zone ?? 'GMT') === 'GMT' ? { ...read, zone: 'UTC' } : read
  }
  return undefined
}

/**
 * Reads a date in a pattern of Java's `DateTimeFormatter`, in English. Returns undefined if the text does not
 * fit. Throws an Error, whose message is one clause, if the pattern cannot be read or has no year.
 */
export const readDate = (text: string, pattern: string, anyCase = false): ReadDate | undefined => {
  const { source, names } = compiled(pattern)
  // Adjacent fields can divide their characters in very many ways. `compileRegex` counts these attempts.
  const match = compileRegex(`${anyCase ? '(?i)' : ''}${source}`).match(text)
  if (match === undefined) return undefined
  const found = new Map<string, string>()
  names.forEach((name, at) => {
    const value = match[at + 1]
    if (value !== undefined) found.set(name, value)
  })
  return dateOf(found)
}

const parts = new Map<string, string>([
  ['M', String.raw`(\d{1,2})`],
  ['MM', String.raw`(\d{2})`],
  ['MMM', `(${months.map((one) => one.slice(0, 3)).join('|')})`],
  ['MMMM', `(${months.join('|')})`],
  ['d', String.raw`(\d{1,2})`],
  ['D', String.raw`(\d{1,3})`],
  ['DDD', String.raw`(\d{3})`],
  ['E', `(${weekdays.map((one) => one.slice(0, 3)).join('|')})`],
  ['EEEE', `(${weekdays.join('|')})`],
  ['a', '(AM|PM)'],
  ['H', String.raw`(\d{1,2})`],
  ['h', String.raw`(\d{1,2})`],
  ['m', String.raw`(\d{1,2})`],
  ['s', String.raw`(\d{1,2})`],
  ['z', String.raw`([A-Za-z]+(?:/[A-Za-z_]+)*|GMT[+-]\d{1,2}(?::\d{2})?)`],
  ['V', String.raw`([A-Za-z]+(?:/[A-Za-z_]+)*|[+-]\d{2}:\d{2}|Z)`],
  ['Z', String.raw`([+-]\d{4}|GMT)`],
  ['X', String.raw`(Z|[+-]\d{2}(?::\d{2}(?::\d{2})?)?(?:\[[\w/+:-]+\])?)`],
  ['XX', String.raw`(Z|[+-]\d{4})`],
  ['XXX', String.raw`(Z|[+-]\d{2}:\d{2})`],
  ['x', String.raw`([+-]\d{2}(?:\d{2})?)`],
  ['xx', String.raw`([+-]\d{4})`],
  ['xxx', String.raw`([+-]\d{2}:\d{2})`],
  ['n', String.raw`(\d{1,9})`],
])

interface Compiled {
  readonly source: string
  readonly names: readonly string[]
}

const LONGEST = 200

const compiled = (pattern: string): Compiled => {
  if (pattern.length > LONGEST) throw new Error(`a date format has at most ${LONGEST} characters`)
  const names: string[] = []
  let source = ''
  for (const [piece, letters, letter, quoted] of pattern.matchAll(PIECES)) {
    if (letters !== undefined && letter !== undefined) {
      names.push(letter)
      source += partOf(letters, letter)
    } else if (quoted !== undefined)
      source += escaped(quoted === '' ? "'" : quoted.replaceAll("''", "'"))
    else if (piece === '[') source += '(?:'
    else if (piece === ']') source += ')?'
    else if (piece === "'" || piece === '{' || piece === '}' || piece === '#')
      throw new Error(`the date format ${pattern} cannot be read`)
    else source += escaped(piece)
  }
  try {
    new RegExp(source)
  } catch (cause) {
    throw new Error(`the date format ${pattern} cannot be read`, { cause })
  }
  return { source, names }
}

const escaped = (text: string): string => text.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&')

const partOf = (letters: string, letter: string): string => {
  const count = letters.length
  if (letter === 'y' || letter === 'u')
    return count === 2
      ? String.raw`(\d{2})`
      : count === 4
        ? String.raw`(\d{4})`
        : String.raw`(\d{1,9})`
  if (letter === 'S') return count === 1 ? String.raw`(\d{1,9})` : String.raw`(\d{${count}})`
  if ((letter === 'E' || letter === 'M') && count > 4)
    throw new Error(`the date format letters ${letters} are not read here`)
  const exact = parts.get(letters)
  if (exact !== undefined) return exact
  if (count === 2 && 'dHhmsD'.includes(letter)) return String.raw`(\d{2})`
  const plain = parts.get(letter)
  if (plain === undefined || (count > 3 && letter !== 'Z'))
    throw new Error(`the date format letters ${letters} are not read here`)
  return plain
}

const dateOf = (found: ReadonlyMap<string, string>): ReadDate | undefined => {
  const zone = zoneIn(found)
  const year = yearIn(found)
  const number = (name: string, otherwise: number): number => Number(found.get(name) ?? otherwise)
  if (year === undefined)
    throw new Error('the date format has no year, and a date cannot be made without one')
  const dayOfYear = found.get('D')
  const month = monthIn(found)
  const day = dayOfYear === undefined ? number('d', 1) : Number(dayOfYear)
  const hour = hourIn(found)
  const [minute, second] = [number('m', 0), number('s', 0)]
  const fraction = Number((found.get('S') ?? '').padEnd(3, '0').slice(0, 3))
  const date = new Date(0)
  date.setUTCFullYear(year, dayOfYear === undefined ? month - 1 : 0, day)
  date.setUTCHours(hour, minute, second, fraction)
  const isReal =
    (dayOfYear !== undefined || (date.getUTCMonth() === month - 1 && date.getUTCDate() === day)) &&
    date.getUTCFullYear() === year &&
    hour < 24 &&
    minute < 60 &&
    second < 60
  if (!isReal || !isItsWeekday(date, found.get('E'))) return undefined
  const ms = date.getTime()
  if (zone === undefined) return { ms, zone }
  try {
    checkZone(zone)
  } catch {
    return undefined
  }
  return { ms: ms - offsetAt(zone, ms - offsetAt(zone, ms) * 60_000) * 60_000, zone }
}

const yearIn = (found: ReadonlyMap<string, string>): number | undefined => {
  const text = found.get('y') ?? found.get('u')
  if (text === undefined) return undefined
  return text.length === 2 ? 2000 + Number(text) : Number(text)
}

const monthIn = (found: ReadonlyMap<string, string>): number => {
  const text = found.get('M') ?? '1'
  if (/^\d/.test(text)) return Number(text)
  const lower = text.slice(0, 3).toLowerCase()
  return months.findIndex((one) => one.toLowerCase().startsWith(lower)) + 1
}

const hourIn = (found: ReadonlyMap<string, string>): number => {
  const half = found.get('h')
  if (half === undefined) return Number(found.get('H') ?? 0)
  return (Number(half) % 12) + (found.get('a')?.toUpperCase() === 'PM' ? 12 : 0)
}

const zoneIn = (found: ReadonlyMap<string, string>): string | undefined => {
  const text =
    found.get('X') ?? found.get('x') ?? found.get('Z') ?? found.get('z') ?? found.get('V')
  if (text === undefined) return undefined
  const region = /\[(.+)\]$/.exec(text)?.[1]
  return region ?? (text === 'z' ? 'Z' : text)
}

const isItsWeekday = (date: Date, name: string | undefined): boolean =>
  name === undefined ||
  (weekdays[date.getUTCDay()] ?? '').toLowerCase().startsWith(name.slice(0, 3).toLowerCase())
