/** The English names of the months, as Java prints them. */
export const months =
  'January February March April May June July August September October November December'.split(' ')
export const weekdays = 'Sunday Monday Tuesday Wednesday Thursday Friday Saturday'.split(' ')

/** Splits a Java date pattern into repeated letters, quoted texts and single characters. */
export const PIECES = /(([a-zA-Z])\2*)|'((?:[^']|'')*)'|[^]/g

const DAY_MS = 86_400_000

/** Returns a date whose UTC fields are the local fields of a time in a zone. */
export const localIn = (ms: number, zone: string): Date =>
  new Date(ms + offsetAt(zone, ms) * 60_000)

/** Prints a time as ISO 8601 without fractions of a second, as Jackson's `ISO8601Utils` does. */
export const isoDate = (ms: number, zone: string): string => {
  const offset = offsetAt(zone, ms)
  const text = localIn(ms, zone).toISOString().slice(0, 19)
  return `${text}${offset === 0 ? 'Z' : offsetText(offset, ':')}`
}

/** Prints a time in a pattern of Java's `SimpleDateFormat`, in English. Throws an Error of one clause. */
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

/**
 * Returns the week. Weeks begin on Sunday, and 1 January is in the first week, as in Java's English locale.
 */
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

/** Returns the offset of a zone from UTC in minutes, positive to the east. Throws an Error of one clause. */
export const offsetAt = (zone: string, ms: number): number => {
  const fixed = fixedOffset(zone)
  if (fixed !== undefined) return fixed
  const parts = formatOf(zone).formatToParts(ms)
  const name = parts.find(({ type }) => type === 'timeZoneName')?.value ?? 'GMT'
  const [, sign = '+', hours = '0', minutes = '0'] = /^GMT([+-])?(\d+)?:?(\d+)?/.exec(name) ?? []
  return (sign === '-' ? -1 : 1) * (Number(hours) * 60 + Number(minutes))
}

/** Throws an Error of one clause for a zone that Java does not accept. */
export const checkZone = (zone: string): void => {
  if (fixedOffset(zone) === undefined) formatOf(zone)
}

/**
 * Returns the minutes of `Z` or of an offset, alone or after `UTC`, `GMT` or `UT`. Undefined for other zones.
 */
const fixedOffset = (zone: string): number | undefined => {
  if (zone === 'Z') return 0
  const [all, , sign = '+', hours, minutes = '0'] =
    /^(UTC|GMT|UT)?(?:([+-])(\d{1,2})(?::?(\d{2}))?(?::?\d{2})?)?$/.exec(zone) ?? []
  if (all === undefined || all === '') return undefined
  if (hours === undefined) return 0
  return (sign === '-' ? -1 : 1) * (Number(hours) * 60 + Number(minutes))
}

const formats = new Map<string, Intl.DateTimeFormat>()
const MOST_FORMATS = 100

const formatOf = (zone: string): Intl.DateTimeFormat => {
  const known = formats.get(zone)
  if (known !== undefined) return known
  try {
    if (!zone.includes('/')) throw new RangeError()
    const made = new Intl.DateTimeFormat('en-US', { timeZone: zone, timeZoneName: 'longOffset' })
    if (formats.size < MOST_FORMATS) formats.set(zone, made)
    return made
  } catch (cause) {
    throw new Error(`there is no time zone ${zone}`, { cause })
  }
}

/** Returns the name of a zone at a time: `UTC`, `GMT+08:00`, `CST` or the long form of a name. */
const zoneName = (zone: string, ms: number, long: boolean): string => {
  if (zone === 'Z' || zone === 'UTC' || zone === 'UT')
    return long ? 'Coordinated Universal Time' : 'UTC'
  if (zone === 'GMT') return long ? 'Greenwich Mean Time' : 'GMT'
  if (fixedOffset(zone) !== undefined) return `GMT${offsetText(offsetAt(zone, ms), ':')}`
  const parts = new Intl.DateTimeFormat('en-US', {
    timeZone: zone,
    timeZoneName: long ? 'long' : 'short',
  }).formatToParts(ms)
  const name = parts.find(({ type }) => type === 'timeZoneName')?.value ?? zone
  return long ? name : (shortNames.get(`${zone} ${name}`) ?? name)
}

/** Short names of zones in Java for which ICU has only an offset. */
const shortNames = new Map([
  ['Asia/Shanghai GMT+8', 'CST'],
  ['Asia/Hong_Kong GMT+8', 'HKT'],
  ['Asia/Taipei GMT+8', 'CST'],
  ['Asia/Singapore GMT+8', 'SGT'],
  ['Asia/Tokyo GMT+9', 'JST'],
  ['Asia/Seoul GMT+9', 'KST'],
  ['Asia/Kolkata GMT+5:30', 'IST'],
  ['Europe/London GMT+1', 'BST'],
  ['Europe/Berlin GMT+1', 'CET'],
  ['Europe/Berlin GMT+2', 'CEST'],
  ['Europe/Paris GMT+1', 'CET'],
  ['Europe/Paris GMT+2', 'CEST'],
  ['Australia/Sydney GMT+10', 'AEST'],
  ['Australia/Sydney GMT+11', 'AEDT'],
])

/** Prints an offset such as `+08:00` or `-0530`. */
const offsetText = (minutes: number, between: string): string => {
  const [sign, size] = minutes < 0 ? ['-', -minutes] : ['+', minutes]
  return `${sign}${pad(Math.floor(size / 60))}${between}${pad(size % 60)}`
}

const pad = (value: number): string => String(value).padStart(2, '0')
