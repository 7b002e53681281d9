import { IncomingMessage, ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import { endGently, whenClosed } from '../turns.ts'
import { type FrontOf, markOdd, type HeadRefusal } from '../exchange.ts'
import type { Limits } from '../limits.ts'
import {
  createChunkReader,
  type ChunkReader,
  readHead,
  type Head,
  type RefusedHead,
  keepsAlive,
} from './read-request.ts'

interface ConnectionOptions {
  readonly limits: Pick<Limits, 'bodyBytes' | 'headerTimeoutMs' | 'bodyTimeoutMs' | 'keepAliveMs'>
  readonly front: FrontOf
  readonly handle: (request: IncomingMessage, response: ServerResponse) => void
  /** Calls `begin` when the earlier responses are sent. */
  readonly whenReady: (begin: () => void) => void
}

const EMPTY = Buffer.alloc(0)
/** Bytes allowed on the wire in addition to a body: for the head and the chunk sizes. */
const SLACK = 262_144

/**
 * Continues a connection on which Node's parser has failed, as nginx would. Reads the requests one by one
 * from `bytes` and later data, and passes each to `handle` when the previous response is sent. A request that
 * nginx refuses is passed on, too, marked with the refusal. If the client is too slow, the connection is
 * closed.
 */
export const takeOver = (socket: Socket, bytes: Buffer, options: ConnectionOptions): void => {
  const { limits, front, handle, whenReady } = options
  const most = limits.bodyBytes * 2 + SLACK
  let buffer = bytes
  let isBusy = true
  let begun: Begun | undefined
  let timer: NodeJS.Timeout | undefined
  let isOver = false
  let isEnded = false

  const wait = (ms: number): void => {
    clearTimeout(timer)
    timer = setTimeout(() => {
      socket.destroy()
    }, ms)
  }

  const end = (): void => {
    isEnded = true
    endGently(socket)
  }

  const answer = (request: IncomingMessage, isLast: boolean): void => {
    clearTimeout(timer)
    isBusy = true
    const response = new ServerResponse(request)
    response.shouldKeepAlive = !isLast
    const forget = whenClosed(socket, () => {
      request.destroy()
      response.destroy()
    })
    response.once('finish', () => {
      forget()
      response.detachSocket(socket)
      isBusy = false
      if (isLast || !response.shouldKeepAlive) end()
      else next()
    })
    response.assignSocket(socket)
    handle(request, response)
  }

  const next = (): void => {
    if (isBusy || isEnded || socket.destroyed) return
    begun ??= begin(buffer, limits.bodyBytes)
    // A path that is not behind nginx must not be read as nginx reads it.
    if (begun !== undefined && front(begun.head.target) !== 'nginx') {
      end()
      return
    }
    if (begun === undefined) {
      wait(buffer.length > 0 ? limits.headerTimeoutMs : limits.keepAliveMs)
      if (isOver) end()
      return
    }
    if (begun.expects) socket.write('HTTP/1.1 100 Continue\r\n\r\n')
    begun.expects = false
    const read = finish(begun, buffer, limits.bodyBytes)
    if (read === undefined) {
      wait(limits.bodyTimeoutMs)
      if (isOver) end()
      return
    }
    const { head, isLast } = begun
    begun = undefined
    buffer = buffer.subarray(read.length)
    answer(messageOf(socket, head, read), isLast || read.refusal !== undefined || read.isCut)
  }

  // Removes Node's own listener, which would only report its error again.
  socket.removeAllListeners('data')
  socket.on('data', (chunk: Buffer) => {
    if (isEnded) return
    buffer = buffer.length === 0 ? chunk : Buffer.concat([buffer, chunk])
    if (buffer.length > most) {
      socket.destroy()
      return
    }
    next()
  })
  socket.once('end', () => {
    isOver = true
    if (!isBusy && !isEnded) end()
  })
  socket.once('close', () => {
    clearTimeout(timer)
  })
  socket.resume()
  whenReady(() => {
    isBusy = false
    next()
  })
}

/** A request whose head is read and whose body may still be incomplete. */
interface Begun {
  readonly head: Head | RefusedHead
  readonly isLast: boolean
  readonly length: number | ChunkReader
  expects: boolean
}

const begin = (bytes: Buffer, bodyBytes: number): Begun | undefined => {
  const head = readHead(bytes)
  if (head === undefined) return undefined
  if (head.kind === 'refused') return { head, isLast: true, length: 0, expects: false }
  const named = (wanted: string) =>
    head.headers.find(([name]) => name.toLowerCase() === wanted)?.[1].toLowerCase()
  const isLast = head.version === '0.9' || !keepsAlive(head.headers.flat(), head.version === '1.0')
  const isChunked = named('transfer-encoding') === 'chunked'
  const length = Number(named('content-length') ?? 0)
  return {
    head,
    isLast,
    // nginx refuses other lengths when it reads the head, so their body does not matter.
    length: isChunked ? createChunkReader(bodyBytes) : Number.isSafeInteger(length) ? length : 0,
    expects:
      head.version !== '1.0' &&
      named('expect') === '100-continue' &&
      (isChunked || (!isRefusedByLength(head) && length <= bodyBytes)),
  }
}

interface Read {
  readonly body: Buffer
  /** Bytes of the whole request on the wire. */
  readonly length: number
  /** Whether the body is not read to its end. */
  readonly isCut: boolean
  readonly refusal?: HeadRefusal
}

const finish = ({ head, length }: Begun, bytes: Buffer, bodyBytes: number): Read | undefined => {
  if (head.kind === 'refused') {
    const { refusal, why } = head
    return { body: EMPTY, length: bytes.length, isCut: true, refusal: { refusal, why } }
  }
  const from = head.length
  if (typeof length !== 'number') {
    const read = length.read(bytes.subarray(from))
    if (read === 'more') return undefined
    if (typeof read === 'object')
      return { body: read.body, length: from + read.length, isCut: false }
    const cut = { body: EMPTY, length: bytes.length, isCut: true }
    return read === 'malformed'
      ? { ...cut, refusal: { refusal: 'nginx-bad-request', why: 'a chunk is malformed' } }
      : { ...cut, refusal: { refusal: 'request-too-large', why: 'the body is too large' } }
  }
  if (isRefusedByLength(head) || length > bodyBytes)
    return { body: EMPTY, length: bytes.length, isCut: true }
  if (bytes.length < from + length) return undefined
  return { body: bytes.subarray(from, from + length), length: from + length, isCut: false }
}

/** Returns whether the head's framing will be refused, so that the body need not be read. */
const isRefusedByLength = ({ headers, version }: Head): boolean => {
  const lengths = headers.filter(([name]) => name.toLowerCase() === 'content-length')
  const codings = headers.filter(([name]) => name.toLowerCase() === 'transfer-encoding')
  const isBad = lengths.length > 1 || lengths.some(([, value]) => !/^\d{1,15}$/.test(value))
  return isBad || codings.length > 0 || version === '0.9'
}

const messageOf = (socket: Socket, head: Head | RefusedHead, read: Read): IncomingMessage => {
  const request = new IncomingMessage(socket)
  const headers = head.kind === 'head' ? head.headers : []
  const version = head.version ?? '1.1'
  const [major, minor] = version.split('.').map(Number)
  Object.assign(request, {
    method: head.method,
    url: head.target === '' ? '/' : head.target,
    httpVersion: version,
    httpVersionMajor: major,
    httpVersionMinor: minor,
    rawHeaders: headers.flat(),
  })
  for (const [name, value] of headers) add(request.headers, name.toLowerCase(), value)
  markOdd(request, read.refusal)
  if (read.body.length > 0) request.push(read.body)
  request.push(null)
  request.complete = true
  return request
}

/** Node.js keeps the first of these headers when one is repeated, and joins the values of all others. */
const first: ReadonlySet<string> = new Set([
  'authorization',
  'content-length',
  'content-type',
  'host',
  'user-agent',
])

const add = (headers: IncomingMessage['headers'], name: string, value: string): void => {
  if (name === 'set-cookie') {
    headers[name] = [...(headers[name] ?? []), value]
    return
  }
  const old = Object.hasOwn(headers, name) ? headers[name] : undefined
  if (typeof old !== 'string') headers[name] = value
  else if (!first.has(name)) headers[name] = `${old}, ${value}`
}
