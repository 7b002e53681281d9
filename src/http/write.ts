import {
  STATUS_CODES,
  validateHeaderName,
  validateHeaderValue,
  type IncomingMessage,
  type ServerResponse,
} from 'node:http'
import { DATE, LENGTH, type Headers, type Reply } from '../core/wire.ts'
import { onItsTurn } from './turns.ts'

/** What the writer has to know beside the reply. */
export interface Writing {
  readonly request: IncomingMessage
  readonly response: ServerResponse
  /** The `Date` header of now. */
  readonly date: string
  /** The server is stopping: this is the connection's last answer. */
  readonly last: boolean
  /** The server is our own: nobody else has laid hands on its responses. */
  readonly own: boolean
}

/** Names and values in turn, as writeHead takes them. */
type FlatHeaders = string[]

const reasonOf = (reply: Reply): string => reply.reason ?? STATUS_CODES[reply.status] ?? ''

/** Sends a reply: these headers, in this order and case, and no other. */
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
  // Text goes out in one write together with the head; a Buffer takes two. A text of as
  // many bytes as units is ASCII, which is copied as latin1 faster than it is encoded.
  if (typeof body === 'string') response.end(body, bytes === body.length ? 'latin1' : 'utf8')
  else response.end(body)
}

/** A body whose length was declared is still to come. */
const isAwaited = ({ complete, headers }: IncomingMessage): boolean =>
  !complete && headers['content-length'] !== undefined

const isClosing = ({ headers }: Reply): boolean =>
  headers.some(([name, value]) => name === 'Connection' && value === 'close')

/** How long nginx takes in what it has refused already, so that the client gets to read why. */
const LINGER_MS = 5_000

/** Answers a request whose body is still to come: the connection ends with the body, or after a while. */
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

/** HTTP/0.9 has neither status line nor headers; its answer ends with the connection. */
const writeBodyAlone = ({ body }: Reply, response: ServerResponse): void => {
  onItsTurn(response, (socket) => {
    socket.write(body)
    socket.destroySoon()
  })
}

/** Writes (or queues) the status line and the headers. Returns the body's length in bytes. */
export const startHead = (reply: Reply, writing: Writing): number => {
  const { response, date, last } = writing
  response.sendDate = false
  // Tells node to leave `Connection` and `Keep-Alive` out: under IIS neither is sent
  // (docs/spec/aspnet-webapi.md#headers-under-iis).
  response.removeHeader('connection')
  if (last || isClosing(reply)) response.shouldKeepAlive = false
  const bytes = Buffer.byteLength(reply.body)
  response.writeHead(reply.status, reasonOf(reply), fill(framed(reply, writing), bytes, date))
  return bytes
}

/**
 * The status line and the headers as bytes that are written past node's own response. Throws, as node
 * would, for what cannot stand in them: a stub's header may hold what a client sent.
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

/** Puts values in the placeholders' places. */
const fill = (headers: Headers, bytes: number, date: string): FlatHeaders => {
  const flat: string[] = []
  for (const [name, value] of headers)
    flat.push(name, typeof value === 'string' ? value : value === DATE ? date : String(bytes))
  return flat
}

/** The headers that suit how the request was framed: as they are, but for the cases below. */
const framed = (reply: Reply, writing: Writing): Headers =>
  isEverydayExchange(writing) ? reply.headers : adapted(reply, writing)

/**
 * The headers of an answer to HTTP/1.0 or to HEAD, or of one that ends its connection. nginx chunks neither
 * HTTP/1.0 nor HEAD answers: its chunked filter skips both (S). Its `Connection` header says whether the
 * connection stays open (S). After an HTTP/1.0 answer it stays open only if the answer has a length and a
 * `Connection` header. IIS's answers have no such header, so theirs always close it (I).
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

/** nginx keeps a connection behind HEAD, too, whose answer has no body to end. */
const lasts = (headers: Headers, method: string | undefined): boolean =>
  headers.some(([name]) => name === 'Connection') &&
  (method === 'HEAD' || headers.some(([, value]) => value === LENGTH))

/**
 * Writes head and body as one text, past node's response, which would check, join and split again the
 * same headers for each answer. A body whose length is not told is one chunk.
 * False, and nothing done, for what is not an everyday answer on a lasting connection.
 */
const writeAtOnce = (reply: Reply, { request, response, date }: Writing): boolean => {
  const { status, reason, body, headers } = reply
  const { socket } = response
  // With pipelining an answer that waits for its turn has no socket yet.
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
  // Node's server goes on with the connection once its response has finished; so do our own listeners.
  // eslint-disable-next-line @typescript-eslint/no-deprecated -- what node's own end() sets
  response.finished = true
  socket.write(text, bytes === body.length ? 'latin1' : 'utf8', (error) => {
    if (error === undefined || error === null) response.emit('finish')
  })
  return true
}

/** The body as one chunk, and the last, empty one. */
const chunkOf = (body: string, bytes: number): string =>
  bytes === 0 ? '0\r\n\r\n' : `${bytes.toString(16)}\r\n${body}\r\n0\r\n\r\n`

/** A lasting connection of HTTP/1.1, and a client that wants the body. */
const isEverydayExchange = ({
  request,
  response,
}: Pick<Writing, 'request' | 'response'>): boolean =>
  response.shouldKeepAlive && request.httpVersionMinor !== 0 && request.method !== 'HEAD'

/** A list of headers as text, but for what only the answer tells. */
interface Head {
  /** Up to the length's value, or up to the end where there is none. */
  readonly until: (date: string) => string
  /** From there to the body. */
  readonly rest: string
  readonly isChunked: boolean
}

const heads = new WeakMap<Headers, Head>()

/** Of lists that many answers share: one made for its answer would be prepared for nothing. */
const preparedHead = (headers: Headers): Head | undefined => {
  const known = heads.get(headers)
  if (known !== undefined || !Object.isFrozen(headers)) return known
  const head = prepare(headers)
  if (head !== undefined) heads.set(headers, head)
  return head
}

/** Undefined for what node has to look after: no framing, an end, anything but ASCII. */
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
  // Many answers leave in one second.
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
