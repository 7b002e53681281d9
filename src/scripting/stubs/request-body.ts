import { gunzipSync } from 'node:zlib'
import { grouped } from '../../core/grouped.ts'
import type { Call } from '../../core/pipeline.ts'

const texts = new WeakMap<Buffer, string>()

/** Most bytes of a decompressed body. */
const MOST_UNZIPPED = 16 * 1024 * 1024

/**
 * Returns the decompressed body of a request. A body that cannot be decompressed is returned as it was sent.
 */
export const plainBody = ({ body, headers }: Call['request']): Buffer => {
  if (!/\bgzip\b/i.test(headers['content-encoding'] ?? '')) return body
  try {
    return gunzipSync(body, { maxOutputLength: MOST_UNZIPPED })
  } catch {
    return body
  }
}

/**
 * Returns a request's body as a text in its charset, UTF-8 by default; undefined if it is empty. Each body is
 * read once.
 */
export const bodyText = ({ request }: Call): string | undefined => {
  const { body, headers } = request
  if (body.length === 0) return undefined
  let text = texts.get(body)
  if (text === undefined) {
    text = decodeText(plainBody(request), headers['content-type'])
    texts.set(body, text)
  }
  return text
}

const CHARSET = /;\s*charset\s*=\s*"?([^\s;"]+)/i

/** Decodes bytes in the charset of a `Content-Type`. */
export const decodeText = (bytes: Buffer, contentType = ''): string => {
  const charset = CHARSET.exec(contentType)?.[1]?.toLowerCase() ?? 'utf-8'
  if (charset === 'utf-8' || charset === 'utf8') return bytes.toString('utf8')
  if (charset === 'iso-8859-1' || charset === 'latin1') return bytes.toString('latin1')
  if (charset === 'us-ascii') return bytes.toString('latin1').replace(/[\x80-\xff]/g, '\ufffd')
  // Java's UTF-16 follows the byte order mark, and is big-endian without one.
  const label = charset === 'utf-16' && bytes[0] !== 0xff ? 'utf-16be' : charset
  try {
    return new TextDecoder(label, { ignoreBOM: charset !== 'utf-16' }).decode(bytes)
  } catch {
    return bytes.toString('utf8')
  }
}

/** One part of a `multipart/…` body. */
export interface Part {
  readonly fileName: string | undefined
  /** Names in lower case. */
  readonly headers: ReadonlyMap<string, readonly string[]>
  readonly body: Buffer
}

const BOUNDARY = /;\s*boundary=(?:"([^"]+)"|([^\s;]+))/i
const MOST_PARTS = 1_000

/**
 * The bytes after a delimiter of a `multipart/…` body, up to the next delimiter or to the end of the body.
 */
interface Piece {
  readonly bytes: Buffer
  /** Whether another delimiter follows. */
  readonly isClosed: boolean
}

/**
 * Splits a body into its pieces, up to the closing delimiter. Returns undefined if the content type is not
 * `multipart/…`.
 */
export const piecesOf = (body: Buffer, contentType = ''): readonly Piece[] | undefined => {
  if (!/^multipart\//i.test(contentType)) return undefined
  const [, quoted, bare] = BOUNDARY.exec(contentType) ?? []
  const boundary = quoted ?? bare
  const pieces: Piece[] = []
  if (boundary === undefined) return pieces
  const delimiter = Buffer.from(`\r\n--${boundary}`, 'latin1')
  // The first delimiter may be at the very start, without a line break before it.
  const isAtStart = body.subarray(0, delimiter.length - 2).equals(delimiter.subarray(2))
  let at = isAtStart ? -2 : body.indexOf(delimiter)
  while (at !== -1 && pieces.length < MOST_PARTS) {
    const start = at + delimiter.length
    if (body.toString('latin1', start, start + 2) === '--') break
    at = body.indexOf(delimiter, start)
    const isClosed = at !== -1
    pieces.push({ bytes: body.subarray(start, isClosed ? at : undefined), isClosed })
  }
  return pieces
}

const parsed = new WeakMap<Buffer, readonly Part[]>()

/**
 * Returns the parts of a body; undefined if the content type is not `multipart/…`. Each body is read once.
 */
export const partsOf = (body: Buffer, contentType: string): readonly Part[] | undefined => {
  let parts = parsed.get(body)
  if (parts === undefined) {
    parts = piecesOf(body, contentType)
      ?.filter(({ isClosed }) => isClosed)
      .map(({ bytes }) => readPart(bytes))
    if (parts !== undefined) parsed.set(body, parts)
  }
  return parts
}

const readPart = (bytes: Buffer): Part => {
  const end = bytes.indexOf('\r\n\r\n')
  // The line of the delimiter may continue after the delimiter.
  const [, ...lines] = bytes.toString('utf8', 0, Math.max(end, 0)).split(/\r\n(?![ \t])/)
  const pairs = lines.flatMap((line): readonly (readonly [string, string])[] => {
    const colon = line.indexOf(':')
    if (colon < 1) return []
    return [[line.slice(0, colon).trim().toLowerCase(), line.slice(colon + 1).trim()]]
  })
  const headers = grouped(pairs)
  const [disposition = ''] = headers.get('content-disposition') ?? []
  return {
    fileName: /;\s*filename="?([^";]*)"?/i.exec(disposition)?.[1],
    headers,
    body: bytes.subarray(end < 0 ? bytes.length : end + 4),
  }
}
