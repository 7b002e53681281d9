import { Agent, request as httpRequest, type IncomingMessage } from 'node:http'
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https'
import type { Answer, HeaderList, SentRequest } from '../contract/recording/exchange.ts'
import type { WireRequest } from '../core/wire.ts'

interface AskOptions {
  /** Longest time until the answer is complete, in milliseconds. */
  readonly timeoutMs: number
  /** Largest body of an answer, in bytes. */
  readonly maxBytes: number
  readonly signal?: AbortSignal | undefined
  /** Called with the size in bytes of each received part of the body. Returns false to stop the request. */
  readonly mayTake?: ((bytes: number) => boolean) | undefined
}

// Each request has a connection of its own: the other server may have closed a reused one in the meantime.
const plain = new Agent({ keepAlive: false })
const secure = new HttpsAgent({ keepAlive: false })

/**
 * Returns `Connection: keep-alive`, as most clients send, unless a `Connection` header is given. Node would
 * send `close`, and the answer would repeat it.
 */
const lasting = (headers: HeaderList): HeaderList =>
  headers.some(([name]) => name.toLowerCase() === 'connection')
    ? []
    : [['Connection', 'keep-alive']]

/** An answer of another server, with the reason phrase of its status line. */
export interface Heard extends Answer {
  readonly reason: string
}

/**
 * The other server gave no usable answer. The message is a predicate whose subject is that server, such as
 * `cut the connection (ECONNRESET)`.
 */
export class AskError extends Error {
  /** The other server cannot be reached. */
  readonly isAbsent: boolean

  constructor(why: string, isAbsent: boolean, cause?: unknown) {
    super(why, { cause })
    this.name = 'AskError'
    this.isAbsent = isAbsent
  }
}

/**
 * Sends one request with the headers as given. Resolves to the complete answer. Follows no redirect. Rejects
 * with AskError.
 */
export const ask = (
  base: URL,
  { method, target, headers, body }: SentRequest,
  { timeoutMs, maxBytes, signal, mayTake = () => true }: AskOptions,
): Promise<Heard> =>
  new Promise((resolve, reject) => {
    const send = base.protocol === 'https:' ? httpsRequest : httpRequest
    const fail = (error: Error): void => {
      clearTimeout(timer)
      sent.destroy()
      reject(error instanceof AskError ? error : whyOf(error))
    }
    const timer = setTimeout(() => {
      fail(new AskError(`gave no whole answer within ${timeoutMs} ms`, false))
    }, timeoutMs)
    const sent = send({
      protocol: base.protocol,
      hostname: base.hostname.replace(/^\[|\]$/g, ''),
      port: base.port,
      method,
      path: `${base.pathname.replace(/\/$/, '')}${target}`,
      headers: [...headers, ...lasting(headers)].flat(),
      agent: base.protocol === 'https:' ? secure : plain,
      signal,
    })
    sent.on('error', fail)
    sent.on('response', (response) => {
      collect(response, maxBytes, mayTake, fail, (received) => {
        clearTimeout(timer)
        resolve({
          status: response.statusCode ?? 0,
          reason: response.statusMessage ?? '',
          headers: pairsOf(response.rawHeaders),
          body: received,
        })
      })
    })
    sent.end(body)
  })

const collect = (
  response: IncomingMessage,
  maxBytes: number,
  mayTake: (bytes: number) => boolean,
  fail: (error: Error) => void,
  done: (body: Buffer) => void,
): void => {
  const chunks: Buffer[] = []
  let size = 0
  response.on('data', (chunk: Buffer) => {
    size += chunk.length
    if (size > maxBytes) fail(new AskError(`answered with over ${maxBytes} bytes`, false))
    else if (!mayTake(chunk.length))
      fail(new AskError('answered while too many other answers were being received', false))
    else chunks.push(chunk)
  })
  // A cut connection emits `error`, too. The listener of `close` reports it.
  response.on('error', () => undefined)
  response.on('close', () => {
    if (!response.complete)
      fail(new AskError('cut the connection in the middle of its answer', false))
  })
  response.on('end', () => {
    if (response.complete) done(Buffer.concat(chunks))
  })
}

