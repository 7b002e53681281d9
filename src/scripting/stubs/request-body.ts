import { gunzipSync } from 'node:zlib'
import { grouped } from '../../core/grouped.ts'
import type { Call } from '../../core/pipeline.ts'

const texts = new WeakMap<Buffer, string>()

/** A body that was sent compressed may become no larger, in bytes. */
const MOST_UNZIPPED = 16 * 1024 * 1024

/** A request's body as it was before it was compressed; as it came where it cannot be decompressed. */
export const plainBody = ({ body, headers }: Call['request']): Buffer => {
  if (!/\bgzip\b/i.test(headers['content-encoding'] ?? '')) return body
  try {
    return gunzipSync(body, { maxOutputLength: MOST_UNZIPPED })
  } catch {
    return body
  }
}

/** A request's body in the charset it names, UTF-8 by default; undefined for an empty one. Read once. */
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

/** Bytes as a text, in the charset of a `Content-Type`. */
export const decodeText = (bytes: Buffer, contentType = ''): string => {
  const charset = CHARSET.exec(contentType)?.[1]?.toLowerCase() ?? 'utf-8'
  if (charset === 'utf-8' || charset === 'utf8') return bytes.toString('utf8')
  if (charset === 'iso-8859-1' || charset === 'latin1') return bytes.toString('latin1')
  if (charset === 'us-ascii') return bytes.toString('latin1').replace(/[\x80-\xff]/g, '\ufffd')
  // Java's UTF-16 goes by the byte order mark, and is big-endian without one.
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

/** What stands behind a delimiter of a `multipart/…` body, up to the next one or to the body's end. */
interface Piece {
  readonly bytes: Buffer
  /** Another delimiter follows. */
  readonly isClosed: boolean
}

/** Up to the closing delimiter. Undefined where the content type is not `multipart/…`. */
export const piecesOf = (body: Buffer, contentType = ''): readonly Piece[] | undefined => {
  if (!/^multipart\//i.test(contentType)) return undefined
  const [, quoted, bare] = BOUNDARY.exec(contentType) ?? []
  const boundary = quoted ?? bare
  const pieces: Piece[] = []
  if (boundary === undefined) return pieces
  const delimiter = Buffer.from(`\r\n--${boundary}`, 'latin1')
  // The first delimiter may stand at the very start, without a line break before it.
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

/** Undefined where the content type is not `multipart/…`; read once for each body. */
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
  // Behind the delimiter its line may go on.
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
