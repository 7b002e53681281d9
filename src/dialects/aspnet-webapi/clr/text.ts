/**
 * Whether `Char.IsWhiteSpace` holds for a UTF-16 unit. Unlike JavaScript's `\s`, white space
 * includes U+0085 and not U+FEFF.
 */
export const isWhiteSpace = (code: number): boolean =>
  code <= 0x20
    ? code === 0x20 || (code >= 0x09 && code <= 0x0d)
    : code >= 0x85 && (code === 0x85 || code === 0xa0 || (code >= 0x1680 && isFarWhiteSpace(code)))

const isFarWhiteSpace = (code: number): boolean =>
  code === 0x1680 ||
  (code >= 0x2000 && code <= 0x200a) ||
  code === 0x2028 ||
  code === 0x2029 ||
  code === 0x202f ||
  code === 0x205f ||
  code === 0x3000

/** Trims text as `String.Trim()` does. */
export const trim = (text: string): string => {
  let start = 0
  let end = text.length
  while (start < end && isWhiteSpace(text.charCodeAt(start))) start++
  while (end > start && isWhiteSpace(text.charCodeAt(end - 1))) end--
  return start === 0 && end === text.length ? text : text.slice(start, end)
}

/** Whether `String.IsNullOrWhiteSpace` holds for text. */
export const isBlank = (text: string): boolean => trim(text) === ''

const ASCII = /^[\0-\x7f]*$/

/**
 * Folds case so that texts with equal results are equal under
 * `StringComparer.OrdinalIgnoreCase`. Each UTF-16 unit becomes its one-to-one upper case. U+0131
 * and U+017F stay, because .NET never folds them into ASCII.
 */
export const foldCase = (text: string): string => {
  if (ASCII.test(text)) return text.toUpperCase()
  let folded = ''
  for (let i = 0; i < text.length; i++) folded += foldUnit(text.charAt(i))
  return folded
}

const foldUnit = (unit: string): string => {
  if (unit === '\u0131' || unit === '\u017f') return unit
  const upper = unit.toUpperCase()
  return upper.length === 1 ? upper : unit
}

/**
 * The result of a CLR conversion. `format` is a FormatException, for which form binding has a message
 * of its own ("The value 'abc' is not valid for Sex."). `exception` is any other exception, such as an
 * overflow, which form binding records as an exception.
 */
export type Conversion<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly reason: 'format' | 'exception' }

/** Returns a successful conversion with its value. */
export const converted = <T>(value: T): Conversion<T> => ({ ok: true, value })
/** The conversion that failed with a FormatException. */
export const badFormat: Conversion<never> = { ok: false, reason: 'format' }
/** The conversion that failed with any other exception. */
export const badConversion: Conversion<never> = { ok: false, reason: 'exception' }

/** Parses text as `Boolean.Parse` does: `True` and `False` in any case, with white space around them. */
export const parseBoolean = (text: string): Conversion<boolean> => {
  const word = trim(text).toLowerCase()
  if (word === 'true') return converted(true)
  return word === 'false' ? converted(false) : badFormat
}

/** Parses text as `XmlConvert.ToBoolean` does. Returns undefined where .NET throws. */
export const parseXmlBoolean = (text: string): boolean | undefined => {
  const word = /^[\t\n\r ]*(true|false|0|1)[\t\n\r ]*$/.exec(text)?.[1]
  return word === undefined ? undefined : word === 'true' || word === '1'
}

const MOST_INT32 = 2_147_483_647
/**
 * Matches NumberStyles.Integer, invariant: ASCII white space around the number, one leading sign,
 * nothing behind but NULs.
 */
const INTEGER = /^[\t-\r ]*([-+]?)([0-9]+)[\t-\r ]*\0*$/

/** Parses text as `Int32.Parse(text, NumberStyles.Integer, InvariantCulture)` does. */
export const parseInt32 = (text: string): Conversion<number> => {
  const match = INTEGER.exec(text)
  if (match === null) return badFormat
  const [, sign = '', digits = ''] = match
  const value = Number(sign === '-' ? `-${digits}` : digits)
  // Adding 0 turns -0, which the CLR's integers lack, into 0.
  return value > MOST_INT32 || value < -MOST_INT32 - 1 ? badConversion : converted(value + 0)
}

/**
 * Converts text as `Int32Converter` does, which form binding uses: trimmed, with `#`, `0x` or `&h`
 * before hexadecimal digits.
 */
