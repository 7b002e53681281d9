/** What Java made of a text that should be an `Integer`. */
export type JavaInteger = number | null | 'malformed' | 'out-of-range'

const LEAST = -2_147_483_648
const MOST = 2_147_483_647

/**
 * Spring's String -> Integer (StringToNumberConverterFactory, NumberUtils.parseNumber; I): empty is
 * null, white space goes wherever it stands, `0x`, `0X` and `#` start hex digits, else decimal ones.
 */
export const readJavaInteger = (text: string): JavaInteger => {
  if (text === '') return null
  const trimmed = text.replace(whiteSpace, '')
  const hex = /^(-?)(?:0[xX]|#)([0-9a-fA-F]+)$/.exec(trimmed)
  if (hex !== null) return inRange(sign(hex[1]) * Number.parseInt(hex[2] ?? '', 16))
  const decimal = /^([-+]?)(\p{Nd}+)$/u.exec(trimmed)
  if (decimal === null || surrogate.test(trimmed)) return 'malformed'
  return inRange(sign(decimal[1]) * Number(asciiDigits(decimal[2] ?? '')))
}

const sign = (text: string | undefined): number => (text === '-' ? -1 : 1)

/** `-0` is 0, as every Java int. */
const inRange = (value: number): JavaInteger =>
  value < LEAST || value > MOST ? 'out-of-range' : value + 0

/** Character.isWhitespace: no no-break spaces among them. */
const whiteSpace = /[\t-\r\x1c-\x20\u1680\u2000-\u2006\u2008-\u200a\u2028\u2029\u205f\u3000]/g

/** Integer.parseInt goes by `char`: a digit outside the basic plane is none. */
const surrogate = /[\ud800-\udfff]/

/** It takes any script's decimal digits; each script's ten stand in a row from its zero. */
const asciiDigits = (digits: string): string =>
  digits.replace(/[^0-9]/g, (digit) => {
    let value = 0
    while (value < 9 && isDigit(digit.charCodeAt(0) - value - 1)) value++
    return String(value)
  })

const isDigit = (unit: number): boolean => /\p{Nd}/u.test(String.fromCharCode(unit))
