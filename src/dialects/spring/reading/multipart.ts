import type { WireRequest } from '../../../core/wire.ts'
import { decodeUtf8 } from './java-text.ts'

/** A form in parts. Parts with a file name are files, and no parameters. */
interface Multipart {
  readonly parameters: readonly (readonly [name: string, value: string])[]
  readonly files: ReadonlySet<string>
}

/** Why a body cannot be taken apart; Spring answers 500. */
export interface BrokenMultipart {
  readonly why: string
  readonly fix: string
}

/** StandardServletMultipartResolver: of any verb. */
export const isMultipart = ({ headers }: WireRequest): boolean =>
  isMultipartType(headers['content-type'])

/** The first letter settles it for most. */
const isMultipartType = (type: string | undefined): boolean =>
  type !== undefined &&
  (type.charCodeAt(0) | 0x20) === 0x6d &&
  type.slice(0, 10).toLowerCase() === 'multipart/'

const readings = new WeakMap<WireRequest, Multipart | BrokenMultipart>()

/** Read once. */
export const multipartOf = (request: WireRequest): Multipart | BrokenMultipart => {
  let reading = readings.get(request)
  if (reading === undefined) {
    reading = readMultipart(request.headers['content-type'] ?? '', request.body)
    readings.set(request, reading)
  }
  return reading
}

/** Tomcat's buffer: a boundary has to fit in. */
const LONGEST_BOUNDARY = 4096 - 5
const LONGEST_PART_HEAD = 10_240
/** Tomcat's `maxPostSize`, and Spring Boot's `max-file-size`. */
const MOST_TEXT = 2_097_152
const LONGEST_FILE = 1_048_576

const readMultipart = (contentType: string, body: Buffer): Multipart | BrokenMultipart => {
  const boundary = boundaryOf(contentType)
  if (boundary === null)
    return broken('the Content-Type names no boundary', 'let the client library set the header')
  if (boundary.length > LONGEST_BOUNDARY)
    return broken('the boundary is too long', `send one of at most ${LONGEST_BOUNDARY} bytes`)
  const first = body.indexOf(`--${boundary}`, 0, 'latin1')
  const parts = { parameters: new Array<readonly [string, string]>(), files: new Set<string>() }
  // Whatever is wrong about the first delimiter, there are no parts then, and nobody minds.
  if (first < 0) return parts
  const start = afterDelimiter(body, first + boundary.length + 2)
  return typeof start === 'number' ? readParts(body, start, boundary, parts) : parts
}

/** It parts at whichever of `;` and `,` comes first. */
const boundaryOf = (contentType: string): string | null => {
  const [semicolon, comma] = [contentType.indexOf(';'), contentType.indexOf(',')]
  const separator = comma >= 0 && (semicolon < 0 || comma < semicolon) ? ',' : ';'
  return parseHeaderParameters(contentType, separator).get('boundary') ?? null
}

const broken = (why: string, fix: string): BrokenMultipart => ({ why, fix })

const unfinished = broken(
  'the body ends before its last delimiter, or its lines end in LF alone',
  'end lines in CRLF and the body in `--<boundary>--`',
)

/** Where the part behind a delimiter begins; `end` behind the last. */
const afterDelimiter = (body: Buffer, at: number): number | 'end' | undefined => {
  if (body[at] === LF) return at + 1
  if (body[at] === CR && body[at + 1] === LF) return at + 2
  return body[at] === HYPHEN && body[at + 1] === HYPHEN ? 'end' : undefined
}

const CR = 0x0d
const LF = 0x0a
const HYPHEN = 0x2d

interface Parts {
  readonly parameters: (readonly [string, string])[]
  readonly files: Set<string>
}

const readParts = (
  body: Buffer,
  from: number,
  boundary: string,
  parts: Parts,
): Multipart | BrokenMultipart => {
  const delimiter = Buffer.from(`\r\n--${boundary}`, 'latin1')
  let text = 0
  let at = from
  for (;;) {
    const headEnd = body.indexOf('\r\n\r\n', at)
    if (headEnd < 0) return unfinished
    if (headEnd + 4 - at > LONGEST_PART_HEAD)
      return broken(`a part's head is over ${LONGEST_PART_HEAD} bytes`, 'send less')
    const end = body.indexOf(delimiter, headEnd + 4)
    if (end < 0) return unfinished
    const disposition = dispositionOf(decodeUtf8(body.subarray(at, headEnd)))
    const value = body.subarray(headEnd + 4, end)
    const problem = take(disposition, value, parts)
    if (problem !== undefined) return problem
    if (disposition.file === undefined) text += value.length + (disposition.name?.length ?? 0) + 2
    if (text > MOST_TEXT) return broken(`the parts are over ${MOST_TEXT} bytes`, 'send less')
    const next = afterDelimiter(body, end + delimiter.length)
    if (next === 'end') return parts
    if (next === undefined)
      return broken('something follows a delimiter on its line', 'end the line there')
    at = next
  }
}

