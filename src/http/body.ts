import type { IncomingMessage } from 'node:http'

const EMPTY = Buffer.alloc(0)

/** What reading came to; nothing is called when the client goes away first. */
export type BodyRead = (body: Buffer | 'too-large' | 'too-many' | 'malformed' | 'gone') => void

/** Bytes of large bodies that have come but are not whole yet, of all connections. */
export interface Uploads {
  held: number
  readonly most: number
}

/** The connections' limit is enough for smaller ones. */
const LARGE = 16_384

/**
 * Reads a whole body of at most `limit` bytes; what is over is thrown away as it comes. `too-many`: with
 * this one all would be over `uploads.most`.
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

/** A request whose body is being read. */
interface Read extends IncomingMessage {
  [settle]?: ((body?: Buffer) => void) | undefined
}

/** Ends the reading of a body that is malformed; false where nobody reads it, or no longer. */
export const rejectBody = (request: Read): boolean => {
  const giveUp = request[settle]
  giveUp?.()
  return giveUp !== undefined
}

/** Ends the reading of a body that was read past node's parser; false where nobody reads it, or no longer. */
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

/** The journal keeps bodies: a small slice must not keep a large buffer alive. */
const compact = (body: Buffer): Buffer =>
  body.buffer.byteLength > body.length * 2 + 64 ? Buffer.from(body) : body

/** Somebody's body parser ran before a mounted app: only one that kept the bytes leaves us any. */
const readAlready = (request: IncomingMessage): Buffer | 'gone' => {
  const { rawBody, body } = request as { rawBody?: unknown; body?: unknown }
  if (Buffer.isBuffer(rawBody)) return rawBody
  if (Buffer.isBuffer(body)) return body
  return typeof body === 'string' ? Buffer.from(body) : 'gone'
}
