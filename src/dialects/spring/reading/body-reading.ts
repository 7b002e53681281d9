import { onceFor } from '../../../core/on-need.ts'
import type { WireRequest } from '../../../core/wire.ts'
import { parseMediaType } from '../answers/media-type.ts'
import { decodeJava, decodeUtf8, javaDigit, javaTrim } from './java-text.ts'
import { isMultipart } from './multipart.ts'

/** Who reads parameters from a body: Tomcat a form of POST, Spring's filter those of PUT, PATCH and DELETE (R). */
type Reading = 'form' | 'form-content' | 'multipart'

/** Undefined where its parameters are not read. */
export const readingOf = (request: WireRequest): Reading | undefined => {
  if (isMultipart(request)) return 'multipart'
  if (request.method === 'POST') return isForm(request.headers['content-type']) ? 'form' : undefined
  return isFormContent(request) ? 'form-content' : undefined
}

/** Media type of a urlencoded form. */
export const FORM = 'application/x-www-form-urlencoded'

/** Tomcat compares the media type as it is written (R). */
const isForm = (contentType: string | undefined): boolean => mediaType(contentType) === FORM

/** Without its parameters. */
export const mediaType = (contentType: string | undefined): string | undefined => {
  const semicolon = contentType?.indexOf(';') ?? -1
  return (semicolon === -1 ? contentType : contentType?.slice(0, semicolon))?.trim()
}

/** A form's pairs in their order; null where a pair has no `=`. */
interface FormPairs {
  readonly pairs: readonly (readonly [name: string, value: string | null])[]
}

/** A pair that cannot be decoded: the filter throws, and Spring answers 500. */
interface BrokenForm {
  /** Cut from the body. */
  readonly at: string
}

/** Spring Boot's FormContentFilter reads forms of these; Tomcat itself those of POST. */
const verbs: ReadonlySet<string> = new Set(['PUT', 'PATCH', 'DELETE'])

const none: FormPairs = { pairs: [] }

/** What the filter makes of a request (R); nothing where it reads none. Read once. */
export const formContentOf = (request: WireRequest): FormPairs | BrokenForm => {
  return request.body.length === 0 || !verbs.has(request.method) ? none : readOnce(request)
}

const readOnce = onceFor(({ headers, body }: WireRequest) => {
  const charset = charsetOf(headers['content-type'])
  return charset === undefined ? none : readForm(body, charset)
})

/** Whether the filter reads a request's body. */
const isFormContent = ({ method, headers }: WireRequest): boolean =>
  verbs.has(method) && charsetOf(headers['content-type']) !== undefined

/** Whether the filter reads it: the charset that it declares, UTF-8 where it declares none. */
const charsetOf = (contentType: string | undefined): string | undefined => {
  const type = contentType === undefined ? undefined : parseMediaType(contentType)
  return type?.type === 'application' && type.subtype === 'x-www-form-urlencoded'
    ? (type.charset ?? 'UTF-8')
    : undefined
}

/** FormHttpMessageConverter: pairs are trimmed, empty ones are none. */
const readForm = (body: Buffer, charset: string): FormPairs | BrokenForm => {
  const pairs: (readonly [string, string | null])[] = []
  for (const part of decodeJava(body, charset).split('&')) {
    const pair = javaTrim(part)
    if (pair === '') continue
    const equals = pair.indexOf('=')
    const name = urlDecode(equals < 0 ? pair : pair.slice(0, equals), charset)
    const value = equals < 0 ? null : urlDecode(pair.slice(equals + 1), charset)
    if (name === undefined || value === undefined) return { at: pair.slice(0, 64) }
    pairs.push([name, value])
  }
  return { pairs }
}

/** Java's URLDecoder; undefined where it throws. A sign in place of a digit is its own idea. */
const urlDecode = (text: string, charset: string): string | undefined => {
  if (!text.includes('%')) return text.replaceAll('+', ' ')
  let decoded = ''
  for (let at = 0; at < text.length;) {
    const character = text.charAt(at)
    if (character !== '%') {
      decoded += character === '+' ? ' ' : character
      at++
      continue
    }
    const bytes: number[] = []
    for (; text[at] === '%'; at += 3) {
      const byte = hexByte(text.slice(at + 1, at + 3))
      if (byte === undefined) return undefined
      bytes.push(byte)
    }
    decoded += decodeJava(Buffer.from(bytes), charset)
  }
  return decoded
}

