import { STATUS_CODES, type IncomingMessage, type ServerResponse } from 'node:http'
import { DATE, LENGTH, type Headers, type Reply } from '../core/wire.ts'

interface Exchange {
  readonly request: IncomingMessage
  readonly response: ServerResponse
  readonly date: string
}

/**
 * Writes head and body as one text, past node's response, which would check, join and split again the
 * same headers for each answer. A body whose length is not told is one chunk.
 * False, and nothing done, for what is not an everyday answer on a lasting connection.
 */
export const writeAtOnce = (reply: Reply, { request, response, date }: Exchange): boolean => {
  const { status, reason, body, headers } = reply
  const { socket } = response
  // With pipelining an answer that waits for its turn has no socket yet.
  if (socket === null || typeof body !== 'string') return false
  if (reason !== undefined && reason !== '') return false
  if (!isEverydayExchange({ request, response })) return false
  if (status < 200 || status === 204 || status === 304) return false
  const head = headOf(headers)
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
export const isEverydayExchange = ({ request, response }: Omit<Exchange, 'date'>): boolean =>
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
const headOf = (headers: Headers): Head | undefined => {
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
