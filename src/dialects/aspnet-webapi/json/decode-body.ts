import { isUtf8 } from 'node:buffer'

/** The request's charset as the formatter selected it. */
export type JsonCharset = 'utf-8' | 'utf-16'

/** Text of a body, or the message of the exception that StreamReader's decoder throws. */
export type DecodedBody =
  { readonly ok: true; readonly text: string } | { readonly ok: false; readonly message: string }

/**
 * What StreamReader makes of the bytes: a byte order mark overrides the charset and replaces what it
 * cannot read, the charset itself refuses it. A last character cut short is dropped.
 */
export const decodeBody = (body: Buffer, charset: JsonCharset): DecodedBody => {
  const [a, b, c, d] = body
  if (a === 0xff && b === 0xfe) {
    if (charset === 'utf-16') return strictUtf16(body.subarray(2))
    return c === 0 && d === 0 ? lenient(utf32(body, 'LE')) : lenient(utf16(body.subarray(2)))
  }
  if (a === 0xfe && b === 0xff) return lenient(utf16(swapped(body.subarray(2))))
  if (a === 0xef && b === 0xbb && c === 0xbf)
    return { ok: true, text: withoutCutCharacter(body.subarray(3)).toString('utf8') }
  if (a === 0 && b === 0 && c === 0xfe && d === 0xff) return lenient(utf32(body, 'BE'))
  return charset === 'utf-16' ? strictUtf16(body) : strictUtf8(body)
}

const strictUtf8 = (body: Buffer): DecodedBody => {
  if (isUtf8(body)) return { ok: true, text: body.toString('utf8') }
  const whole = withoutCutCharacter(body)
  const text = whole.toString('utf8')
  if (isUtf8(whole)) return { ok: true, text }
  // A body may hold U+FFFD of its own; the index is for people only.
  const index = Buffer.byteLength(text.slice(0, text.indexOf('\ufffd')))
  const byte = (whole[index] ?? 0).toString(16).toUpperCase().padStart(2, '0')
  return { ok: false, message: untranslatable(byte, index) }
}

const strictUtf16 = (body: Buffer): DecodedBody => {
  const text = utf16(body)
  const index = text.search(LONE_SURROGATE)
  if (index < 0) return { ok: true, text }
  const bytes = body.toString('hex', index * 2, index * 2 + 2).toUpperCase()
  return { ok: false, message: untranslatable(bytes.match(/../g)?.join('][') ?? '', index * 2) }
}

const untranslatable = (bytes: string, index: number): string =>
  `Unable to translate bytes [${bytes}] at index ${index} from specified code page to Unicode.`

/** With the `u` flag a surrogate matches only where it is alone. */
const LONE_SURROGATE = /[\ud800-\udfff]/u
const LONE_SURROGATES = /[\ud800-\udfff]/gu

const lenient = (text: string): DecodedBody => ({
  ok: true,
  text: LONE_SURROGATE.test(text) ? text.replace(LONE_SURROGATES, '\ufffd') : text,
})

/** The decoder is never flushed: what a final incomplete sequence would be is lost. */
const withoutCutCharacter = (body: Buffer): Buffer => {
  const end = body.length
  for (let back = 1; back <= 3 && back <= end; back++) {
    const byte = body[end - back] ?? 0
    if (byte < 0x80) break
    if (byte >= 0xc2) return back < sequenceLength(byte) ? body.subarray(0, end - back) : body
  }
  return body
}

const sequenceLength = (lead: number): number => {
  if (lead >= 0xf5) return 1
  if (lead >= 0xf0) return 4
  return lead >= 0xe0 ? 3 : 2
}

const utf16 = (body: Buffer): string => {
  const text = body.toString('utf16le', 0, body.length & ~1)
  return /[\ud800-\udbff]$/.test(text) ? text.slice(0, -1) : text
}

const swapped = (body: Buffer): Buffer => Buffer.from(body.subarray(0, body.length & ~1)).swap16()

const utf32 = (body: Buffer, order: 'LE' | 'BE'): string => {
  let text = ''
  for (let at = 4; at + 4 <= body.length; at += 4) {
    const point = order === 'LE' ? body.readUInt32LE(at) : body.readUInt32BE(at)
    text += point > 0x10ffff ? '\ufffd' : String.fromCodePoint(point)
  }
  return text
}