/** Integer.parseInt(…, 16) of two characters, not below 0. */
const hexByte = (digits: string): number | undefined => {
  if (digits.length < 2) return undefined
  const sign = digits.startsWith('+') || digits.startsWith('-') ? digits.charAt(0) : ''
  const [high, low] = [
    sign === '' ? javaDigit(digits.charCodeAt(0), 16) : 0,
    javaDigit(digits.charCodeAt(1), 16),
  ]
  if (high === undefined || low === undefined) return undefined
  return sign === '-' && low > 0 ? undefined : high * 16 + low
}

/**
 * Reads `application/x-www-form-urlencoded` text, query or body, as Tomcat does (R): pairs part at
 * `&` only, a lone name has an empty value, a pair without a name or with a bad `%` is dropped.
 * Calls `take` once for each pair, in order; `drop` for each that was dropped. At most `room` pairs are
 * taken. Returns how many more would have been; below 0 where there was one too many.
 */
export const readParameters = (
  text: string,
  take: (name: string, value: string) => void,
  drop: () => void,
  room: number,
): number => {
  const decode = isPlain(text) ? asItIs : decoded
  let left = room
  for (let start = 0; start <= text.length;) {
    const ampersand = text.indexOf('&', start)
    const end = ampersand === -1 ? text.length : ampersand
    if (end > start) {
      const pair = readPair(text, start, end, decode)
      if (pair === 'bad') drop()
      else if (pair !== undefined) {
        if (--left < 0) return left
        take(pair[0], pair[1])
      }
    }
    start = end + 1
  }
  return left
}

/** Undefined for one without a name. */
const readPair = (
  text: string,
  start: number,
  end: number,
  decode: (text: string) => string | undefined,
): readonly [name: string, value: string] | 'bad' | undefined => {
  const equals = text.indexOf('=', start)
  const nameEnd = equals === -1 || equals > end ? end : equals
  if (nameEnd === start) return undefined
  const name = decode(text.slice(start, nameEnd))
  const value = nameEnd === end ? '' : decode(text.slice(nameEnd + 1, end))
  return name === undefined || value === undefined ? 'bad' : [name, value]
}

/** Whether nothing needs decoding: looked up once for the whole text, which is faster than for each part. */
const isPlain = (text: string): boolean =>
  !text.includes('%') && !text.includes('+') && Buffer.byteLength(text) === text.length

const asItIs = (text: string): string => text

const encoded = /[%+\u0080-\uffff]/

/** `+` is a space, `%XX` a byte, bytes are UTF-8; undefined where a `%` is not followed by two hex digits. */
const decoded = (text: string): string | undefined => {
  if (!encoded.test(text)) return text
  const bytes = Buffer.allocUnsafe(text.length * 3)
  let length = 0
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i)
    if (unit === PERCENT) {
      const byte = hexPair(text, i + 1)
      if (byte === undefined) return undefined
      bytes[length++] = byte
      i += 2
    } else if (unit === PLUS) bytes[length++] = SPACE
    // A raw byte: node:http and latin1 bodies give one character for each.
    else if (unit <= 0xff) bytes[length++] = unit
    else length += bytes.write(text.charAt(i), length)
  }
  return decodeUtf8(bytes.subarray(0, length))
}

const PERCENT = 0x25
const PLUS = 0x2b
const SPACE = 0x20

const hexPair = (text: string, at: number): number | undefined => {
  const high = hexDigit(text.charCodeAt(at))
  const low = hexDigit(text.charCodeAt(at + 1))
  return high === -1 || low === -1 ? undefined : high * 16 + low
}

/** NaN, past the end of the text, is no digit either. */
const hexDigit = (unit: number): number => {
  if (unit >= 0x30 && unit <= 0x39) return unit - 0x30
  const letter = unit | 0x20
  return letter >= 0x61 && letter <= 0x66 ? letter - 0x57 : -1
}
