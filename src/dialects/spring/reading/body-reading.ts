import type { WireRequest } from '../../../core/wire.ts'
import { parseMediaType } from '../answers/media-type.ts'
import { decodeJava, javaDigit, javaTrim } from './java-text.ts'
import { isMultipart } from './multipart.ts'

/** Who reads parameters from a body: Tomcat a form of POST, Spring's filter those of PUT, PATCH and DELETE (R). */
type Reading = 'form' | 'form-content' | 'multipart'

/** Undefined where its parameters are not read. */
export const readingOf = (request: WireRequest): Reading | undefined => {
  if (isMultipart(request)) return 'multipart'
  if (request.method === 'POST') return isForm(request.headers['content-type']) ? 'form' : undefined
  return isFormContent(request) ? 'form-content' : undefined
}

/** Tomcat compares the media type as it is written (R). */
const isForm = (contentType: string | undefined): boolean =>
  mediaType(contentType) === 'application/x-www-form-urlencoded'

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

const readings = new WeakMap<WireRequest, FormPairs | BrokenForm>()
const none: FormPairs = { pairs: [] }

/** What the filter makes of a request (R); nothing where it reads none. Read once. */
export const formContentOf = (request: WireRequest): FormPairs | BrokenForm => {
  if (request.body.length === 0 || !verbs.has(request.method)) return none
  let reading = readings.get(request)
  if (reading === undefined) {
    const charset = charsetOf(request.headers['content-type'])
    reading = charset === undefined ? none : readForm(request.body, charset)
    readings.set(request, reading)
  }
  return reading
}

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
