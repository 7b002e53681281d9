import type { IncomingMessage } from 'node:http'

const EMPTY = Buffer.alloc(0)

/** Receives the body, or the reason why there is none. Not called if the client disconnects first. */
export type BodyRead = (body: Buffer | 'too-large' | 'too-many' | 'malformed' | 'gone') => void

/** Bytes of large bodies that are still being received, on all connections together. */
export interface Uploads {
  held: number
  readonly most: number
}

/** Bytes from which on a body counts as large. The limit of connections bounds the smaller ones. */
const LARGE = 16_384

/**
 * Reads a complete body of at most `limit` bytes. Further bytes are discarded on arrival. Calls `done` with
 * `too-many` if all large bodies together would exceed `uploads.most`.
 */
export const readBody = (
  request: IncomingMessage,
  limit: number,
  uploads: Uploads,
  done: BodyRead,
): void => {
  const length = request.headers['content-length']
  const chunked = request.headers['transfer-encoding'] !== undefined
  if (!chunked && (length === undefined || length === '0')) {
    done(EMPTY)
    return
  }
  if (length !== undefined && Number(length) > limit) {
    done('too-large')
    return
  }
  if (request.readableEnded) done(readAlready(request))
  else collect(request, limit, uploads, done)
}

const settle = Symbol('settle')

/** A request whose body is being read. `settle` ends the reading. */
interface Read extends IncomingMessage {
  [settle]?: ((body?: Buffer) => void) | undefined
}

/** Ends the reading of a malformed body. Returns false if the body is not being read. */
export const rejectBody = (request: Read): boolean => {
  const giveUp = request[settle]
  giveUp?.()
  return giveUp !== undefined
}

/**
 * Ends the reading of a body with bytes that were read without Node's parser. Returns false if the body is
 * not being read.
 */
export const supplyBody = (request: Read, body: Buffer): boolean => {
  const take = request[settle]
  take?.(body)
  return take !== undefined
}

const collect = (request: Read, limit: number, uploads: Uploads, done: BodyRead): void => {
  let first: Buffer | undefined
  let rest: Buffer[] | undefined
  let size = 0
  let counted = 0
  const count = () => {
    if (counted === 0) request.once('close', release)
    uploads.held += size - counted
    counted = size
  }
  const release = () => {
    uploads.held -= counted
    counted = 0
  }
  const stop = (read: Parameters<BodyRead>[0]) => {
    request[settle] = undefined
    request.off('data', onData).off('end', onEnd).resume()
    release()
    done(read)
  }
  const onData = (chunk: Buffer) => {
    size += chunk.length
    if (size > LARGE) count()
    if (size > limit) stop('too-large')
    else if (uploads.held > uploads.most) stop('too-many')
    else if (first === undefined) first = chunk
    else (rest ??= [first]).push(chunk)
  }
  const onEnd = () => {
    request[settle] = undefined
    release()
    done(rest === undefined ? compact(first ?? EMPTY) : Buffer.concat(rest, size))
  }
  request[settle] = (body) => {
    stop(body ?? 'malformed')
  }
  request.on('data', onData).on('end', onEnd)
}

/** Copies a small slice of a large buffer, because the journal would keep the whole buffer in memory. */
const compact = (body: Buffer): Buffer =>
  body.buffer.byteLength > body.length * 2 + 64 ? Buffer.from(body) : body

/**
 * Returns a body that a body parser before the mounted app has read. `gone`: the parser did not keep the
 * bytes.
 */
const readAlready = (request: IncomingMessage): Buffer | 'gone' => {
  const { rawBody, body } = request as { rawBody?: unknown; body?: unknown }
  if (Buffer.isBuffer(rawBody)) return rawBody
  if (Buffer.isBuffer(body)) return body
  return typeof body === 'string' ? Buffer.from(body) : 'gone'
}
