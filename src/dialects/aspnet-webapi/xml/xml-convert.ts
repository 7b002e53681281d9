import type { Instant } from '../../../core/schema.ts'
import { decimalOf } from '../clr/conversion.ts'
import { clockDigits, LATEST_MS, toServerLocal } from '../clr/instant.ts'
import { trim } from '../clr/text.ts'

/** `XmlConvert.ToBoolean`. */
export const toBoolean = (text: string): boolean | undefined => {
  const word = /^[\t\n\r ]*(true|false|0|1)[\t\n\r ]*$/.exec(text)?.[1]
  return word === undefined ? undefined : word === 'true' || word === '1'
}

/** `XmlConvert.ToDecimal`: a sign before, a point, ASCII white space around; scale is kept. */
export const toDecimal = (text: string): string | undefined => {
  const match = /^[\t-\r ]*([-+]?)([0-9]*)(?:\.([0-9]*))?[\t-\r ]*\0*$/.exec(text)
  const [, sign, whole = '', part = ''] = match ?? []
  return whole + part === '' ? undefined : decimalOf(sign === '-', whole, part, 0)
}

/** What `--MM-dd` and shorter count in, and what times of day are dated by. */
const LEAP_YEAR = 1904
const ZONE = String.raw`(?:[Zz]|[-+][0-9]{2}:[0-9]{2})?`
const TIME = String.raw`[0-9]{2}:[0-9]{2}:[0-9]{2}(?:\.[0-9]+)?`

// Named groups: y, m, d a date; t a time; z a zone. In the order in which .NET tries them.
const FORMS = [
  `(?<y>[0-9]{4})-(?<m>[0-9]{2})-(?<d>[0-9]{2})(?:T(?<t>${TIME}))?`,
  `(?<t>${TIME})`,
  '(?<y>[0-9]{4})-(?<m>[0-9]{2})',
  '(?<y>[0-9]{4})',
  '--(?<m>[0-9]{2})-(?<d>[0-9]{2})',
  '--(?<m>[0-9]{2})(?:--)?',
  '---(?<d>[0-9]{2})',
].map((form) => new RegExp(`^${form}(?<z>${ZONE})$`))

/**
 * `XmlConvert.ToDateTime(text, RoundtripKind)`: every date and time type of XML Schema, white space
 * around, any number of fraction digits, rounded to 7. `Z` stays UTC, an offset (up to 99:99)
 * becomes the server's local time. docs/spec/aspnet-webapi.md#reading-xml (R).
 */
export const toDateTime = (text: string): Instant | undefined => {
  const trimmed = trim(text)
  for (const form of FORMS) {
    const groups = form.exec(trimmed)?.groups
    const read = groups === undefined ? undefined : instantOf(groups)
    if (read !== undefined) return read
  }
  return undefined
}

const instantOf = ({ y, m, d, t = '', z = '' }: Readonly<Record<string, string>>) => {
  // .NET puts `hh:mm:ss`, `--MM` and `---dd` into the current day or year; here it is 1904 (I).
  const ms = clockDigits(
    Number(y ?? LEAP_YEAR),
    Number(m ?? 1),
    Number(d ?? 1),
    Number(t.slice(0, 2)),
    Number(t.slice(3, 5)),
    Number(t.slice(6, 8)),
  )
  return ms === undefined ? undefined : inZone(ms, fractionOf(t.slice(9)), z)
}

/** In 100 ns units; a tie goes to the even one. */
const fractionOf = (digits: string): number => {
  const kept = Number(digits.slice(0, 7).padEnd(7, '0'))
  const rest = digits.slice(7)
  const isTie = /^50*$/.test(rest)
  return kept + (isTie ? kept % 2 : rest >= '5' ? 1 : 0)
}

const inZone = (ms: number, fraction: number, zone: string): Instant | undefined => {
  const digits = { ms: ms + Math.floor(fraction / 10_000), ticks: fraction % 10_000 }
  if (digits.ms > LATEST_MS) return undefined
  if (zone === '') return { ...digits, kind: 'unspecified' }
  if (zone === 'Z' || zone === 'z') return { ...digits, kind: 'utc' }
  const minutes = Number(zone.slice(1, 3)) * 60 + Number(zone.slice(4, 6))
  return toServerLocal(digits, zone.startsWith('-') ? -minutes : minutes)
}
