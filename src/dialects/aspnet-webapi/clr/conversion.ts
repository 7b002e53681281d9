import { trim } from './text.ts'

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

const MOST = 2_147_483_647
/** NumberStyles.Integer, invariant: ASCII white space around, one leading sign, nothing after but NULs. */
const INTEGER = /^[\t-\r ]*([-+]?)([0-9]+)[\t-\r ]*\0*$/

/** `Int32.Parse(text, NumberStyles.Integer, InvariantCulture)`. */
export const parseInt32 = (text: string): Conversion<number> => {
  const match = INTEGER.exec(text)
  if (match === null) return badFormat
  const [, sign = '', digits = ''] = match
  const value = Number(sign === '-' ? `-${digits}` : digits)
  // Adding 0 turns -0, which the CLR's integers lack, into 0.
  return value > MOST || value < -MOST - 1 ? badConversion : converted(value + 0)
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
