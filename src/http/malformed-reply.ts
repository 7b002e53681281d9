import type { Reply } from '../core/wire.ts'
import { badRequest } from './http-sys.ts'

/** What node's parser says of bytes that it cannot take for a request. */
export interface ParserError extends Error {
  readonly code?: string
  readonly reason?: string
  /** The packet that it stopped in, and how much of that it had taken. */
  readonly rawPacket?: Buffer
  readonly bytesParsed?: number
}

/** llhttp's codes; one that is not listed is `other`. */
const byCode = new Map<string, Reply>([
  ['HPE_INVALID_METHOD', badRequest.verb],
  ['HPE_INVALID_URL', badRequest.url],
  ['HPE_INVALID_HEADER_TOKEN', badRequest.header],
  ['HPE_HEADER_OVERFLOW', badRequest.tooLong],
  ['HPE_INVALID_CONTENT_LENGTH', badRequest.length],
  ['HPE_UNEXPECTED_CONTENT_LENGTH', badRequest.length],
  ['HPE_INVALID_TRANSFER_ENCODING', badRequest.length],
  ['HPE_INVALID_CHUNK_SIZE', badRequest.length],
])

/** What http.sys answers to bytes that are not HTTP (S). */
export const malformedReply = ({ code = '' }: ParserError): Reply =>
  byCode.get(code) ?? badRequest.other
