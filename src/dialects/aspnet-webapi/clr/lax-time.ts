/** The time of a text that DateTime.Parse reads, and what is left of the text. */
export interface LaxTime {
  readonly hour: number
  readonly minute: number
  readonly second: number
  /** 100 ns units of the fraction, rounded: a whole second at most. */
  readonly ticks: number
  /** Minutes east of UTC; undefined where the text names no zone. */
  readonly offset: number | undefined
  readonly isUtc: boolean
  /** `T` stood before it. */
  readonly isMarked: boolean
  /** The text before it, or where there is none the text behind it. */
  readonly date: string
}

/** Hours and minutes, or hours and AM or PM; then a zone. */
const TIME =
  /(^|[ ,]|T)([0-9]{1,2})(?::([0-9]{1,2})(?::([0-9]{1,2})(?:\.([0-9]+))?)?)?(?: *([AP])M?(?![A-Z]))?(?: *(Z|GMT)| *([-+])([0-9]{1,4})(?::([0-9]{1,2}))?)?(?=$|[ ,])/gi

/** Spaces stand around the colons of a time, not of a zone, and after `T`. */
const SPACED = /(?<![-+][0-9]{1,2}) *(:) *|(?<=[0-9] *T) +/gi
const ZULU = /(?: *)(?:Z|GMT)$/i
const DATE_ZONE = / *(?:\+([0-9]{1,4})(?::([0-9]{1,2}))?|-([0-9]{1,2}):([0-9]{1,2}))$/
const LONGEST_OFFSET = 14 * 60

/** Midnight where the text has no time; undefined where what it has is none. */
export const readLaxTime = (sent: string): LaxTime | undefined => {
  const text = sent.replace(SPACED, '$1')
  for (const match of text.matchAll(TIME)) {
    const [, , , minutes, , , mark] = match
    if (minutes !== undefined || mark !== undefined) return fromMatch(text, match)
  }
  return withoutTime(text)
}

/** A date may have a zone all the same; a minus without minutes is left to the date. */
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

/** Three digits and more are hours and minutes in one. */
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
