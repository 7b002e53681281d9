import { onceFor } from '../../../core/on-need.ts'
import type { WireRequest } from '../../../core/wire.ts'
import { decodeUtf8 } from './java-text.ts'
import { isSpringFile, parseHeaderParameters, readPartHead, type PartHead } from './part-head.ts'

/** A parsed multipart form. Parts with a file name are files, and not parameters. */
interface Multipart {
  readonly parameters: readonly (readonly [name: string, value: string])[]
  /** The number of files by name. */
  readonly files: ReadonlyMap<string, number>
}

/** The reason why a multipart body cannot be parsed, and the fix. Spring answers 500. */
export interface BrokenMultipart {
  readonly why: string
  readonly fix: string
}

/** Whether the request is multipart. StandardServletMultipartResolver ignores the method. */
export const isMultipart = ({ headers }: WireRequest): boolean =>
  isMultipartType(headers['content-type'])

/** Compares the first letter first, because most content types begin with another letter. */
const isMultipartType = (type: string | undefined): boolean =>
  type !== undefined &&
  (type.charCodeAt(0) | 0x20) === 0x6d &&
  type.slice(0, 10).toLowerCase() === 'multipart/'

/** Returns the parts of the body, or the reason why it has none. Parsed once for each request. */
export const multipartOf = onceFor(({ headers, body }: WireRequest) =>
  readMultipart(headers['content-type'] ?? '', body),
)

/** The longest boundary in bytes: a boundary has to fit into Tomcat's buffer. */
const LONGEST_BOUNDARY = 4096 - 5
const LONGEST_PART_HEAD = 10_240
/** Tomcat's `maxPostSize` and Spring Boot's `max-file-size`, in bytes. */
const MOST_TEXT = 2_097_152
const LONGEST_FILE = 1_048_576
/** Tomcat's `maxParameterCount`. A body with more parts cannot be parsed. */
const MOST_PARAMETERS = 10_000

const readMultipart = (contentType: string, body: Buffer): Multipart | BrokenMultipart => {
  const boundary = boundaryOf(contentType)
  if (boundary === null)
    return broken('the Content-Type names no boundary', 'let the client library set the header')
  if (boundary.length > LONGEST_BOUNDARY)
    return broken('the boundary is too long', `send one of at most ${LONGEST_BOUNDARY} bytes`)
  const parts = {
    parameters: new Array<readonly [string, string]>(),
    files: new Map<string, number>(),
  }
  return readParts(body, boundary, parts) ?? parts
}

/** Tomcat splits the Content-Type at `;` or at `,`, whichever occurs first. */
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

const unequal = broken(
  'a multipart/mixed part has no boundary as long as that of the whole body',
  'send its files as parts of their own',
)

/**
 * The result of the search for the next delimiter. `at` is the offset where the next part begins, or the end
 * of the bytes read if there is no further part.
 */
interface Next {
  readonly at: number
  readonly isPart: boolean
}

/** Imitates MultipartStream.skipPreamble. A malformed delimiter ends the parts without an error. */
const nextPart = (body: Buffer, from: number, boundary: string): Next => {
  const found = body.indexOf(`--${boundary}`, from, 'latin1')
  if (found < 0) return { at: body.length, isPart: false }
  const at = found + boundary.length + 2
  if (body[at] === LF) return { at: at + 1, isPart: true }
  return { at: at + 2, isPart: body[at] === CR && body[at + 1] === LF }
}

const CR = 0x0d
const LF = 0x0a

interface Parts {
  readonly parameters: (readonly [string, string])[]
  readonly files: Map<string, number>
}

/** Fills `parts` (FileItemIteratorImpl). Returns the reason if the body is malformed. */
const readParts = (body: Buffer, outer: string, parts: Parts): BrokenMultipart | undefined => {
  let [text, at, boundary] = [0, 0, outer]
  // The name of the `multipart/mixed` part whose own parts are being read.
  let mixed: string | undefined
  for (;;) {
    const next = nextPart(body, at, boundary)
    at = next.at
    if (!next.isPart) {
      if (mixed === undefined) return undefined
      ;[mixed, boundary] = [undefined, outer]
      continue
    }
    const headEnd = body.indexOf('\r\n\r\n', at)
    if (headEnd < 0) return unfinished
    if (headEnd + 4 - at > LONGEST_PART_HEAD)
      return broken(`a part's head is over ${LONGEST_PART_HEAD} bytes`, 'send less')
    const head = readPartHead(decodeUtf8(body.subarray(at, headEnd + 4)))
    at = headEnd + 4
    if (mixed === undefined && head.name !== null && head.isMixed) {
      const inner = boundaryOf(head.contentType)
      if (inner?.length !== outer.length) return unequal
      ;[mixed, boundary] = [head.name, inner]
      continue
    }
    const end = body.indexOf(`\r\n--${boundary}`, at, 'latin1')
    if (end < 0) return unfinished
    const value = body.subarray(at, end)
    at = end
    const name = mixed ?? head.name
    if (name === null || (mixed !== undefined && head.file === undefined)) continue
    const problem = take(head, name, value, parts)
    if (problem !== undefined) return problem
    if (head.file === undefined) text += value.length + Buffer.byteLength(name) + 2
    if (text > MOST_TEXT) return broken(`the parts are over ${MOST_TEXT} bytes`, 'send less')
  }
}

const take = (
  head: PartHead,
  name: string,
  value: Buffer,
  { parameters, files }: Parts,
): BrokenMultipart | undefined => {
  const isFile = isSpringFile(head.disposition)
  if (isFile === undefined)
    return broken(
      'a Content-Disposition has an attribute that cannot be read',
      'write it as `form-data; name="…"`',
    )
  if (head.file !== undefined && value.length > LONGEST_FILE)
    return broken(`a file is over ${LONGEST_FILE} bytes`, 'send less')
  if (isFile) files.set(name, (files.get(name) ?? 0) + 1)
  // A part with `FILENAME=` is a file to Tomcat but not to Spring, so it is neither file nor parameter.
  if (head.file !== undefined) return undefined
  if (parameters.length >= MOST_PARAMETERS)
    return broken(`there are over ${MOST_PARAMETERS} parts`, 'send fewer')
  parameters.push([name, decodeUtf8(value)])
  return undefined
}