const pairsOf = (raw: readonly string[]): HeaderList =>
  raw.flatMap((name, at) => (at % 2 === 0 ? [[name, raw[at + 1] ?? ''] as const] : []))

const whyOf = (error: NodeJS.ErrnoException): AskError => {
  const { code = '', message } = error
  const is = (why: string, isAbsent: boolean): AskError => new AskError(why, isAbsent, error)
  if (code === 'ECONNREFUSED') return is('is not there (ECONNREFUSED): nothing listens', true)
  if (/^(ENOTFOUND|EAI_AGAIN)$/.test(code))
    return is(`is not there (${code}): its name leads nowhere`, true)
  if (/^(ECONNRESET|EPIPE)$/.test(code)) return is(`cut the connection (${code})`, false)
  if (code.startsWith('HPE_')) return is(`answered what is no HTTP (${code})`, false)
  if (code === 'ABORT_ERR') return is('was asked no further: the client went away', false)
  if (code.startsWith('ERR_TLS') || code.includes('CERT') || code.includes('SIGNED'))
    return is(
      `has a certificate that is not trusted (${code}): name its CA in NODE_EXTRA_CA_CERTS`,
      true,
    )
  return is(`cannot be asked (${code === '' ? message : code})`, code.startsWith('E'))
}

/** Headers that apply to one connection only and are not forwarded (RFC 9110 §7.6.1). */
const HOP_BY_HOP: ReadonlySet<string> = new Set([
  'connection',
  'keep-alive',
  'proxy-authenticate',
  'proxy-authorization',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
])

/** Other request headers that are not forwarded: they are set anew, or only the mock reads them. */
const NOT_FORWARDED: ReadonlySet<string> = new Set([
  'host',
  'expect',
  'content-length',
  'accept-encoding',
  'prefer',
])

/**
 * Returns the request that is sent to a back end. The mock's own headers and the headers of the connection
 * are removed. It asks for an uncompressed answer, so that the journal can show the body. `via` is the name
 * of this server in the `Via` header; undefined: no such header.
 */
export const forwarded = (
  { method, path, query, headers, rawHeaders, body }: WireRequest,
  { host }: URL,
  via?: string,
): SentRequest => {
  const given = sentHeaders(headers, rawHeaders)
  const dropped = namedIn(given)
  const kept = given.filter(([name]) => {
    const lower = name.toLowerCase()
    return (
      !HOP_BY_HOP.has(lower) &&
      !NOT_FORWARDED.has(lower) &&
      !dropped.has(lower) &&
      !lower.startsWith('x-mock-')
    )
  })
  const hasBody = body.length > 0 || headers['content-length'] !== undefined
  return {
    method,
    target: query === '' ? path : `${path}?${query}`,
    headers: [
      ['Host', host],
      ...kept,
      ['Accept-Encoding', 'identity'],
      ...(hasBody ? ([['Content-Length', String(body.length)]] as const) : []),
      ...(via === undefined ? [] : ([['Via', `1.1 ${via}`]] as const)),
    ],
    body,
  }
}

/** Returns whether this server, named `via`, forwarded the request itself. */
export const isOwn = ({ headers }: WireRequest, via: string): boolean =>
  headers['via']?.includes(via) === true

/** Returns an answer without the headers that belong to the connection it was received on. */
export const returned = (answer: Answer): Answer => {
  const dropped = namedIn(answer.headers)
  return {
    ...answer,
    headers: answer.headers.filter(
      ([name]) => !HOP_BY_HOP.has(name.toLowerCase()) && !dropped.has(name.toLowerCase()),
    ),
  }
}

/** Returns the headers that `Connection` lists: they, too, apply to one connection only. */
const namedIn = (headers: HeaderList): ReadonlySet<string> =>
  new Set(
    headers
      .filter(([name]) => name.toLowerCase() === 'connection')
      .flatMap(([, value]) => value.split(','))
      .map((name) => name.trim().toLowerCase()),
  )

const sentHeaders = (
  headers: WireRequest['headers'],
  raw: WireRequest['rawHeaders'],
): HeaderList =>
  raw === undefined
    ? Object.entries(headers).flatMap(([name, value]) =>
        value === undefined ? [] : [[name, value] as const],
      )
    : pairsOf(raw)
