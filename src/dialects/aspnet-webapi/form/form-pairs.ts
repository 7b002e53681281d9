import { patternOnNeed } from '../../../core/on-need.ts'
import { isUtf8 } from 'node:buffer'

/** The decoded name and value of one field of a form or a query. */
export type FormPair = readonly [name: string, value: string]

/** Number of bytes that FormUrlEncodedMediaTypeFormatter reads at once. */
const WINDOW = 32 * 1024

/**
 * Splits a form body into pairs as FormUrlEncodedParser does: `&` separates pairs, and the first `=` of
 * a part ends its name. No part is skipped: `a&&` has three pairs. Only an empty body has none (S).
 */
export const formPairs = (body: Buffer): readonly FormPair[] =>
  body.length === 0 ? [] : pairsOf(bodyText(body))

/** Splits a query into pairs by the same rules. */
export const queryPairs = (query: string): readonly FormPair[] =>
  query === '' ? [] : pairsOf(query)

const pairsOf = (text: string): readonly FormPair[] =>
  text.split('&').map((part): FormPair => {
    const equals = part.indexOf('=')
    return equals < 0
      ? [urlDecode(part), '']
      : [urlDecode(part.slice(0, equals)), urlDecode(part.slice(equals + 1))]
  })

/** Decodes raw bytes as UTF-8, whatever the charset. A character that crosses two windows is lost (S). */
const bodyText = (body: Buffer): string => {
  if (body.length <= WINDOW) return decodeUtf8(body)
  let text = ''
  for (let at = 0; at < body.length; at += WINDOW)
    text += decodeUtf8(body.subarray(at, at + WINDOW))
  return text
}

/**
 * Decodes text as `WebUtility.UrlDecode` does: `+` is a space, runs of `%XX` are UTF-8 with U+FFFD for
 * invalid bytes, and a `%` that begins no escape stays (docs/spec/aspnet-webapi.md#form-bodies).
 */
export const urlDecode = (text: string): string => {
  if (!text.includes('%')) return text.includes('+') ? text.replaceAll('+', ' ') : text
  const spaced = text.replaceAll('+', ' ')
  try {
    return decodeURIComponent(spaced)
  } catch {
    return spaced.replace(ASCII_RUN, decodeRun)
  }
}

/**
 * Matches an escape and the ASCII text behind it, with further escapes. Escapes that follow each other
 * have to be decoded together, because their bytes may form one character.
 */
const ASCII_RUN = /%[0-9a-f]{2}[\0-\x7f]*/gi

const decodeRun = (run: string): string => {
  const bytes = Buffer.alloc(run.length)
  let length = 0
  for (let at = 0; at < run.length; at++) {
    const code = run.charCodeAt(at) === PERCENT ? escapedByte(run, at) : undefined
    bytes[length++] = code ?? run.charCodeAt(at)
    if (code !== undefined) at += 2
  }
  return decodeUtf8(bytes.subarray(0, length))
}

const PERCENT = 0x25

const escapedByte = (text: string, at: number): number | undefined => {
  const digits = text.slice(at + 1, at + 3)
  return /^[0-9a-f]{2}$/i.test(digits) ? parseInt(digits, 16) : undefined
}

const digitFirst = patternOnNeed(String.raw`^\p{Nd}`)

/**
 * Converts a jQuery key to the form that MVC's binders use: `x[]` becomes `x`, `x[0]` stays, `x[name]`
 * becomes `x.name`. Returns undefined for an unclosed bracket, at which .NET throws (S).
 */
export const mvcKey = (key: string): string | undefined => {
  let open = key.indexOf('[')
  if (open < 0) return key
  let normal = ''
  let at = 0
  while (open >= 0) {
    const close = key.indexOf(']', open)
    if (close < 0) return undefined
    const inside = key.slice(open + 1, close)
    normal += key.slice(at, open)
    if (digitFirst().test(inside)) normal += `[${inside}]`
    else if (inside !== '') normal += `.${inside}`
    at = close + 1
    open = key.indexOf('[', at)
  }
  return normal + key.slice(at)
}

/** Matches a lead byte and a continuation that makes it overlong, a surrogate, or more than U+10FFFF. */
const REFUSED_PAIR = /\xe0[\x80-\x9f]|\xed[\xa0-\xbf]|\xf0[\x80-\x8f]|\xf4[\x90-\xbf]/g
const INVALID = '\xff'

/**
 * Decodes UTF-8 as .NET does, with U+FFFD for invalid bytes. .NET follows the Encoding
 * Standard, except that it replaces two bytes that are refused together by one U+FFFD; the
 * standard replaces each byte (S).
 */
const decodeUtf8 = (bytes: Buffer): string =>
  isUtf8(bytes)
    ? bytes.toString('utf8')
    : Buffer.from(bytes.toString('latin1').replace(REFUSED_PAIR, INVALID), 'latin1').toString(
        'utf8',
      )
