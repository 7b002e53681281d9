import type { Note } from '../../../core/note.ts'
import type { Shape } from '../../../core/schema.ts'
import type { BodyRead } from '../model-state.ts'
import { Code } from './characters.ts'
import { decodeBody, type JsonCharset } from './decode-body.ts'
import { beginningOf, failureNote } from './failure-note.ts'
import { JsonBinder } from './json-binder.ts'
import { requireKnown, type JsonOptions } from './json-options.ts'
import { JsonReader } from './json-reader.ts'
import { ReadLog } from './read-log.ts'
import { readPlainJson } from './read-plain-json.ts'

/**
 * Reads a JSON body as Web API's JSON formatter with Json.NET 11.0.2 does
 * (docs/spec/aspnet-webapi.md#empty-and-null-bodies, docs/spec/aspnet-webapi.md#reading-json).
 * Total: any bytes, in time linear in their number. Error paths are Json.NET's JSON paths.
 */
export const readJson = (
  body: Buffer,
  charset: JsonCharset,
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

/** Exported for the test that it and readPlainJson come to the same. */
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
 * The decoder's exception meets the reader at its first character. I: also where the bad byte lies
 * beyond the first buffer of 1024 bytes; the framework would have bound what came before it.
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

/** Comments may follow unnoticed. */
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