export const convertToInt32 = (text: string): Conversion<number> => {
  const trimmed = trim(text)
  // The converter reads the first character without checking that there is one.
  if (trimmed === '') return badConversion
  const prefix = /^(?:#|0x|&h)/i.exec(trimmed)?.[0]
  return prefix === undefined ? parseInt32(trimmed) : parseHexInt32(trimmed.slice(prefix.length))
}

/**
 * Parses text as `Convert.ToInt32(text, 16)` does: two's complement, with an optional plus and then an
 * optional `0x` of its own. A minus is no format error. .NET checks the digits for overflow before it
 * looks at what follows them.
 */
const parseHexInt32 = (text: string): Conversion<number> => {
  if (text === '' || text.startsWith('-')) return badConversion
  const [, digits, rest] = /^\+?(?:0x)?([0-9a-f]+)(.*)$/is.exec(text) ?? []
  if (digits === undefined) return badFormat
  const value = Number(`0x${digits}`)
  if (value > 0xffff_ffff) return badConversion
  return rest === '' ? converted(value | 0) : badFormat
}

const MOST_DECIMAL = 79_228_162_514_264_337_593_543_950_335n
/** Number of digits that are kept. Further digits change only the rounding. */
const KEPT = 40

const BEFORE = /^[-+(\u00a4\t-\r ]*/
const AFTER = /^[-+)\u00a4\t-\r ]*\0*$/
const NUMBER = /^((?:[0-9][0-9,]*)?)(?:\.([0-9]*))?(?:(?<=[0-9][0-9,.]*)e([-+]?[0-9]+))?/i

/**
 * Parses text as `Decimal.Parse(text, NumberStyles.Any, InvariantCulture)` does: ASCII white space
 * around the number, one sign before or after it or parentheses for negative, `\u00a4`, thousands
 * separators, an exponent. Returns the decimal's digits; undefined where .NET throws.
 */
export const parseDecimal = (text: string): string | undefined => {
  const before = BEFORE.exec(text)?.[0] ?? ''
  const rest = text.slice(before.length)
  const [number = '', whole = '', part = '', exponent = '0'] = NUMBER.exec(rest) ?? []
  const after = rest.slice(number.length)
  if (!/[0-9]/.test(number) || !AFTER.test(after) || !wellSigned(before, after)) return undefined
  const negative = /[-(]/.test(before + after)
  return decimalOf(negative, whole.replaceAll(',', ''), part, Number(exponent))
}

/**
 * Whether the text around a number is valid: one sign, on one side, next to the number or to the
 * currency; one currency; closed parentheses.
 */
const wellSigned = (before: string, after: string): boolean => {
  const around = before + after
  const count = (of: RegExp): number => around.match(of)?.length ?? 0
  if (count(/[-+(]/g) > 1 || count(/\u00a4/g) > 1) return false
  if (before.includes('(') !== after.includes(')') || count(/\)/g) > 1) return false
  return !/[-+(][\t-\r ]+$/.test(before)
}

/**
 * Parses text as `XmlConvert.ToDecimal` does: a sign before the number, a point, ASCII white space
 * around. The scale is kept. Returns undefined where .NET throws.
 */
export const parseXmlDecimal = (text: string): string | undefined => {
  const match = /^[\t-\r ]*([-+]?)([0-9]*)(?:\.([0-9]*))?[\t-\r ]*\0*$/.exec(text)
  const [, sign, whole = '', part = ''] = match ?? []
  return whole + part === '' ? undefined : decimalOf(sign === '-', whole, part, 0)
}

/**
 * Returns the digits that a System.Decimal keeps: 96 bits and a scale of 0 to 28, rounded half to even.
 * Returns undefined on overflow.
 */
export const decimalOf = (
  negative: boolean,
  whole: string,
  part: string,
  exponent: number,
): string | undefined => {
  const digits = (whole + part).replace(/^0+/, '')
  let scale = part.length - exponent
  if (digits === '') return zero(scale)
  let mantissa = BigInt(digits.slice(0, KEPT))
  scale -= Math.max(0, digits.length - KEPT)
  if (-scale > 30) return undefined
  if (scale < 0) [mantissa, scale] = [mantissa * 10n ** BigInt(-scale), 0]
  if (scale > 28 + KEPT) return zero(28)
  const sticky = digits.length > KEPT && /[1-9]/.test(digits.slice(KEPT))
  const fitted = fit(mantissa, scale, sticky)
  if (fitted === undefined) return undefined
  return print(negative, fitted[0], fitted[1])
}

const fit = (mantissa: bigint, scale: number, sticky: boolean): [bigint, number] | undefined => {
  for (let drop = Math.max(0, scale - 28); drop <= scale; drop++) {
    const rounded = divideRounding(mantissa, 10n ** BigInt(drop), sticky)
    if (rounded <= MOST_DECIMAL) return [rounded, scale - drop]
  }
  return undefined
}

const divideRounding = (mantissa: bigint, by: bigint, sticky: boolean): bigint => {
  const quotient = mantissa / by
  const twice = (mantissa % by) * 2n
  const up = twice > by || (twice === by && (sticky || quotient % 2n === 1n))
  return up ? quotient + 1n : quotient
}

const zero = (scale: number): string => print(false, 0n, Math.min(28, Math.max(0, scale)))

const print = (negative: boolean, mantissa: bigint, scale: number): string => {
  const digits = String(mantissa).padStart(scale + 1, '0')
  const sign = negative && mantissa !== 0n ? '-' : ''
  if (scale === 0) return sign + digits
  return `${sign}${digits.slice(0, -scale)}.${digits.slice(-scale)}`
}
