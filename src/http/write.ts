import {
  STATUS_CODES,
  validateHeaderName,
  validateHeaderValue,
  type IncomingMessage,
  type ServerResponse,
} from 'node:http'
import { DATE, LENGTH, type Headers, type Reply } from '../core/wire.ts'
import { onItsTurn } from './turns.ts'

/** The context that writing a reply needs. */
export interface Writing {
  readonly request: IncomingMessage
  readonly response: ServerResponse
  /** The current value of the `Date` header. */
  readonly date: string
  /** Whether the server is stopping, so that this is the last response on the connection. */
  readonly last: boolean
  /** Whether the mock runs its own server, so that no other code has changed the response object. */
  readonly own: boolean
}

/** Header names and values in turn, as writeHead takes them. */
type FlatHeaders = string[]

const reasonOf = (reply: Reply): string => reply.reason ?? STATUS_CODES[reply.status] ?? ''

/** Sends a reply with exactly its headers, in their order and case. */
export const write = (reply: Reply, writing: Writing): void => {
  if (writing.request.httpVersionMajor === 0) {
    writeBodyAlone(reply, writing.response)
    return
  }
  if (writing.own && !writing.last && writeAtOnce(reply, writing)) return
  if (writing.own && reply.status === 413 && isAwaited(writing.request) && isClosing(reply)) {
    linger(reply, writing)
    return
  }
  const { response } = writing
  const { body } = reply
  const bytes = startHead(reply, writing)
  // Node sends a text in one write together with the head; a Buffer takes two writes. A text with as many
  // bytes as characters is ASCII, and writing ASCII as latin1 is faster than encoding it as UTF-8.
  if (typeof body === 'string') response.end(body, bytes === body.length ? 'latin1' : 'utf8')
  else response.end(body)
}

/** Returns whether a body with a declared length is not completely received. */
const isAwaited = ({ complete, headers }: IncomingMessage): boolean =>
  !complete && headers['content-length'] !== undefined

const isClosing = ({ headers }: Reply): boolean =>
  headers.some(([name, value]) => name === 'Connection' && value === 'close')

/** Milliseconds for which nginx reads on after a refusal, so that the client can read the response. */
const LINGER_MS = 5_000

/**
 * Answers a request whose body is still being received. Closes the connection at the end of the body, or
 * after LINGER_MS.
 */
const linger = (reply: Reply, { request, response, date }: Writing): void => {
  const text = `${headOf(reply, date)}${request.method === 'HEAD' ? '' : String(reply.body)}`
  onItsTurn(response, (socket) => {
    const end = () => {
      clearTimeout(timer)
      socket.destroySoon()
    }
    const timer = setTimeout(end, LINGER_MS)
    socket.once('close', end)
    request.once('close', end)
    // eslint-disable-next-line @typescript-eslint/no-deprecated -- what node's own end() sets
    response.finished = true
    socket.write(text, (error) => {
      if (error === undefined || error === null) response.emit('finish')
    })
  })
}

/** Answers an HTTP/0.9 request: without status line and headers. The response ends with the connection. */
const writeBodyAlone = ({ body }: Reply, response: ServerResponse): void => {
  onItsTurn(response, (socket) => {
    socket.write(body)
    socket.destroySoon()
  })
}

/** Writes or queues the status line and the headers. Returns the length of the body in bytes. */
export const startHead = (reply: Reply, writing: Writing): number => {
  const { response, date, last } = writing
  response.sendDate = false
  // Makes Node omit `Connection` and `Keep-Alive`, because IIS sends neither
  // (docs/spec/aspnet-webapi.md#headers-under-iis).
  response.removeHeader('connection')
  if (last || isClosing(reply)) response.shouldKeepAlive = false
  const bytes = Buffer.byteLength(reply.body)
  response.writeHead(reply.status, reasonOf(reply), fill(framed(reply, writing), bytes, date))
  return bytes
}

/**
 * Returns the status line and the headers as text, to be written directly to the socket. Throws, as Node
 * does, for characters that are not allowed there: a stub's header may contain text from a request.
 */
export const headOf = (reply: Reply, date: string): string => {
  const flat = fill(reply.headers, Buffer.byteLength(reply.body), date)
  const reason = reasonOf(reply)
  validateHeaderValue('reason phrase', reason)
  let text = `HTTP/1.1 ${reply.status} ${reason}\r\n`
  for (let at = 0; at < flat.length; at += 2) {
    const [name = '', value = ''] = [flat[at], flat[at + 1]]
    validateHeaderName(name)
    validateHeaderValue(name, value)
    text += `${name}: ${value}\r\n`
  }
  return `${text}\r\n`
}

/** Replaces the placeholders DATE and LENGTH by their values. */
const fill = (headers: Headers, bytes: number, date: string): FlatHeaders => {
  const flat: string[] = []
  for (const [name, value] of headers)
    flat.push(name, typeof value === 'string' ? value : value === DATE ? date : String(bytes))
  return flat
}

/** Returns the headers to send: unchanged for an everyday exchange, else adapted to the request. */
const framed = (reply: Reply, writing: Writing): Headers =>
  isEverydayExchange(writing) ? reply.headers : adapted(reply, writing)

/**
 * Returns the headers of a response to HTTP/1.0 or to HEAD, or of one that closes its connection. nginx's
 * chunked filter skips responses to HTTP/1.0 and to HEAD (S). nginx's `Connection` header says whether the
 * connection stays open (S). After a response to HTTP/1.0 the connection stays open only if the response has
 * a length and a `Connection` header. IIS's responses have no such header, so they close it always (I).
 */
