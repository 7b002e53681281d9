import { foldCase } from './ordinal-ignore-case.ts'

/** The date of a text that DateTime.Parse reads. */
export interface LaxDate {
  readonly year: number
  readonly month: number
  /** Absent where only year and month were named: the first, and no time may follow. */
  readonly day?: number
  /** 0 is Sunday. */
  readonly weekday?: number
  /** Numbers only, the year first: `T` may follow. */
  readonly isPlain: boolean
}

const MONTHS =
  'JANUARY FEBRUARY MARCH APRIL MAY JUNE JULY AUGUST SEPTEMBER OCTOBER NOVEMBER DECEMBER'.split(' ')
const DAYS = 'SUNDAY MONDAY TUESDAY WEDNESDAY THURSDAY FRIDAY SATURDAY'.split(' ')

const CHINESE = /^([0-9]{1,4})年\s*([0-9]{1,2})月\s*([0-9]{1,2})日$/
const PARTS = /[0-9]+|[A-Z]+/g
/** Between parts: one mark, with spaces around, or spaces alone. */
const SEPARATOR = /^(?: *[-/.,] *| +)$/

/**
 * Invariant order: month, day, year; year first where the first number has three digits or more.
 * Undefined where the text is no date, or one without a year.
 */
export const readLaxDate = (text: string): LaxDate | undefined => {
  const chinese = CHINESE.exec(text)
  if (chinese !== null) {
    const [, year = '', month, day] = chinese
    return { year: fullYear(year), month: Number(month), day: Number(day), isPlain: false }
  }
  const folded = foldCase(text)
  const parts = folded.match(PARTS) ?? []
  const separators = folded.split(PARTS)
  if (separators.shift() !== '' || separators.pop() !== '') return undefined
  if (!separators.every((separator) => SEPARATOR.test(separator))) return undefined
  const weekday = nameIn(DAYS, parts[0])
  const named = weekday === undefined ? parts : parts.slice(1)
  const date = named.some((part) => /^[A-Z]/.test(part)) ? byName(named) : byNumbers(named)
  if (date === undefined) return undefined
  return weekday === undefined ? date : { ...date, weekday }
}

const nameIn = (names: readonly string[], part = ''): number | undefined => {
  const index = names.findIndex((name) => name === part || name.slice(0, 3) === part)
  return index < 0 ? undefined : index
}

const byNumbers = (parts: readonly string[]): LaxDate | undefined => {
  if (parts.some((part) => part.length > 4)) return undefined
  const [a = '', b = '', c = ''] = parts
  if (parts.length === 2) {
    if (a.length > 2) return { year: Number(a), month: Number(b), isPlain: true }
    return b.length > 2 ? { year: Number(b), month: Number(a), isPlain: false } : undefined
  }
  if (parts.length !== 3) return undefined
  return a.length > 2
    ? { year: Number(a), month: Number(b), day: Number(c), isPlain: true }
    : { year: fullYear(c), month: Number(a), day: Number(b), isPlain: false }
}

/** A month by name: the other numbers are day and year, or the year alone. */
const byName = (parts: readonly string[]): LaxDate | undefined => {
  const at = parts.findIndex((part) => nameIn(MONTHS, part) !== undefined)
  const month = (nameIn(MONTHS, parts[at]) ?? 0) + 1
  const numbers = parts.toSpliced(at, 1)
  if (at < 0 || !numbers.every((part) => /^[0-9]{1,4}$/.test(part))) return undefined
  const [a = '', b = ''] = numbers
  if (numbers.length === 1)
    return a.length > 2 ? { year: Number(a), month, isPlain: false } : undefined
  if (numbers.length !== 2) return undefined
  return a.length > 2
    ? { year: Number(a), month, day: Number(b), isPlain: false }
    : { year: fullYear(b), month, day: Number(a), isPlain: false }
}

/** The invariant calendar's TwoDigitYearMax is 2029. */
const fullYear = (digits: string): number => {
  const year = Number(digits)
  if (digits.length > 2) return year
  return year < 30 ? 2000 + year : 1900 + year
}
