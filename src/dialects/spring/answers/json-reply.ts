import type { Headers, Reply, WireRequest } from '../../../core/wire.ts'
import type { JsonFormat } from './accept.ts'
import { needsFileName } from './download-guard.ts'
import { jsonHeaders, springHeaders } from './headers.ts'
import { writeJackson } from './jackson.ts'

/** What a message converter writes: chunked, for its length is not known when it begins (R). */
export const jsonReply = (
  { path, method }: WireRequest,
  { contentType, charset }: JsonFormat,
  answer: { readonly status: number; readonly value: unknown; readonly headers?: Headers },
): Reply => {
  const { status, value } = answer
  const guarded = needsFileName(path)
  // HEAD on a handler is the exception: what it would write is counted (R).
  const isCounted = method === 'HEAD' && status === 200
  const isEveryday = !guarded && !isCounted && answer.headers === undefined
  const headers = isEveryday
    ? jsonHeaders(contentType)
    : springHeaders(contentType, isCounted ? 'counted' : 'chunked', [
        ...(answer.headers ?? []),
        ...(guarded ? [CONTENT_DISPOSITION] : []),
      ])
  return { status, reason: '', headers, body: jsonBody(value, charset), basis: 'recorded' }
}

const CONTENT_DISPOSITION = ['Content-Disposition', 'inline;filename=f.txt'] as const

/** A value as Jackson writes it in an encoding (Java's name). */
export const jsonBody = (value: unknown, charset: string): string | Buffer => {
  const text = writeJackson(value)
  if (charset === 'UTF-8' || charset === 'US-ASCII') return text
  const plain = text.replace(pair, unescape)
  if (charset.startsWith('UTF-32')) return utf32(plain, charset === 'UTF-32LE')
  const little = Buffer.from(plain, 'utf16le')
  return charset === 'UTF-16LE' ? little : little.swap16()
}

/** Only Jackson's writer of UTF-8 escapes pairs of surrogates. Any other escape is taken, too, to leave it alone. */
const pair = /\\(?:u(D[89AB][0-9A-F]{2})\\u(D[C-F][0-9A-F]{2})|.)/g

const unescape = (whole: string, high: string | undefined, low: string | undefined): string =>
  high === undefined || low === undefined
    ? whole
    : String.fromCharCode(Number.parseInt(high, 16), Number.parseInt(low, 16))

const utf32 = (text: string, isLittle: boolean): Buffer => {
  const points = Array.from(text, (character) => character.codePointAt(0) ?? 0)
  const bytes = Buffer.alloc(points.length * 4)
  for (const [index, point] of points.entries())
    if (isLittle) bytes.writeUInt32LE(point, index * 4)
    else bytes.writeUInt32BE(point, index * 4)
  return bytes
}
