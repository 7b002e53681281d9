/** What Java made of a text that should be an `Integer`. */
export type JavaInteger = number | null | 'malformed' | 'out-of-range'

const LEAST = -2_147_483_648
const MOST = 2_147_483_647

/**
 * Spring's String -> Integer (R; StringToNumberConverterFactory, and CustomNumberEditor where that fails):
 * nothing but white space is null, else white space goes wherever it stands; `0x`, `0X` and `#` start
 * hex digits, behind a minus at most, else decimal ones, behind either sign.
 */
export const readJavaInteger = (text: string): JavaInteger => {
  const trimmed = text.replace(whiteSpace, '')
  if (trimmed === '') return null
  const hex = /^(-?)(?:0[xX]|#)(.+)$/s.exec(trimmed)
  if (hex !== null) return read(hex[2] ?? '', 16, hex[1] ?? '')
  const decimal = /^([-+]?)(.+)$/s.exec(trimmed)
  return read(decimal?.[2] ?? '', 10, decimal?.[1] ?? '')
}

const read = (digits: string, radix: number, sign: string): JavaInteger => {
  let value = 0
  // By `char`, as Integer.parseInt goes: a digit outside the basic plane is none.
  for (let at = 0; at < digits.length; at++) {
    const digit = javaDigit(digits.charCodeAt(at), radix)
    if (digit === undefined) return 'malformed'
    value = value * radix + digit
  }
  return inRange(sign === '-' ? -value : value)
}

/** `-0` is 0, as every Java int. */
const inRange = (value: number): JavaInteger =>
  value < LEAST || value > MOST ? 'out-of-range' : value + 0

/** Character.isWhitespace: no no-break spaces among them. */
const whiteSpace = /[\t-\r\x1c-\x20\u1680\u2000-\u2006\u2008-\u200a\u2028\u2029\u205f\u3000]/g

/** Character.digit: any script's decimal digits, and the letters of ASCII and of full width. */
export const javaDigit = (unit: number, radix: number): number | undefined => {
  const digit = isDigit(unit) ? decimalValue(unit) : letterValue(unit)
  return digit !== undefined && digit < radix ? digit : undefined
}

/** Each script's ten stand in a row from its zero. */
const decimalValue = (unit: number): number => {
  if (unit < 0x80) return unit - 0x30
  let value = 0
  while (value < 9 && isDigit(unit - value - 1)) value++
  return value
}

const isDigit = (unit: number): boolean =>
  unit < 0x80
    ? unit >= 0x30 && unit <= 0x39
    : (unit < 0xd800 || unit > 0xdfff) && /\p{Nd}/u.test(String.fromCharCode(unit))

/** Full-width letters stand as those of ASCII do. */
const letterValue = (unit: number): number | undefined => {
  const ascii = unit >= 0xff01 && unit <= 0xff5e ? unit - 0xfee0 : unit
  const lower = ascii | 0x20
  return ascii < 0x80 && lower >= 0x61 && lower <= 0x7a ? lower - 0x61 + 10 : undefined
}
