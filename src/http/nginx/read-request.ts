import type { IncomingMessage, ServerResponse } from 'node:http'
import { markOdd } from '../exchange.ts'

/** The head of a request as nginx reads it. Texts have one character for each byte (latin1). */
export interface Head {
  readonly kind: 'head'
  readonly method: string
  readonly target: string
  /** Version of HTTP, such as `1.1`. A request of `0.9` has no headers. */
  readonly version: string
  /** The headers that nginx passes on: only names of letters, digits and hyphens. */
  readonly headers: readonly (readonly [name: string, value: string])[]
  /** Number of bytes before the body. */
  readonly length: number
}

/** A head that nginx refuses, with its refusal. */
export interface RefusedHead {
  readonly kind: 'refused'
  /** Name of the refusal in the dialects behind nginx. */
  readonly refusal: string
  /** The cause for the note, such as `the request line is malformed`. */
  readonly why: string
  /** Method and target as far as they can be read. */
  readonly method: string
  readonly target: string
  /** Set to `0.9` if the answer must have no head. */
  readonly version?: string
}

/** Bytes by nginx's default `large_client_header_buffers 4 8k`. */
const LONGEST_LINE = 8192
const LONGEST_HEAD = 4 * LONGEST_LINE

/**
 * Reads the head of a request as nginx does. Returns undefined if more bytes are needed
 * (docs/spec/spring.md#what-nginx-answers).
 */
export const readHead = (bytes: Buffer): Head | RefusedHead | undefined => {
  let start = 0
  while (bytes[start] === CR || bytes[start] === LF) start++
  const lineEnd = bytes.indexOf(LF, start)
  const line = lineOf(bytes, start, lineEnd)
  const [, method = '', target = ''] = /^[ \t]*([^ \t]*)[ \t]+([^ \t]*)/.exec(line) ?? []
  const refused = (refusal: string, why: string): RefusedHead => ({
    kind: 'refused',
    refusal,
    why,
    method: method.slice(0, 64),
    target,
  })
  const length = (lineEnd < 0 ? bytes.length : lineEnd + 1) - start
  if (length > LONGEST_LINE)
    return refused('uri-too-long', `the request line is over ${LONGEST_LINE} bytes`)
  const version = versionOf(line, lineEnd >= 0)
  if (version === 'malformed') return refused(BAD, 'the request line is malformed')
  if (version === 'unsupported')
    return refused('version-not-supported', 'it is of another version of HTTP than 1.x')
  if (version === undefined || lineEnd < 0) return undefined
  const head = { kind: 'head', method, target, version } as const
  if (version === '0.9')
    return method === 'GET'
      ? { ...head, headers: [], length: lineEnd + 1 }
      : { ...refused(BAD, 'HTTP/0.9 has no other method than GET'), version }
  const rest = readHeaders(bytes, lineEnd + 1)
  if (rest === undefined) return undefined
  return 'why' in rest ? refused(rest.refusal, rest.why) : { ...head, ...rest }
}

const BAD = 'nginx-bad-request'
const CR = 0x0d
const LF = 0x0a

const lineOf = (bytes: Buffer, start: number, end: number): string => {
  const last = end < 0 ? Math.min(bytes.length, start + LONGEST_LINE) : end
  return bytes.toString(
    'latin1',
    start,
    last > start && bytes[last - 1] === CR && end >= 0 ? last - 1 : last,
  )
}

const METHOD = /^[A-Z_-]*$/
/** A path, or a scheme with its authority. */
const TARGET = /^(?:\/|[A-Za-z][A-Za-z0-9+.-]*:\/\/)[^\x00-\x20\x7f]*$/
const BEGUN_TARGET = /^(?:\/[^\x00-\x20\x7f]*|[A-Za-z][^\x00-\x20\x7f]*)$/

/**
 * Returns the HTTP version of a request line, or `malformed` or `unsupported`. Returns undefined for an
 * incomplete line that has no error so far.
 */
