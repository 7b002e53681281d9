/** `Char.IsWhiteSpace`; unlike JavaScript's `\s` it has U+0085 and lacks U+FEFF. */
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

/** `String.Trim()`. */
export const trim = (text: string): string => {
  let start = 0
  let end = text.length
  while (start < end && isWhiteSpace(text.charCodeAt(start))) start++
  while (end > start && isWhiteSpace(text.charCodeAt(end - 1))) end--
  return start === 0 && end === text.length ? text : text.slice(start, end)
}

/** `String.IsNullOrWhiteSpace`, for text. */
export const isBlank = (text: string): boolean => trim(text) === ''

const ASCII = /^[\0-\x7f]*$/

/**
 * Folds text so that equal results mean equal under `StringComparer.OrdinalIgnoreCase`: each UTF-16
 * unit by its one-to-one upper case. U+0131 and U+017F stay: .NET never folds them into ASCII.
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
 * What a CLR conversion came to. `format` is a FormatException, which form binding words itself
 * ("The value 'abc' is not valid for Sex."); `exception` is any other, such as an overflow, which
 * it records as an exception.
 */
export type Conversion<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly reason: 'format' | 'exception' }

/** A conversion that came to `value`. */
export const converted = <T>(value: T): Conversion<T> => ({ ok: true, value })
/** A FormatException. */
export const badFormat: Conversion<never> = { ok: false, reason: 'format' }
/** Any other exception. */
export const badConversion: Conversion<never> = { ok: false, reason: 'exception' }

/** `Boolean.Parse`: `True` and `False` in any case, padded. */
export const parseBoolean = (text: string): Conversion<boolean> => {
  const word = trim(text).toLowerCase()
  if (word === 'true') return converted(true)
  return word === 'false' ? converted(false) : badFormat
}

/** `XmlConvert.ToBoolean`. */
export const parseXmlBoolean = (text: string): boolean | undefined => {
  const word = /^[\t\n\r ]*(true|false|0|1)[\t\n\r ]*$/.exec(text)?.[1]
  return word === undefined ? undefined : word === 'true' || word === '1'
}

const MOST_INT32 = 2_147_483_647
/** NumberStyles.Integer, invariant: ASCII white space around, one leading sign, nothing after but NULs. */
const INTEGER = /^[\t-\r ]*([-+]?)([0-9]+)[\t-\r ]*\0*$/

/** `Int32.Parse(text, NumberStyles.Integer, InvariantCulture)`. */
export const parseInt32 = (text: string): Conversion<number> => {
  const match = INTEGER.exec(text)
  if (match === null) return badFormat
  const [, sign = '', digits = ''] = match
  const value = Number(sign === '-' ? `-${digits}` : digits)
  // Adding 0 turns -0, which the CLR's integers lack, into 0.
  return value > MOST_INT32 || value < -MOST_INT32 - 1 ? badConversion : converted(value + 0)
}

/** `Int32Converter`, which form binding uses: trimmed, with `#` or `0x`, `&h` before hexadecimal. */
export const convertToInt32 = (text: string): Conversion<number> => {
  const trimmed = trim(text)
  // The converter looks at the first character without asking whether there is one.
  if (trimmed === '') return badConversion
  const prefix = /^(?:#|0x|&h)/i.exec(trimmed)?.[0]
  return prefix === undefined ? parseInt32(trimmed) : parseHexInt32(trimmed.slice(prefix.length))
}

/**
 * `Convert.ToInt32(text, 16)`: two's complement, an optional `0x` of its own behind an optional plus.
 * A minus is no matter of format to it, and it counts the digits before it looks at what follows.
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
/** More digits than this change nothing but the rounding. */
const KEPT = 40

const BEFORE = /^[-+(\u00a4\t-\r ]*/
const AFTER = /^[-+)\u00a4\t-\r ]*\0*$/
const NUMBER = /^((?:[0-9][0-9,]*)?)(?:\.([0-9]*))?(?:(?<=[0-9][0-9,.]*)e([-+]?[0-9]+))?/i

/**
 * `Decimal.Parse(text, NumberStyles.Any, InvariantCulture)`: ASCII white space around, one sign
 * before or after or parentheses for negative, `\u00a4`, thousands separators, an exponent.
 * Undefined where that throws.
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

/** One sign, on one side, next to the number or to the currency; one currency; closed parentheses. */
const wellSigned = (before: string, after: string): boolean => {
  const around = before + after
  const count = (of: RegExp): number => around.match(of)?.length ?? 0
  if (count(/[-+(]/g) > 1 || count(/\u00a4/g) > 1) return false
  if (before.includes('(') !== after.includes(')') || count(/\)/g) > 1) return false
  return !/[-+(][\t-\r ]+$/.test(before)
}

/** `XmlConvert.ToDecimal`: a sign before, a point, ASCII white space around; scale is kept. */
export const parseXmlDecimal = (text: string): string | undefined => {
  const match = /^[\t-\r ]*([-+]?)([0-9]*)(?:\.([0-9]*))?[\t-\r ]*\0*$/.exec(text)
  const [, sign, whole = '', part = ''] = match ?? []
  return whole + part === '' ? undefined : decimalOf(sign === '-', whole, part, 0)
}

/**
 * The digits a System.Decimal keeps: 96 bits and a scale of 0 to 28, rounded half to even.
 * Undefined on overflow.
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