const adapted = ({ headers }: Reply, { request, response }: Writing): Headers => {
  const chunks = request.httpVersionMinor !== 0 && request.method !== 'HEAD'
  if (request.httpVersionMinor === 0 && !lasts(headers, request.method))
    response.shouldKeepAlive = false
  const connection = response.shouldKeepAlive ? 'keep-alive' : 'close'
  return headers.flatMap((header) => {
    if (header[0] === 'Transfer-Encoding' && !chunks) return []
    return header[0] === 'Connection' ? [['Connection', connection] as const] : [header]
  })
}

/**
 * Returns whether nginx keeps the connection open after a response to HTTP/1.0. A response to HEAD needs no
 * length, because it has no body.
 */
const lasts = (headers: Headers, method: string | undefined): boolean =>
  headers.some(([name]) => name === 'Connection') &&
  (method === 'HEAD' || headers.some(([, value]) => value === LENGTH))

/**
 * Writes head and body as one text directly to the socket. This is faster than Node's response, which checks
 * and joins the same headers anew for each response. A body without a length header is sent as one chunk.
 * Returns false, without writing, if the exchange is not an everyday one on a connection that stays open.
 */
const writeAtOnce = (reply: Reply, { request, response, date }: Writing): boolean => {
  const { status, reason, body, headers } = reply
  const { socket } = response
  // With pipelining a response that waits for its turn has no socket yet.
  if (socket === null || typeof body !== 'string') return false
  if (reason !== undefined && reason !== '') return false
  if (!isEverydayExchange({ request, response })) return false
  if (status < 200 || status === 204 || status === 304) return false
  const head = preparedHead(headers)
  if (head === undefined) return false
  const bytes = Buffer.byteLength(body)
  const start = `HTTP/1.1 ${status} ${reason ?? STATUS_CODES[status] ?? ''}\r\n${head.until(date)}`
  const text = head.isChunked
    ? `${start}${head.rest}${chunkOf(body, bytes)}`
    : `${start}${bytes}${head.rest}${body}`
  // The event `finish` makes Node's server continue with the connection. Our own listeners wait for it, too.
  // eslint-disable-next-line @typescript-eslint/no-deprecated -- what node's own end() sets
  response.finished = true
  socket.write(text, bytes === body.length ? 'latin1' : 'utf8', (error) => {
    if (error === undefined || error === null) response.emit('finish')
  })
  return true
}

/** Returns the body as one chunk, followed by the last, empty chunk. */
const chunkOf = (body: string, bytes: number): string =>
  bytes === 0 ? '0\r\n\r\n' : `${bytes.toString(16)}\r\n${body}\r\n0\r\n\r\n`

/** Returns whether an HTTP/1.1 connection stays open and the response has a body. */
const isEverydayExchange = ({
  request,
  response,
}: Pick<Writing, 'request' | 'response'>): boolean =>
  response.shouldKeepAlive && request.httpVersionMinor !== 0 && request.method !== 'HEAD'

/** A list of headers as prepared text. The date and the length are inserted for each response. */
interface Head {
  /** Returns the text up to the value of the length, or all headers if there is no length. */
  readonly until: (date: string) => string
  /** The text from there up to the body. */
  readonly rest: string
  readonly isChunked: boolean
}

const heads = new WeakMap<Headers, Head>()

/** Prepares only frozen lists, which many responses share. Preparing a list for one response does not pay. */
const preparedHead = (headers: Headers): Head | undefined => {
  const known = heads.get(headers)
  if (known !== undefined || !Object.isFrozen(headers)) return known
  const head = prepare(headers)
  if (head !== undefined) heads.set(headers, head)
  return head
}

/**
 * Returns undefined for headers that Node must handle: without framing, with `Connection: close`, or with
 * characters other than ASCII.
 */
const prepare = (headers: Headers): Head | undefined => {
  const names = headers.map(([, value]) => value)
  const [dateAt, lengthAt] = [names.indexOf(DATE), names.indexOf(LENGTH)]
  const isChunked = headers.some(isChunks)
  if (dateAt < 0 || !headers.every(isEverydayHeader)) return undefined
  if (isChunked ? lengthAt >= 0 : lengthAt < dateAt) return undefined
  const end = isChunked ? headers.length : lengthAt
  const [before, between, rest] = [
    `${linesOf(headers.slice(0, dateAt))}${nameAt(headers, dateAt)}`,
    `\r\n${linesOf(headers.slice(dateAt + 1, end))}${isChunked ? '' : nameAt(headers, end)}`,
    isChunked ? '\r\n' : `\r\n${linesOf(headers.slice(end + 1))}\r\n`,
  ]
  // The text is cached, because many responses have the same date.
  let [last, text] = ['', '']
  return {
    until: (date) => {
      if (date !== last) [last, text] = [date, `${before}${date}${between}`]
      return text
    },
    rest,
    isChunked,
  }
}

const linesOf = (headers: Headers): string =>
  headers.map(([name, value]) => `${name}: ${String(value)}\r\n`).join('')

const nameAt = (headers: Headers, at: number): string => `${headers[at]?.[0] ?? ''}: `

const PRINTABLE = /^[\x20-\x7e]*$/

const isChunks = ([name, value]: Headers[number]): boolean =>
  name === 'Transfer-Encoding' && value === 'chunked'

const isEverydayHeader = (header: Headers[number]): boolean => {
  const [name, value] = header
  if (name === 'Transfer-Encoding' && !isChunks(header)) return false
  if (name === 'Connection' && value !== 'keep-alive') return false
  return typeof value === 'symbol' || PRINTABLE.test(`${name}${value}`)
}