interface Disposition {
  readonly header: string
  /** Null where the part has none: it is passed over. */
  readonly name: string | null
  readonly file: string | undefined
}

const take = (
  { header, name, file }: Disposition,
  value: Buffer,
  { parameters, files }: Parts,
): BrokenMultipart | undefined => {
  if (name === null) return undefined
  if (!isDisposition(header))
    return broken(
      'a Content-Disposition has something without a `=`',
      'write it as `form-data; name="…"`',
    )
  if (file === undefined) parameters.push([name, decodeUtf8(value)])
  else if (value.length > LONGEST_FILE)
    return broken(`a file is over ${LONGEST_FILE} bytes`, 'send less')
  else files.add(name)
  return undefined
}

/** Of a part's head, continuation lines included; of repeated headers the first. */
const dispositionOf = (head: string): Disposition => {
  const line = head
    .replace(/\r\n[ \t]+/g, ' ')
    .split('\r\n')
    .find((one) => /^content-disposition:/i.test(one))
  const header = line?.slice(line.indexOf(':') + 1).trim() ?? ''
  const isForm = /^form-data/i.test(header)
  if (!isForm && !/^attachment/i.test(header)) return { header, name: null, file: undefined }
  const parameters = parseHeaderParameters(header, ';')
  return {
    header,
    name: isForm ? (parameters.get('name')?.trim() ?? null) : null,
    file: parameters.has('filename') ? (parameters.get('filename') ?? '').trim() : undefined,
  }
}

/** Spring's own ContentDisposition.parse: every part behind the first is an attribute with its value. */
const isDisposition = (header: string): boolean => {
  const [, ...attributes] = header.split(/;(?=(?:[^"]*"[^"]*")*[^"]*$)/)
  return attributes.every((attribute) => attribute.trim() === '' || attribute.includes('='))
}

/**
 * The `name=value` pairs of a header, as Tomcat's ParameterParser takes them apart (S): names in lower
 * case, of equal ones the last, null for no value. An asterisk at a name's end is dropped (RFC 2231).
 */
const parseHeaderParameters = (
  text: string,
  separator: string,
): ReadonlyMap<string, string | null> => {
  const parameters = new Map<string, string | null>()
  let at = 0
  while (at < text.length) {
    const nameEnd = endOf(text, at, [separator, '='])
    const name = text.slice(at, nameEnd).trim().toLowerCase()
    at = nameEnd
    let value: string | null = null
    if (text[at] === '=') {
      const end = quotedEnd(text, at + 1, separator)
      value = unquoted(text.slice(at + 1, end).trim())
      at = end
    }
    at++
    if (name.endsWith('*'))
      parameters.set(name.slice(0, -1), value === null ? null : extended(value))
    else if (name !== '') parameters.set(name, value)
  }
  return parameters
}

const endOf = (text: string, from: number, ends: readonly string[]): number => {
  let at = from
  while (at < text.length && !ends.includes(text.charAt(at))) at++
  return at
}

/** Quotes hide the separator; a backslash hides a quote. */
const quotedEnd = (text: string, from: number, separator: string): number => {
  let isQuoted = false
  let isEscaped = false
  let at = from
  for (; at < text.length; at++) {
    const character = text[at]
    if (!isQuoted && character === separator) break
    if (!isEscaped && character === '"') isQuoted = !isQuoted
    isEscaped = !isEscaped && character === '\\'
  }
  return at
}

const unquoted = (text: string): string | null => {
  const inner =
    text.length >= 2 && text.startsWith('"') && text.endsWith('"') ? text.slice(1, -1) : text
  return inner === '' ? null : inner
}

/** `UTF-8''%E4%B8%AD`. */
const extended = (value: string): string => {
  const quoted = /^[\w-]+'[\w-]*'(.*)$/.exec(value)?.[1]
  if (quoted === undefined) return value
  try {
    return decodeURIComponent(quoted)
  } catch {
    return value
  }
}
