import { asBigDecimal } from './given.ts'
import { textOf } from '../text-of.ts'
import { BigDecimal } from '../big-decimal.ts'
import { Decimal, isNumber, numberOf, type Value } from '../values.ts'
import type { Options } from '../render.ts'

const SPECIFIER = /%(?:(\d+)\$)?([-#+ 0,(]*)(\d+)?(?:\.(\d+))?([a-zA-Z%])/g

/** `String.format`, without dates. Throws an Error of one clause. */
export const formatText = (format: string, options: Options): string => {
  let next = 0
  if (format.replace(SPECIFIER, '').includes('%'))
    throw new Error(`the format ${format} cannot be read`)
  return format.replace(
    SPECIFIER,
    (all, place: string | undefined, flags: string, ...rest: readonly (string | undefined)[]) => {
      const [width, precision, kind = ''] = rest
      if (kind === 'n') return '\n'
      const wide = Math.min(Number(width ?? 0), 10_000)
      options.budget.need(wide)
      if (kind === '%') return padded('%', flags, wide)
      const at = place === undefined ? next++ : Number(place) - 1
      if (at >= options.params.length)
        throw new Error(`the format asks for a value that is not there: ${all}`)
      const value = options.params[at] ?? null
      const digits = precision === undefined ? undefined : Math.min(Number(precision), 100)
      const made = converted(value, kind, flags, digits)
      const upper = /[A-Z]/.test(kind) ? made.toUpperCase() : made
      return flags.includes('0') && isNumber(value)
        ? zeroPadded(upper, wide)
        : padded(upper, flags, wide)
    },
  )
}

const padded = (text: string, flags: string, width: number): string =>
  flags.includes('-') ? text.padEnd(width) : text.padStart(width)

const zeroPadded = (text: string, width: number): string => {
  const [sign = ''] = /^[+\- (]?/.exec(text) ?? []
  return sign + text.slice(sign.length).padStart(width - sign.length, '0')
}

const converted = (
  value: Value,
  kind: string,
  flags: string,
  precision: number | undefined,
): string => {
  const cut = (text: string): string => (precision === undefined ? text : text.slice(0, precision))
  switch (kind.toLowerCase()) {
    case 's':
      return cut(value === null ? 'null' : textOf(value))
    case 'b':
      return cut(String(typeof value === 'boolean' ? value : value !== null))
    case 'd':
      return value === null ? 'null' : signed(wholeOf(value, kind), flags)
    case 'x':
      return value === null ? 'null' : radix(wholeOf(value, kind), 16)
    case 'o':
      return value === null ? 'null' : radix(wholeOf(value, kind), 8)
    case 'f':
      return value === null ? 'null' : signed(fixed(fractionOf(value, kind), precision ?? 6), flags)
    case 'e':
      return value === null
        ? 'null'
        : signed(exponential(fractionOf(value, kind), precision ?? 6), flags)
    case 'c':
      if (typeof value === 'number') return String.fromCodePoint(value)
      throw new Error(`%${kind} takes a whole number`)
    default:
      throw new Error(`there is no format %${kind} here`)
  }
}

const wholeOf = (value: Value, kind: string): string => {
  if (typeof value !== 'number' && typeof value !== 'bigint')
    throw new Error(`%${kind} takes a whole number, not ${textOf(value)}`)
  return String(value)
}

const fractionOf = (value: Value, kind: string): BigDecimal => {
  if (!(value instanceof Decimal || value instanceof BigDecimal))
    throw new Error(`%${kind} takes a number with a fraction, not ${textOf(value)}`)
  return asBigDecimal(value)
}

const radix = (text: string, base: number): string => {
  const value = BigInt(text)
  return (value < 0n ? value + (1n << (value >= -(1n << 31n) ? 32n : 64n)) : value).toString(base)
}

/** Half up, as Java rounds. */
const fixed = (value: BigDecimal, digits: number): string => {
  const beyond = value.scale - digits
  const kept =
    beyond <= 0
      ? value.digits * 10n ** BigInt(-beyond)
      : new BigDecimal(value.digits, 0).over(new BigDecimal(10n ** BigInt(beyond), 0)).digits
  return new BigDecimal(kept, digits).toPlainString()
}

const exponential = (value: BigDecimal, digits: number): string =>
  numberOf(value)
    .toExponential(digits)
    .replace(/e([+-])(\d)$/, 'e$10$2')

const signed = (text: string, flags: string): string => {
  const [whole = '', fraction] = text.split('.')
  const grouped = flags.includes(',') ? whole.replace(/\B(?=(\d{3})+(?!\d))/g, ',') : whole
  const full = fraction === undefined ? grouped : `${grouped}.${fraction}`
  if (full.startsWith('-')) return flags.includes('(') ? `(${full.slice(1)})` : full
  return flags.includes('+') ? `+${full}` : flags.includes(' ') ? ` ${full}` : full
}
