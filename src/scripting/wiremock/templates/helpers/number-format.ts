import { textOf } from '../text-of.ts'
import { isNumber, numberOf } from '../values.ts'
import type { Helper, Options } from '../render.ts'
import { named, needString, param } from './given.ts'

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

/** What Java's locales pay with; of another country the sign for any currency is printed. */
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

/** `numberFormat`: a style, or a pattern such as `#,##0.00`. */
export const numberFormat: Helper = (value, options) => {
  if (!isNumber(value)) {
    const first = param(options, 0)
    return first === null ? null : textOf(first)
  }
  const format = textGiven(options, 0, 'format').trim().toUpperCase()
  const locale = (textGiven(options, 1, 'locale').trim() || 'en').replaceAll('_', '-')
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

/** `DecimalFormat`'s patterns of digits, with text around them. */
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
