import type { Socket } from 'node:net'
import type { Reply } from '../core/wire.ts'
import { badRequest } from './http-sys.ts'
import { printable, type Log } from './log.ts'
import { headOf } from './write.ts'

/** What node's parser says of bytes that it cannot take for a request. */
export interface ParserError extends Error {
  readonly code?: string
  readonly reason?: string
  /** What came in, and how far it was understood. */
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

/** Answers what is not HTTP; a client that is only slow or gone is dropped, as IIS and nginx do. */
export const answerMalformed = (
  error: ParserError,
  socket: Socket,
  date: string,
  log: Log,
): void => {
  const { code = '' } = error
  if (code === 'ERR_HTTP_REQUEST_TIMEOUT' || code === 'ERR_TLS_HANDSHAKE_TIMEOUT')
    log('warn', 'client too slow: its request was not complete in time, connection closed')
  if (!socket.writable || !code.startsWith('HPE_') || code === 'HPE_INVALID_EOF_STATE') {
    socket.destroy()
    return
  }
  log('warn', `malformed request refused: ${printable(error.reason ?? code)}`)
  const reply = byCode.get(code) ?? badRequest.other
  socket.write(`${headOf(reply, date)}${String(reply.body)}`, 'latin1')
  socket.destroySoon()
}