const versionOf = (line: string, isWhole: boolean): string | undefined => {
  const parts = /^([^ ]*)(?:( +)(?:([^ ]+)(?:( +)(.*))?)?)?$/s.exec(line)
  const [, method = '', gap, target, second, protocol = ''] = parts ?? []
  if (!METHOD.test(method) || (gap !== undefined && method === '')) return 'malformed'
  if (target === undefined) return isWhole ? 'malformed' : undefined
  if (!isWhole && second === undefined) return BEGUN_TARGET.test(target) ? undefined : 'malformed'
  if (!TARGET.test(target)) return 'malformed'
  if (protocol === '') return isWhole ? '0.9' : undefined
  if (/^HTTP\/[2-9]|^HTTP\/1\d/.test(protocol)) return 'unsupported'
  const digits = /^HTTP\/(1\.\d{1,3}) *$/.exec(protocol)?.[1]
  if (digits !== undefined) return isWhole ? digits : undefined
  const isBegun = 'HTTP/1.'.startsWith(protocol) || /^HTTP\/1\.\d{0,3} *\r?$/.test(protocol)
  return isBegun && !isWhole ? undefined : 'malformed'
}

type Headers = Pick<Head, 'headers' | 'length'>
type Wrong = Pick<RefusedHead, 'refusal' | 'why'>

const readHeaders = (bytes: Buffer, from: number): Headers | Wrong | undefined => {
  const headers: (readonly [string, string])[] = []
  for (let at = from; ;) {
    if (at - from > LONGEST_HEAD) return tooLarge
    const end = bytes.indexOf(LF, at)
    const isWhole = end >= 0
    if ((isWhole ? end : bytes.length) - at >= LONGEST_LINE) return tooLarge
    const line = bytes.toString('latin1', at, isWhole ? end : bytes.length)
    if (isWhole && (line === '' || line === '\r')) return { headers, length: end + 1 }
    const wrong = wrongIn(line, isWhole)
    if (wrong !== undefined) return { refusal: BAD, why: wrong }
    if (!isWhole) return undefined
    const [, name = '', value = ''] = /^([^:\r]*):? *(.*?) *\r*$/s.exec(line) ?? []
    if (/^[A-Za-z0-9-]+$/.test(name)) headers.push([name, value])
    at = end + 1
  }
}

const tooLarge: Wrong = {
  refusal: 'header-too-large',
  why: `a header is over ${LONGEST_LINE} bytes, or all of them over ${LONGEST_HEAD}`,
}

/** Returns what is wrong with a header line, or undefined if nginx accepts it (even if nginx drops it). */
const wrongIn = (line: string, isWhole: boolean): string | undefined => {
  if (/^[\x00-\x0c\x0e-\x20\x7f:]/.test(line)) return 'a header line begins with no name'
  const name = /^[^:\r]*/.exec(line)?.[0] ?? ''
  if (/[\x00-\x20\x7f]/.test(name))
    return 'a header’s name has a blank or a control character in it'
  if (line.includes('\0')) return 'a header has a zero byte in it'
  const carriage = line.indexOf('\r')
  const ends = isWhole ? /^[^\r]+\r*$/ : /^[^\r]*\r*$/
  return carriage >= 0 && !ends.test(line)
    ? 'a carriage return is not at the end of its line'
    : undefined
}

/** Decodes a chunked body while it is received. */
export interface ChunkReader {
  /** Continues where the last call stopped. `bytes` are all bytes of the body so far. */
  read(bytes: Buffer): 'more' | 'malformed' | 'too-large' | ChunkedBody
}

interface ChunkedBody {
  readonly body: Buffer
  /** Bytes of the body on the wire. */
  readonly length: number
}

/** Most bytes of a chunk's size with its extension, and of a trailer line. */
const LONGEST_CHUNK_LINE = 4096

/**
 * Creates a reader of one chunked body of at most `most` bytes. Lines may end in LF alone, as nginx accepts
 * them. Extensions and trailers are ignored.
 */
