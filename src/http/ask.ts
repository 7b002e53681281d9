import { Agent, request as httpRequest, type IncomingMessage } from 'node:http'
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https'
import type { Answer, HeaderList, SentRequest } from '../contract/recording/exchange.ts'
import type { WireRequest } from '../core/wire.ts'

interface AskOptions {
  /** Most milliseconds until the answer is whole. */
  readonly timeoutMs: number
  /** Of an answer's body. */
  readonly maxBytes: number
  readonly signal?: AbortSignal | undefined
  /** Told of each piece of a body that has come; false ends it. */
  readonly mayTake?: ((bytes: number) => boolean) | undefined
}

/** A connection for each request: a kept one may be closed at the other end by the time it is used. */
const plain = new Agent({ keepAlive: false })
const secure = new HttpsAgent({ keepAlive: false })

/** `Connection: keep-alive`, as most clients send. Node would send `close`, and the answer would repeat it. */
const lasting = (headers: HeaderList): HeaderList =>
  headers.some(([name]) => name.toLowerCase() === 'connection')
    ? []
    : [['Connection', 'keep-alive']]

/** An answer of another server, with the words of its status line. */
export interface Heard extends Answer {
  readonly reason: string
}

/** Why there is no answer: part of a sentence whose subject is the server that was asked. */
export class AskError extends Error {
  /** Nothing can be asked there at all. */
  readonly isAbsent: boolean

  constructor(why: string, isAbsent: boolean, cause?: unknown) {
    super(why, { cause })
    this.name = 'AskError'
    this.isAbsent = isAbsent
  }
}

/**
 * Sends one request, headers as given, and takes the whole answer. Follows no redirect. Rejects with
 * AskError.
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
  // A connection that is cut is an error, too; what it was cut in is told at its close.
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

/** Headers of one connection (RFC 9110 §7.6.1): they go no further. */
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

/** Of a request: what is made anew, and what only the mock reads. */
const NOT_FORWARDED: ReadonlySet<string> = new Set([
  'host',
  'expect',
  'content-length',
  'accept-encoding',
  'prefer',
])

/**
 * The request as it goes to a back end: without the mock's own headers and those of the connection, and
 * for an answer that is not compressed, so that the journal can show it. `via` is this server's name.
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

/** Whether a request has been here before. */
export const isOwn = ({ headers }: WireRequest, via: string): boolean =>
  headers['via']?.includes(via) === true

/** An answer without what belongs to the connection that it came on. */
export const returned = (answer: Answer): Answer => {
  const dropped = namedIn(answer.headers)
  return {
    ...answer,
    headers: answer.headers.filter(
      ([name]) => !HOP_BY_HOP.has(name.toLowerCase()) && !dropped.has(name.toLowerCase()),
    ),
  }
}

/** What `Connection` names belongs to it. */
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
