import { patternOnNeed } from '../../../core/on-need.ts'
import { isUtf8 } from 'node:buffer'

/** Decoded. */
export type FormPair = readonly [name: string, value: string]

/** FormUrlEncodedMediaTypeFormatter reads this much at once. */
const WINDOW = 32 * 1024

/**
 * FormUrlEncodedParser: `&` separates, the first `=` of a part ends its name, nothing is skipped:
 * `a&&` has three pairs. Only an empty body has none (S).
 */
export const formPairs = (body: Buffer): readonly FormPair[] =>
  body.length === 0 ? [] : pairsOf(bodyText(body))

/** The pairs of a query text. */
export const queryPairs = (query: string): readonly FormPair[] =>
  query === '' ? [] : pairsOf(query)

const pairsOf = (text: string): readonly FormPair[] =>
  text.split('&').map((part): FormPair => {
    const equals = part.indexOf('=')
    return equals < 0
      ? [urlDecode(part), '']
      : [urlDecode(part.slice(0, equals)), urlDecode(part.slice(equals + 1))]
  })

/** Raw bytes are UTF-8 whatever the charset; a character across two windows is lost (S). */
const bodyText = (body: Buffer): string => {
  if (body.length <= WINDOW) return decodeUtf8(body)
  let text = ''
  for (let at = 0; at < body.length; at += WINDOW)
    text += decodeUtf8(body.subarray(at, at + WINDOW))
  return text
}

/**
 * `WebUtility.UrlDecode`: `+` is a space, runs of `%XX` are UTF-8 with U+FFFD for what is not, and
 * a `%` that begins no escape stays (docs/spec/aspnet-webapi.md#form-bodies).
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

/** Unescaped ASCII beside an escape is decoded with it: bytes of one run must not be torn apart. */
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
 * A jQuery key as MVC's binders want it: `x[]` is `x`, `x[0]` stays, `x[name]` is `x.name`.
 * Undefined for an unclosed bracket, at which .NET throws (S).
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

/** A lead byte and a continuation that makes it overlong, a surrogate, or more than U+10FFFF. */
const REFUSED_PAIR = /\xe0[\x80-\x9f]|\xed[\xa0-\xbf]|\xf0[\x80-\x8f]|\xf4[\x90-\xbf]/g
const INVALID = '\xff'

/**
 * .NET's UTF-8 with U+FFFD for what is not: as the Encoding Standard has it, but that a pair of bytes
 * refused together is replaced together, where the standard replaces each (S).
 */
const decodeUtf8 = (bytes: Buffer): string =>
  isUtf8(bytes)
    ? bytes.toString('utf8')
    : Buffer.from(bytes.toString('latin1').replace(REFUSED_PAIR, INVALID), 'latin1').toString(
        'utf8',
      )
