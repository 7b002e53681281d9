import { isUtf8 } from 'node:buffer'

/**
 * PHP strings are bytes. Text that is no UTF-8 keeps this lone surrogate at its end, so that the
 * places where PHP minds (`htmlspecialchars`, `json_encode`) can tell.
 */
const MALFORMED = '\udc80'

const textOf = (bytes: Buffer): string =>
  isUtf8(bytes) ? bytes.toString('utf8') : bytes.toString('utf8') + MALFORMED

/** One char per byte, as query strings and form bodies are read. */
export const toByteChars = (text: string): string =>
  /[^\0-\xff]/.test(text) ? Buffer.from(text, 'utf8').toString('latin1') : text

const ascii = /^[\0-\x7f]*$/

/** Text of one-char-per-byte input. */
export const fromByteChars = (chars: string): string =>
  ascii.test(chars) ? chars : textOf(Buffer.from(chars, 'latin1'))

/** `rawurldecode`; an incomplete escape stays as it is. */
export const decodePath = (chars: string): string =>
  fromByteChars(chars.includes('%') ? chars.replace(/%[\da-fA-F]{2}/g, unescape2) : chars)

/** `urldecode`: `+` is a blank, too. */
export const decodeComponent = (chars: string): string =>
  decodePath(chars.includes('+') ? chars.replaceAll('+', ' ') : chars)

const unescape2 = (escape: string): string =>
  String.fromCharCode(Number.parseInt(escape.slice(1), 16))

/** False for text with a lone surrogate: bytes that were no UTF-8. */
export const isWellFormed = (text: string): boolean => !/\p{Surrogate}/u.test(text)