export const createChunkReader = (most: number): ChunkReader => {
  const parts: Buffer[] = []
  let size = 0
  let at = 0
  let isLast = false

  const readLine = (bytes: Buffer): string | undefined => {
    const end = bytes.indexOf(0x0a, at)
    if (end < 0) return bytes.length - at > LONGEST_CHUNK_LINE ? undefined : MORE
    const line = bytes.toString('latin1', at, end).replace(/\r$/, '')
    at = end + 1
    return line
  }
  const step = (bytes: Buffer): ReturnType<ChunkReader['read']> | undefined => {
    const before = at
    const line = readLine(bytes)
    if (line === undefined) return 'malformed'
    if (line === MORE) return isLast || isBegun(bytes, at) ? 'more' : 'malformed'
    if (isLast) return line === '' ? { body: Buffer.concat(parts), length: at } : undefined
    const digits = /^([0-9a-fA-F]+)(?:[;\t ].*)?$/.exec(line)?.[1]
    const length = digits === undefined ? Number.NaN : Number.parseInt(digits, 16)
    if (!Number.isSafeInteger(length)) return 'malformed'
    if (size + length > most) return 'too-large'
    isLast = length === 0
    if (isLast) return undefined
    const end = at + length
    if (bytes.length < end + 2 && bytes[end] !== 0x0a) {
      at = before
      return 'more'
    }
    const close = bytes[end] === 0x0a ? 1 : bytes[end] === 0x0d && bytes[end + 1] === 0x0a ? 2 : 0
    if (close === 0) return 'malformed'
    parts.push(Buffer.from(bytes.subarray(at, end)))
    size += length
    at = end + close
    return undefined
  }
  return {
    read: (bytes) => {
      for (;;) {
        const result = step(bytes)
        if (result !== undefined) return result
      }
    },
  }
}

const MORE = '\0more'

/** Returns whether an incomplete line may still become a chunk size. */
const isBegun = (bytes: Buffer, at: number): boolean =>
  /^[0-9a-fA-F]*(?:[ \t;].*)?\r?$/s.test(bytes.toString('latin1', at, at + LONGEST_CHUNK_LINE))

/** Returns whether nginx may read a head differently from Node. For most requests both read the same. */
export const isUnusual = ({ url = '/', headers }: IncomingMessage): boolean => {
  const { connection } = headers
  if (url.charCodeAt(0) !== 0x2f || headers['proxy-connection'] !== undefined) return true
  if ((headers['content-length']?.length ?? 0) >= MOST_LENGTH.length) return true
  return connection !== undefined && connection !== 'keep-alive' && connection !== 'close'
}

/** The largest length that nginx reads has 63 bits (ngx_atoof). */
const MOST_LENGTH = '9223372036854775807'

const isOverlong = (length: string): boolean => {
  const digits = length.replace(/^0+/, '')
  const isShort = digits.length < MOST_LENGTH.length
  return !isShort && (digits.length > MOST_LENGTH.length || digits > MOST_LENGTH)
}

/**
 * Applies nginx's rules to an unusual head that Node accepted (S). nginx refuses a target that is neither a
 * path nor a URL, and a length over 63 bits. The `Connection` headers decide whether the connection stays
 * open.
 */
export const readAsNginx = (request: IncomingMessage, response: ServerResponse): void => {
  const { url = '/', rawHeaders, httpVersionMinor } = request
  if (!/^(?:\/|[a-z][a-z0-9+.-]*:\/\/)/i.test(url))
    markOdd(request, {
      refusal: 'nginx-bad-request',
      why: 'the request target is neither a path nor a URL',
    })
  if (isOverlong(request.headers['content-length'] ?? ''))
    markOdd(request, { refusal: 'nginx-bad-request', why: 'the Content-Length is over 63 bits' })
  if (request.method !== 'CONNECT')
    response.shouldKeepAlive = keepsAlive(rawHeaders, httpVersionMinor === 0)
}

/**
 * Returns whether nginx keeps a connection open (ngx_http_process_connection, S). The last `Connection`
 * header that contains `close` or `keep-alive` decides. `rawHeaders` has names and values in turn. `isOld` is
 * true for HTTP/1.0.
 */
export const keepsAlive = (rawHeaders: readonly string[], isOld: boolean): boolean => {
  let keeps = !isOld
  for (let at = 0; at < rawHeaders.length; at += 2) {
    if (rawHeaders[at]?.toLowerCase() !== 'connection') continue
    const value = (rawHeaders[at + 1] ?? '').toLowerCase()
    if (value.includes('close')) keeps = false
    else if (value.includes('keep-alive')) keeps = true
  }
  return keeps
}
