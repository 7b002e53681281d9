import { onceFor } from '../../../core/on-need.ts'
import type { WireRequest } from '../../../core/wire.ts'
import { parseMediaType } from '../answers/media-type.ts'
import { decodeJava, decodeUtf8, javaDigit, javaTrim } from './java-text.ts'
import { isMultipart } from './multipart.ts'

/**
 * The reader of a body's parameters: `form` is Tomcat, for a form of POST; `form-content` is Spring's filter,
 * for a form of PUT, PATCH and DELETE (R).
 */
type Reading = 'form' | 'form-content' | 'multipart'

/** Returns the reader of the body's parameters. Returns undefined if no reader takes the body. */
export const readingOf = (request: WireRequest): Reading | undefined => {
  if (isMultipart(request)) return 'multipart'
  if (request.method === 'POST') return isForm(request.headers['content-type']) ? 'form' : undefined
  return isFormContent(request) ? 'form-content' : undefined
}

/** The media type of a urlencoded form. */
export const FORM = 'application/x-www-form-urlencoded'

/** Tomcat compares the media type case-sensitively (R). */
const isForm = (contentType: string | undefined): boolean => mediaType(contentType) === FORM

/** Returns a content type without its parameters. */
export const mediaType = (contentType: string | undefined): string | undefined => {
  const semicolon = contentType?.indexOf(';') ?? -1
  return (semicolon === -1 ? contentType : contentType?.slice(0, semicolon))?.trim()
}

/** The pairs of a form in order. The value of a pair without `=` is null. */
interface FormPairs {
  readonly pairs: readonly (readonly [name: string, value: string | null])[]
}

/** A form with a pair that cannot be decoded. The filter throws, and Spring answers 500. */
interface BrokenForm {
  /** The malformed pair, cut to 64 characters. */
  readonly at: string
}

/** The methods whose forms Spring Boot's FormContentFilter reads. Tomcat itself reads the forms of POST. */
const verbs: ReadonlySet<string> = new Set(['PUT', 'PATCH', 'DELETE'])

const none: FormPairs = { pairs: [] }

/**
 * Returns the pairs that the filter reads from a body (R), or none if the filter does not read it. Parsed
 * once for each request.
 */
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

/**
 * Returns the charset in which the filter reads the body: the declared charset, or UTF-8. Returns undefined
 * if the filter does not read the body.
 */
const charsetOf = (contentType: string | undefined): string | undefined => {
  const type = contentType === undefined ? undefined : parseMediaType(contentType)
  return type?.type === 'application' && type.subtype === 'x-www-form-urlencoded'
    ? (type.charset ?? 'UTF-8')
    : undefined
}

/** Imitates FormHttpMessageConverter, which trims pairs and skips empty ones. */
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

/**
 * Imitates Java's URLDecoder. Returns undefined where URLDecoder throws. URLDecoder accepts a sign in place
 * of the first hex digit.
 */
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

/**
 * Imitates Integer.parseInt(…, 16) for two characters. Returns undefined for a malformed or negative number.
 */
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
 * Reads `application/x-www-form-urlencoded` text of a query or a body as Tomcat does (R). Pairs are separated
 * by `&` only, and a name without `=` has an empty value. A pair without a name is skipped, and a pair with a
 * malformed `%` is dropped. Calls `take` for each pair in order, for at most `room` pairs, and `drop` for
 * each dropped pair. Returns the room that is left, or a number below 0 if the text has more pairs.
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

/** Decodes one pair. Returns undefined for a pair without a name. */
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

/** Whether no pair needs decoding. One check of the whole text is faster than a check of each part. */
const isPlain = (text: string): boolean =>
  !text.includes('%') && !text.includes('+') && Buffer.byteLength(text) === text.length

const asItIs = (text: string): string => text

const encoded = /[%+\u0080-\uffff]/

/**
 * Decodes `+` as a space and `%XX` as a byte of UTF-8. Returns undefined if a `%` is not followed by two hex
 * digits.
 */
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
    // Node's HTTP parser and bodies read as latin1 give one character for each byte.
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

/** Returns -1 for other characters, and for NaN, which stands for an offset past the end of the text. */
const hexDigit = (unit: number): number => {
  if (unit >= 0x30 && unit <= 0x39) return unit - 0x30
  const letter = unit | 0x20
  return letter >= 0x61 && letter <= 0x66 ? letter - 0x57 : -1
}
