import { isUtf8 } from 'node:buffer'
import { clip } from '../../core/clip.ts'

/**
 * A parameter value as PHP reads it. Every leaf is text: ThinkPHP's global `htmlspecialchars` filter turns
 * null, booleans and numbers into strings before an action reads them (S), and values of the query and of
 * forms are always strings.
 */
export type PhpValue = string | PhpArray

/** A PHP array. It is a Map, so that names such as `__proto__` have no special meaning. */
export type PhpArray = ReadonlyMap<string, PhpValue>

/** The array of a request without parameters. */
export const emptyArray: PhpArray = new Map()

/**
 * Imitates `empty()`: true for a missing value, `""`, `"0"` and `[]`, but not for `" "`
 * (docs/spec/shopxo.md#routes-and-request).
 */
export const isEmpty = (value: PhpValue | Readonly<Record<string, string>> | null | undefined) => {
  if (value === null || value === undefined || value === '' || value === '0') return true
  if (typeof value === 'string') return false
  return value instanceof Map ? value.size === 0 : Object.keys(value).length === 0
}

/** Imitates `trim()`: removes spaces, tabs, line ends, NUL and vertical tabs from both ends. */
export const trim = (text: string): string => {
  let start = 0
  let end = text.length
  while (start < end && blanks.includes(text.charAt(start))) start++
  while (end > start && blanks.includes(text.charAt(end - 1))) end--
  return text.slice(start, end)
}
const blanks = ' \t\n\r\0\v'

/** Imitates `intval()` of a string: returns the leading decimal integer, or 0 without one. */
export const intval = (text: string): number => {
  const digits = /^[ \t\n\r\v\f]*([+-]?\d{1,15})/.exec(text)?.[1]
  return digits === undefined ? 0 : Number(digits)
}

/**
 * Marks text whose bytes were not UTF-8: a lone surrogate at the end. PHP strings are bytes, and
 * `htmlspecialchars` and `json_encode` refuse such text.
 */
const MALFORMED = '\udc80'

const textOf = (bytes: Buffer): string =>
  isUtf8(bytes) ? bytes.toString('utf8') : bytes.toString('utf8') + MALFORMED

/** Returns text with one character for each byte, which is how query strings and form bodies are read. */
export const toByteChars = (text: string): string =>
  /[^\0-\xff]/.test(text) ? Buffer.from(text, 'utf8').toString('latin1') : text

const ascii = /^[\0-\x7f]*$/

/** Decodes text that has one character for each byte. */
export const fromByteChars = (chars: string): string =>
  ascii.test(chars) ? chars : textOf(Buffer.from(chars, 'latin1'))

/** Imitates `urldecode`: `+` becomes a space, and an incomplete escape stays unchanged. */
export const decodeComponent = (chars: string): string => {
  const spaced = chars.includes('+') ? chars.replaceAll('+', ' ') : chars
  return fromByteChars(spaced.includes('%') ? spaced.replace(escapes, byteOf) : spaced)
}

const escapes = /%[\da-fA-F]{2}/g
const byteOf = (escape: string): string => String.fromCharCode(Number.parseInt(escape.slice(1), 16))

/** Returns false for text with a lone surrogate, which marks bytes that were not UTF-8. */
const isWellFormed = (text: string): boolean => !/[\ud800-\udfff]/u.test(text)

/**
 * Returns text that a client sent, for a note: at most 64 characters, without the mark of malformed bytes.
 */
export const shown = (text: string): string => clip(text).replace(/[\ud800-\udfff]/gu, '')

const marks = /[&"<>]/g
const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '"': '&quot;',
  '<': '&lt;',
  '>': '&gt;',
}

/**
 * Imitates `htmlspecialchars` with PHP 7's defaults (ENT_COMPAT, UTF-8): single quotes stay, and text that is
 * not UTF-8 becomes empty (S).
 */
export const htmlSpecialChars = (text: string): string => {
  if (!isWellFormed(text)) return ''
  return text.replace(marks, (mark) => entities[mark] ?? mark)
}

