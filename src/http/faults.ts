import type { Socket } from 'node:net'
import type { Fault, Headers, Reply, Delay } from '../core/wire.ts'
import { onItsTurn, dropOnThrow, whenClosed } from './turns.ts'
import { headOf, write, type Writing, startHead } from './write.ts'
import type { Log } from '../core/log.ts'

/** The bytes that WireMock sends as a malformed answer. */
const GARBAGE = "lskdu018973t09sylgasjkfg1][]'./.sdlv"

/** Resets a connection (RST). Over TLS the underlying TCP socket sends it. */
export type ResetSocket = (socket: Socket) => void

/**
 * Performs a fault on the socket (docs/spec/control.md#faults-and-delays). All faults but
 * `WRONG_CONTENT_TYPE` end the connection. Throws for headers that cannot be sent.
 */
export const performFault = (
  fault: Fault,
  reply: Reply,
  writing: Writing,
  reset: ResetSocket,
): void => {
  if (fault === 'WRONG_CONTENT_TYPE') {
    write({ ...reply, headers: mistyped(reply.headers) }, writing)
    return
  }
  if (fault === 'CONNECTION_RESET_BY_PEER') {
    onItsTurn(writing.response, reset)
    return
  }
  // Built before the response has its turn, so that the caller gets the error if a header cannot be sent.
  const bytes = broken(fault, reply, writing)
  onItsTurn(writing.response, (socket) => {
    if (bytes.length > 0) socket.write(bytes)
    socket.destroySoon()
  })
}

const broken = (
  fault: Exclude<Fault, 'CONNECTION_RESET_BY_PEER' | 'WRONG_CONTENT_TYPE'>,
  reply: Reply,
  writing: Writing,
): Buffer => {
  const body = writing.request.method === 'HEAD' ? Buffer.alloc(0) : Buffer.from(reply.body)
  const head = (headers: Headers) =>
    Buffer.from(headOf({ ...reply, headers }, writing.date), 'latin1')
  const length = Math.max(body.length, 1)
  switch (fault) {
    case 'EMPTY_RESPONSE':
      return Buffer.alloc(0)
    case 'RANDOM_DATA_THEN_CLOSE':
      return Buffer.from(GARBAGE)
    case 'MALFORMED_RESPONSE_CHUNK':
      return Buffer.concat([head(framed(reply, 'chunked')), Buffer.from(GARBAGE)])
    // Announces the full length and stops half-way.
    case 'TRUNCATED_BODY':
      return Buffer.concat([head(framed(reply, length)), body.subarray(0, body.length >> 1)])
    // Announces one byte less than it sends, so the client reads a cut text (I).
    case 'WRONG_CONTENT_LENGTH':
      return Buffer.concat([head(framed(reply, body.length > 1 ? length - 1 : 2)), body])
  }
}

/** Returns the headers with their framing replaced by a given length or by chunks. */
const framed = ({ headers }: Reply, by: number | 'chunked'): Headers => {
  const header =
    by === 'chunked'
      ? (['Transfer-Encoding', by] as const)
      : (['Content-Length', String(by)] as const)
  const isFraming = ([name]: Headers[number]) =>
    name === 'Content-Length' || name === 'Transfer-Encoding'
  const at = headers.findIndex(isFraming)
  return at < 0
    ? [...headers, header]
    : headers.flatMap((old, index) => (index === at ? [header] : isFraming(old) ? [] : [old]))
}

/**
 * Replaces the content type by plain text, which no client of the API expects and no browser renders: the
 * body may hold markup from a request. Plain text itself becomes `application/octet-stream`.
 */
const mistyped = (headers: Headers): Headers =>
  headers.map(([name, value]) => {
    if (name.toLowerCase() !== 'content-type') return [name, value]
    const plain = typeof value === 'string' && /^text\/plain/i.test(value)
    return [name, plain ? 'application/octet-stream' : 'text/plain']
  })

type Dribble = NonNullable<Delay['dribble']>

/** Sends the body in equal parts at equal intervals (WireMock's chunkedDribbleDelay). */
export const dribble = (
  { numberOfChunks, totalDuration }: Dribble,
  reply: Reply,
  writing: Writing,
  log: Log,
): void => {
  const body = Buffer.from(reply.body)
  const parts = Math.min(Math.max(1, Math.floor(numberOfChunks)), body.length)
  if (parts < 1 || writing.request.method === 'HEAD') {
    write(reply, writing)
    return
  }
  const { request, response } = writing
  startHead({ ...reply, body }, writing)
  let part = 0
  let timer: NodeJS.Timeout
  const next = () => {
    const from = Math.floor((body.length * part) / parts)
    const to = Math.floor((body.length * ++part) / parts)
    response.write(body.subarray(from, to))
    if (part < parts) {
      wait()
      return
    }
    forget()
    response.end()
  }
  const wait = () => {
    timer = setTimeout(() => {
      dropOnThrow(request.socket, log, next)
    }, totalDuration / parts)
  }
  wait()
  // A response that waits behind others gets no event when its connection closes.
  const forget = whenClosed(request.socket, () => {
    clearTimeout(timer)
  })
}
