import { decimalOf } from '../clr/decimal.ts'

/** A number's text as a value, or why it is none. */
export type NumberRead<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly why: 'invalid' | 'size' }

const value = <T>(number: T): NumberRead<T> => ({ ok: true, value: number })
const invalid: NumberRead<never> = { ok: false, why: 'invalid' }
const size: NumberRead<never> = { ok: false, why: 'size' }

/** Json.NET takes a leading 0 for octal, 0x for hexadecimal. */
export const isNonDecimal = (text: string): boolean => /^0[^.eE]/s.test(text)

/** `Convert.ToInt32` or `ToInt64` of text in base 8 or 16: two's complement. */
export const readNonDecimal = (text: string, bits: 32 | 64): NumberRead<bigint> => {
  const hex = /^0x([0-9a-f]+)$/i.exec(text)?.[1]
  const octal = hex === undefined ? /^0+([0-7]*)$/.exec(text)?.[1] : undefined
  const digits = (hex ?? octal)?.replace(/^0+/, '')
  if (digits === undefined) return invalid
  if (digits.length > 22) return size
  const number = BigInt(hex === undefined ? `0o${digits || '0'}` : `0x${digits || '0'}`)
  return number >= 1n << BigInt(bits) ? size : value(BigInt.asIntN(bits, number))
}

/** An Int32 as ReadAsInt32 takes it. */
export const readInt32Text = (text: string): NumberRead<number> => {
  if (isNonDecimal(text)) {
    const read = readNonDecimal(text, 32)
    return read.ok ? value(Number(read.value)) : read
  }
  if (!INTEGER.test(text)) return invalid
  const number = Number(text)
  const tooLong = text.length > (text.startsWith('-') ? 11 : 10)
  return tooLong || number > 0x7fff_ffff || number < -0x8000_0000 ? size : value(number + 0)
}

const INTEGER = /^-?[0-9]+$/
/** Longer integers are refused whatever they are for. */
const LONGEST_INTEGER = 380
const EXACT_DIGITS = 15

/** A number of no known type: an Integer of any size, or a Float. */
export const readAnyNumber = (text: string): NumberRead<number | bigint> & { float?: boolean } => {
  if (isNonDecimal(text)) {
    const read = readNonDecimal(text, 64)
    return read.ok ? value(read.value) : invalid
  }
  if (INTEGER.test(text)) {
    if (text.length > LONGEST_INTEGER) return size
    return value(text.length <= EXACT_DIGITS ? Number(text) + 0 : BigInt(text))
  }
  return isFloat(text) ? { ...value(Number(text)), float: true } : invalid
}

/**
 * `Double.TryParse`, NumberStyles.Float. I: a number too large for a double is refused, as the .NET
 * Framework does; later runtimes read infinity.
 */
export const isFloat = (text: string): boolean => FLOAT.test(text) && Number.isFinite(Number(text))

const FLOAT = /^[-+]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:e[-+]?[0-9]+)?$/i

/** Whether ReadAsString keeps the text: any number that has a meaning. */
export const isNumberText = (text: string): boolean =>
  isNonDecimal(text) ? readNonDecimal(text, 64).ok : isFloat(text)

const DECIMAL = /^(-?)((?:0|[1-9][0-9]*)(?=[.eE]|$))(?:\.([0-9]+))?(?:[eE]([-+][0-9]*|[0-9]+))?$/

/** A decimal as ReadAsDecimal takes it (`1e+` is 1): canonical digits, the scale kept. */
export const readDecimalText = (text: string): string | undefined => {
  if (isNonDecimal(text)) {
    const read = readNonDecimal(text, 64)
    return read.ok ? String(read.value) : undefined
  }
  const match = DECIMAL.exec(text)
  if (match === null) return undefined
  const [, sign, whole = '', part = '', exponent = '0'] = match
  return decimalOf(sign === '-', whole, part, Number.parseInt(exponent, 10) || 0)
}