/** Reverses `htmlSpecialChars`, for JSON texts that the application decodes itself. */
export const htmlSpecialCharsDecode = (text: string): string =>
  text.replace(/&(?:lt|gt|quot|amp);/g, (entity) => characters[entity] ?? entity)

const characters: Readonly<Record<string, string>> = {
  '&lt;': '<',
  '&gt;': '>',
  '&quot;': '"',
  '&amp;': '&',
}

/**
 * Imitates `strip_tags`, which ThinkPHP applies to the controller, the action and the values of the route
 * (S).
 */
export const stripTags = (text: string): string => {
  if (!text.includes('<')) return text
  let kept = ''
  let depth = 0
  let quote = ''
  for (let at = 0; at < text.length; at++) {
    const mark = text.charAt(at)
    if (depth === 0) {
      if (mark === '<' && !/\s/.test(text.charAt(at + 1))) depth = 1
      else kept += mark
    } else if (quote !== '') quote = mark === quote ? '' : quote
    else if (mark === '"' || mark === "'") quote = mark
    else if (mark === '<') depth++
    else if (mark === '>') depth--
  }
  return kept
}

/** The number of digits of a float turned into text: `precision` of php.ini. */
const DIGITS = 14

/** Imitates `(string) $float`: `%.14G` with PHP's own exponents, as in `1.5`, `1.0E+25`, `1.0E-5`. */
export const floatText = (value: number): string => {
  if (!Number.isFinite(value)) return value > 0 ? 'INF' : '-INF'
  if (value === 0) return Object.is(value, -0) ? '-0' : '0'
  const [mantissa = '', power = '0'] = value.toExponential(DIGITS - 1).split('e')
  const exponent = Number(power)
  if (exponent < -4 || exponent >= DIGITS) return scientific(mantissa, exponent)
  return withoutZeros(Number(`${mantissa}e${power}`).toFixed(Math.max(0, DIGITS - 1 - exponent)))
}

const scientific = (mantissa: string, exponent: number): string => {
  const digits = withoutZeros(mantissa)
  const sign = exponent < 0 ? '-' : '+'
  return `${digits.includes('.') ? digits : `${digits}.0`}E${sign}${Math.abs(exponent)}`
}

const withoutZeros = (digits: string): string =>
  digits.includes('.') ? digits.replace(/0+$/, '').replace(/\.$/, '') : digits

/** The error message of `json_encode` for a string that is not UTF-8. */
export const MALFORMED_UTF8 = 'Malformed UTF-8 characters, possibly incorrectly encoded'

/**
 * Imitates `json_encode($value, JSON_UNESCAPED_UNICODE)` (R): compact, with `/`, U+2028 and U+2029 escaped,
 * and Chinese unescaped. Returns undefined where PHP returns false: for a string that is not UTF-8.
 */
export const encodeJson = (value: unknown): string | undefined => {
  const text = JSON.stringify(value)
  return isMalformed(text) ? undefined : text.replace(/[/\u2028\u2029]/g, escaped)
}

const escaped = (mark: string): string => (mark === '/' ? '\\/' : unit(mark))

/**
 * Whether JSON.stringify escaped a lone surrogate. The pattern matches whole escapes, so that an escaped
 * backslash before `ud8…` does not count.
 */
const isMalformed = (text: string): boolean => {
  if (!text.includes('\\ud')) return false
  for (const [escape] of text.matchAll(/\\ud[89a-f]|\\./g)) if (escape.length > 2) return true
  return false
}

/**
 * Imitates `json_encode` without flags (R): characters beyond ASCII become `\uXXXX` in lower-case hex.
 * Returns undefined for a string that is not UTF-8.
 */
export const encodeAsciiJson = (value: unknown): string | undefined =>
  encodeJson(value)?.replace(/[^\0-\x7f]/g, unit)

const unit = (character: string): string =>
  `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`
