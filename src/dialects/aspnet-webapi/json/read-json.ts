import { isUtf8 } from 'node:buffer'
import type { Note } from '../../../core/note.ts'
import type { Field, Shape } from '../../../core/schema.ts'
import { parseExactDateTime } from '../clr/date-time.ts'
import { defaultsOf } from '../clr/values.ts'
import type { BodyRead } from '../model-state.ts'
import type { Charset } from '../negotiation.ts'
import { contractOf, propertyOf } from './contract.ts'
import { JsonBinder } from './json-binder.ts'
import { JsonReader } from './json-reader.ts'
import { beginningOf, failureNote, ReadLog } from './read-log.ts'
import { Code } from './token.ts'
import { requireKnown, type JsonOptions } from './write-json.ts'

/**
 * Reads a JSON body as Web API's JSON formatter with Json.NET 11.0.2 does
 * (docs/spec/aspnet-webapi.md#empty-and-null-bodies, docs/spec/aspnet-webapi.md#reading-json). Accepts
 * any bytes and takes time linear in their number. Error paths are Json.NET's JSON paths. Throws Error
 * on an unknown date format.
 */
export const readJson = (
  body: Buffer,
  charset: Charset,
  shape: Shape,
  options: JsonOptions = {},
  mostDepth?: number,
): BodyRead => {
  requireKnown(options)
  if (body.length === 0) return { value: null, errors: [], notes: [nullBody('empty')] }
  const decoded = decodeBody(body, charset)
  if (!decoded.ok) return undecodable(decoded.message)
  const plain = readPlainJson(decoded.text, shape, options.dateFormat !== undefined)
  if (plain !== undefined) return { value: plain, errors: [], notes: [], over: undefined }
  return readAsJsonNet(decoded.text, shape, options, mostDepth)
}

/**
 * Reads a JSON text by all rules of Json.NET. Exported for the test that compares the results
 * with those of readPlainJson.
 */
export const readAsJsonNet = (
  text: string,
  shape: Shape,
  options: JsonOptions = {},
  mostDepth?: number,
): BodyRead => {
  const reader = new JsonReader(text, mostDepth)
  const log = new ReadLog(reader, options.dateFormat)
  const value = new JsonBinder(reader, log, options.dateFormat !== undefined).root(shape)
  if (log.errors.length === 0) {
    if (value === null) log.add(nullBody(shownBody(text)))
    else if (hasTrailingText(reader)) log.add(TRAILING_TEXT)
  }
  const over = reader.wasTooDeep ? 'json-depth' : undefined
  return { value, errors: log.errors, notes: log.notes(value !== null), over }
}

/**
 * Returns the result for a body that cannot be decoded: the decoder's exception reaches the reader at
 * its first character. (I) This function treats a bad byte beyond the first buffer of 1024 bytes in the
 * same way; the framework would have bound the members before it.
 */
const undecodable = (message: string): BodyRead => {
  const failure = { kind: 'body-encoding', message, at: 0, placed: false } as const
  const place = { line: 0, position: 0 }
  const note = failureNote({
    path: '',
    failure,
    field: undefined,
    place,
    dateFormat: undefined,
    outcome: 'unbound',
  })
  return { value: null, errors: [{ path: '', message: '', exception: message }], notes: [note] }
}

const shownBody = (text: string): string =>
  text.trim() === '' ? 'blank' : beginningOf(text.trim())

const nullBody = (what: string): Note => ({
  kind: 'null-body',
  message: `The body is ${what}: Json.NET binds null without validating, and the action failed on it; send a JSON object.`,
  expected: 'a JSON object',
  actual: what,
})

/** Whether text follows the JSON value. Comments do not count. */
const hasTrailingText = ({ cursor }: JsonReader): boolean => {
  cursor.skipBlank()
  const code = cursor.peek()
  return code !== Code.end && code !== Code.slash
}

const TRAILING_TEXT: Note = {
  kind: 'json-trailing-text',
  message:
    'Text follows the JSON object: Json.NET reads the first value only and ignored the rest; send one object.',
}

/** The text of a body, or the message of the exception that StreamReader's decoder throws. */
type DecodedBody =
  { readonly ok: true; readonly text: string } | { readonly ok: false; readonly message: string }

/**
 * Decodes bytes as StreamReader does. A byte order mark overrides the charset, and its
 * decoder replaces invalid bytes; the decoder of the charset itself throws at them. An
 * incomplete last character is dropped.
 */
const decodeBody = (body: Buffer, charset: Charset): DecodedBody => {
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
  // A body may contain U+FFFD itself, so the index may be too low. Only people read the index.
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

/** With the `u` flag a surrogate matches only if it is alone. */
const LONE_SURROGATE = /[\ud800-\udfff]/u

const lenient = (text: string): DecodedBody => ({ ok: true, text: text.toWellFormed() })

/** Drops an incomplete sequence at the end, because the decoder is never flushed. */
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

type Members = Record<string, unknown>

/**
 * Maximum length, in characters, of an everyday body. A longer body is not tried, because it would be
 * read twice if it turned out to be another kind of body.
 */
const LONGEST = 16_384

/**
 * Reads an everyday body: one object as JSON.stringify writes it, without escapes, whose members have
 * the shape's own names and types. JSON.parse reads such a body faster than the reader of all that
 * Json.NET accepts (docs/performance.md#what-each-part-gains). Returns undefined for any other body.
 */
export const readPlainJson = (
  text: string,
  shape: Shape,
  convertsDates: boolean,
): Members | undefined => {
  if (text.length > LONGEST || !text.startsWith('{"') || text.includes('\\')) return undefined
  const members = parsed(text)
  return members === undefined ? undefined : bound(members, text.length, shape, convertsDates)
}

const parsed = (text: string): Members | undefined => {
  try {
    return JSON.parse(text) as Members
  } catch {
    return undefined
  }
}

const bound = (
  members: Members,
  length: number,
  shape: Shape,
  convertsDates: boolean,
): Members | undefined => {
  const contract = contractOf(shape)
  const target = defaultsOf(shape)
  let likely = 0
  // The length of the shortest text with these members. Blanks, a member that is repeated, or 1.0
  // for 1 make the text longer.
  let shortest = 1
  for (const name in members) {
    const property = propertyOf(contract, name, likely)
    const value = members[name]
    if (property?.name !== name || !isPlain(value, property.field, convertsDates)) return undefined
    likely = property.index + 1
    shortest += name.length + 4 + lengthOf(value)
    const date =
      property.field.kind === 'dateTime' ? parseExactDateTime(value as string) : undefined
    if (date?.ok === false) return undefined
    target[name] = date === undefined ? value : date.value
  }
  return shortest === length ? target : undefined
}

type Plain = string | number | boolean | null

const isPlain = (value: unknown, { kind }: Field, convertsDates: boolean): value is Plain => {
  switch (kind) {
    case 'string':
      return typeof value === 'string' || value === null
    case 'integer':
      // Higher numbers are excluded, because `1e2` is as long as `100` but is no integer to Json.NET.
      return typeof value === 'number' && value >= 0 && value < 100
    case 'boolean':
      return typeof value === 'boolean'
    case 'dateTime':
      return convertsDates && typeof value === 'string'
    default:
      return false
  }
}

const lengthOf = (value: Plain): number => {
  if (typeof value === 'string') return value.length + 2
  if (typeof value === 'number') return value < 10 ? 1 : 2
  return value === false ? 5 : 4
}
