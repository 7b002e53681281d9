import { asBigDecimal, named, needString, param } from './given.ts'
import { textOf } from '../text-of.ts'
import { BigDecimal, Decimal, isNumber, numberOf, type Value } from '../values.ts'
import type { Options, Helper } from '../render.ts'

const SPECIFIER = /%(?:(\d+)\$)?([-#+ 0,(]*)(\d+)?(?:\.(\d+))?([a-zA-Z%])/g

/**
 * Formats values as Java's `String.format` does, without dates. Throws an Error whose message is one clause.
 */
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

/** Prints a number with so many decimals. Rounds half up, as Java does. */
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

type Style = Intl.NumberFormatOptions
type Rounding = NonNullable<Style['roundingMode']>
type Framed = Style & { readonly prefix: string; readonly suffix: string }

const roundings = new Map<string, Rounding>([
  ['UP', 'expand'],
  ['DOWN', 'trunc'],
  ['CEILING', 'ceil'],
  ['FLOOR', 'floor'],
  ['HALF_UP', 'halfExpand'],
  ['HALF_DOWN', 'halfTrunc'],
  ['HALF_EVEN', 'halfEven'],
])

/** The currencies by country. For other countries Java prints the sign `¤`. */
const currencies = new Map([
  ['US', 'USD'],
  ['GB', 'GBP'],
  ['CN', 'CNY'],
  ['HK', 'HKD'],
  ['TW', 'TWD'],
  ['JP', 'JPY'],
  ['KR', 'KRW'],
  ['IN', 'INR'],
  ['CA', 'CAD'],
  ['AU', 'AUD'],
  ['CH', 'CHF'],
  ...['DE', 'FR', 'IT', 'ES', 'NL', 'BE', 'AT', 'FI', 'IE', 'PT'].map(
    (one) => [one, 'EUR'] as const,
  ),
])

/** The helper `numberFormat` of Handlebars.java. The format is a style or a pattern such as `#,##0.00`. */
export const numberFormat: Helper = (value, options) => {
  if (!isNumber(value)) {
    const first = param(options, 0)
    return first === null ? null : textOf(first)
  }
  const format = textGiven(options, 0, 'format').trim().toUpperCase()
  const locale = (textOf(param(options, 1) ?? '').trim() || 'en').replaceAll('_', '-')
  const style = styleOf(format === '' ? 'DEFAULT' : format, locale)
  const most = wholeNamed(options, 'maximumIntegerDigits')
  const { prefix, suffix, ...given } = style
  const print = new Intl.NumberFormat(locale, withNamed(given, options))
  const shown = most === undefined ? numberOf(value) : numberOf(value) % 10 ** most
  return prefix + print.format(shown).replaceAll('\u202f', '\u00a0') + suffix
}

const textGiven = (options: Options, at: number, name: string): string => {
  const value = param(options, at) ?? named(options, name)
  return value === null ? '' : needString(value, name)
}

const styleOf = (format: string, locale: string): Framed => {
  const plain = { prefix: '', suffix: '', roundingMode: 'halfEven' } as const
  switch (format) {
    case 'DEFAULT':
      return { ...plain, maximumFractionDigits: 3 }
    case 'INTEGER':
      return { ...plain, maximumFractionDigits: 0 }
    case 'PERCENT':
      return { ...plain, style: 'percent', maximumFractionDigits: 0 }
    case 'CURRENCY': {
      const currency = currencies.get(/-([A-Z]{2})$/.exec(locale)?.[1] ?? '')
      return currency === undefined
        ? { ...plain, prefix: '¤', minimumFractionDigits: 2, maximumFractionDigits: 2 }
        : { ...plain, style: 'currency', currency }
    }
    default:
      return patternOf(format)
  }
}

/** Reads a pattern of Java's `DecimalFormat`: digits, with text around them. */
const patternOf = (pattern: string): Framed => {
  const [positive = ''] = pattern.split(';', 1)
  const parts = /^([^#0,.]*)([#,0]*)(?:\.([0#]*))?([^#0,.]*)$/.exec(positive)
  if (parts === null) throw new Error(`the number format ${pattern} cannot be read`)
  const [, before = '', whole = '', fraction = '', after = ''] = parts
  if (/[E'¤‰]/.test(before + after))
    throw new Error(`the number format ${pattern} is not supported here`)
  const percent = after.includes('%') || before.includes('%')
  return {
    prefix: before.replace('%', ''),
    suffix: after.replace('%', ''),
    roundingMode: 'halfEven',
    ...(percent ? { style: 'percent' as const } : {}),
    useGrouping: whole.includes(','),
    minimumIntegerDigits: Math.min(21, Math.max(1, (whole.match(/0/g) ?? []).length)),
    minimumFractionDigits: (fraction.match(/0/g) ?? []).length,
    maximumFractionDigits: fraction.length,
  }
}

const withNamed = (style: Style, options: Options): Style => {
  const grouping = named(options, 'groupingUsed')
  const most = wholeNamed(options, 'maximumFractionDigits')
  const least = wholeNamed(options, 'minimumFractionDigits')
  const leastWhole = wholeNamed(options, 'minimumIntegerDigits')
  const rounding = named(options, 'roundingMode')
  const mode = rounding === null ? undefined : roundings.get(textOf(rounding).trim().toUpperCase())
  if (rounding !== null && mode === undefined)
    throw new Error(`there is no rounding mode ${textOf(rounding)}`)
  const atMost = most ?? Math.max(style.maximumFractionDigits ?? 0, least ?? 0)
  return {
    ...style,
    ...(typeof grouping === 'boolean' ? { useGrouping: grouping } : {}),
    ...(most === undefined && least === undefined
      ? {}
      : {
          maximumFractionDigits: Math.min(20, atMost),
          minimumFractionDigits: Math.min(20, least ?? style.minimumFractionDigits ?? 0, atMost),
        }),
    ...(leastWhole === undefined
      ? {}
      : { minimumIntegerDigits: Math.min(21, Math.max(1, leastWhole)) }),
    ...(mode === undefined ? {} : { roundingMode: mode }),
  }
}

const wholeNamed = (options: Options, name: string): number | undefined => {
  const value = named(options, name)
  if (value === null) return undefined
  if (typeof value !== 'number' || value < 0) throw new Error(`${name} is a whole number`)
  return value
}
