import { offsetAt, offsetText, zoneName } from './zones.ts'

export const months = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
]
export const weekdays = [
  'Sunday',
  'Monday',
  'Tuesday',
  'Wednesday',
  'Thursday',
  'Friday',
  'Saturday',
]

/** A letter repeated, a quoted text, or a character. */
const PIECES = /(([a-zA-Z])\2*)|'((?:[^']|'')*)'|[^]/g

const DAY_MS = 86_400_000

/** A moment in a zone as if it were UTC: its UTC fields are the zone's. */
export const localIn = (ms: number, zone: string): Date =>
  new Date(ms + offsetAt(zone, ms) * 60_000)

/** ISO 8601 without fractions, as Jackson's `ISO8601Utils` prints it. */
export const isoDate = (ms: number, zone: string): string => {
  const offset = offsetAt(zone, ms)
  const text = localIn(ms, zone).toISOString().slice(0, 19)
  return `${text}${offset === 0 ? 'Z' : offsetText(offset, ':')}`
}

/** A moment in a pattern of Java's `SimpleDateFormat`, in English. Throws an Error of one clause. */
export const printDate = (ms: number, zone: string, pattern: string): string => {
  let out = ''
  for (const [piece, letters, , quoted] of pattern.matchAll(PIECES)) {
    if (letters !== undefined) out += field(ms, zone, letters)
    else if (quoted !== undefined) out += quoted === '' ? "'" : quoted.replaceAll("''", "'")
    else if (piece === "'")
      throw new Error(`the date format ${pattern} has a quote that does not end`)
    else out += piece
  }
  return out
}

const field = (ms: number, zone: string, letters: string): string => {
  const date = localIn(ms, zone)
  const count = letters.length
  const number = (value: number): string => String(value).padStart(count, '0')
  const hour = date.getUTCHours()
  switch (letters[0]) {
    case 'G':
      return 'AD'
    case 'y':
      return yearText(date.getUTCFullYear(), count)
    case 'Y':
      return yearText(weekOf(date).year, count)
    case 'M':
    case 'L': {
      const name = months[date.getUTCMonth()] ?? ''
      return count > 3 ? name : count === 3 ? name.slice(0, 3) : number(date.getUTCMonth() + 1)
    }
    case 'w':
      return number(weekOf(date).week)
    case 'W':
      return number(Math.ceil((date.getUTCDate() - date.getUTCDay() + 6) / 7))
    case 'D':
      return number(dayOfYear(date))
    case 'd':
      return number(date.getUTCDate())
    case 'F':
      return number(Math.floor((date.getUTCDate() - 1) / 7) + 1)
    case 'E': {
      const name = weekdays[date.getUTCDay()] ?? ''
      return count > 3 ? name : name.slice(0, 3)
    }
    case 'u':
      return number(date.getUTCDay() === 0 ? 7 : date.getUTCDay())
    case 'a':
      return hour < 12 ? 'AM' : 'PM'
    case 'H':
      return number(hour)
    case 'k':
      return number(hour === 0 ? 24 : hour)
    case 'K':
      return number(hour % 12)
    case 'h':
      return number(hour % 12 === 0 ? 12 : hour % 12)
    case 'm':
      return number(date.getUTCMinutes())
    case 's':
      return number(date.getUTCSeconds())
    case 'S':
      return number(date.getUTCMilliseconds())
    case 'z':
      return zoneName(zone, ms, count > 3)
    case 'Z':
      return offsetText(offsetAt(zone, ms), '')
    case 'X':
      return isoOffset(offsetAt(zone, ms), count)
    default:
      throw new Error(`the date format has the letter ${letters[0] ?? ''}, which means nothing`)
  }
}

const yearText = (year: number, count: number): string =>
  count === 2 ? String(year % 100).padStart(2, '0') : String(year).padStart(count, '0')

const isoOffset = (minutes: number, count: number): string => {
  if (minutes === 0) return 'Z'
  if (count > 3) throw new Error('the date format has over three X')
  const text = offsetText(minutes, count === 3 ? ':' : '')
  return count === 1 ? text.slice(0, 3) : text
}

const dayOfYear = (date: Date): number =>
  Math.floor((date.getTime() - Date.UTC(date.getUTCFullYear(), 0, 1)) / DAY_MS) + 1

/** Weeks begin on Sunday and the first has the first of January, as in Java's English. */
const weekOf = (date: Date): { readonly year: number; readonly week: number } => {
  const year = date.getUTCFullYear()
  const startOf = (of: number): number => {
    const first = Date.UTC(of, 0, 1)
    return first - new Date(first).getUTCDay() * DAY_MS
  }
  const now = date.getTime()
  const of = now >= startOf(year + 1) ? year + 1 : year
  return { year: of, week: Math.floor((now - startOf(of)) / (7 * DAY_MS)) + 1 }
}
