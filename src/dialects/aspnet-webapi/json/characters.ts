import { patternOnNeed } from '../../../core/on-need.ts'
import { isWhiteSpace } from '../clr/text.ts'

/** Codes the reader looks for; END is what a cursor shows past the last character. */
export const Code = {
  end: -1,
  nul: 0x00,
  tab: 0x09,
  lineFeed: 0x0a,
  carriageReturn: 0x0d,
  space: 0x20,
  doubleQuote: 0x22,
  singleQuote: 0x27,
  closeParenthesis: 0x29,
  openParenthesis: 0x28,
  asterisk: 0x2a,
  comma: 0x2c,
  minus: 0x2d,
  dot: 0x2e,
  slash: 0x2f,
  zero: 0x30,
  nine: 0x39,
  colon: 0x3a,
  openBracket: 0x5b,
  backslash: 0x5c,
  closeBracket: 0x5d,
  openBrace: 0x7b,
  closeBrace: 0x7d,
} as const

/** NUL characters are passed over wherever white space is. */
export const isBlankCode = (code: number): boolean =>
  code === Code.space || code === Code.nul || isWhiteSpace(code)

/** A decimal digit of ASCII. */
export const isDigitCode = (code: number): boolean => code >= Code.zero && code <= Code.nine

/** Letters and digits of any script, `_` and `$`: unquoted names. */
export const isIdentifierCode = (code: number): boolean =>
  isLetterOrDigit(code) || code === 0x5f || code === 0x24

const letterOrDigit = patternOnNeed(String.raw`[\p{L}\p{Nd}]`)

/** `Char.IsLetterOrDigit`, which sees one UTF-16 unit at a time. */
export const isLetterOrDigit = (code: number): boolean => {
  if (code < 0x80)
    return isDigitCode(code) || (code >= 0x61 && code <= 0x7a) || (code >= 0x41 && code <= 0x5a)
  return letterOrDigit().test(String.fromCharCode(code))
}

/** What Json.NET collects before it looks whether it is a number. */
export const isNumberCode = (code: number): boolean =>
  isDigitCode(code) ||
  code === Code.dot ||
  code === Code.minus ||
  code === 0x2b ||
  (code >= 0x61 && code <= 0x66) ||
  (code >= 0x41 && code <= 0x46) ||
  code === 0x78 ||
  code === 0x58

/** What may follow a number. */
export const endsNumber = (code: number): boolean =>
  code === Code.end ||
  code === Code.comma ||
  code === Code.closeBrace ||
  code === Code.closeBracket ||
  code === Code.closeParenthesis ||
  code === Code.slash ||
  isBlankCode(code)
