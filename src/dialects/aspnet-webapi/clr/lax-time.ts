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
  /(^|[ ,]|T)([0-9]{1,2})(?::([0-9]{1,2})(?::([0-9]{1,2})(?:\.([0-9]+))?)?)?(?: *([AP])M?(?![A-Z]))?(?: *(Z|GMT)| *([-+])([0-9]{1,2})(?::?([0-9]{2}))?)?(?=$|[ ,])/gi

const ZULU = /(?: *)(?:Z|GMT)$/i
const LONGEST_OFFSET = 14 * 60

/** Midnight where the text has no time; undefined where what it has is none. */
export const readLaxTime = (text: string): LaxTime | undefined => {
  for (const match of text.matchAll(TIME)) {
    const [, , , minutes, , , mark] = match
    if (minutes !== undefined || mark !== undefined) return fromMatch(text, match)
  }
  const isUtc = ZULU.test(text)
  const date = text.replace(ZULU, '')
  const none = { hour: 0, minute: 0, second: 0, ticks: 0, isMarked: false }
  return { ...none, date, isUtc, offset: isUtc ? 0 : undefined }
}

const fromMatch = (text: string, match: RegExpExecArray): LaxTime | undefined => {
  const [all, lead, hours = '', minutes = '00', seconds = '00', fraction = ''] = match
  const [mark, zulu, sign, zoneHours = '0', zoneMinutes = '0'] = match.slice(6)
  const hour = clockHour(Number(hours), mark?.toUpperCase())
  const shift = Number(zoneHours) * 60 + Number(zoneMinutes)
  const before = text.slice(0, match.index)
  const after = text.slice(match.index + all.length)
  if (hour === undefined || shift > LONGEST_OFFSET || Number(zoneMinutes) > 59) return undefined
  if (before !== '' && after !== '') return undefined
  const isMarked = lead === 'T' || lead === 't'
  if (isMarked && ![hours, minutes, seconds].every(isTwoDigits)) return undefined
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
