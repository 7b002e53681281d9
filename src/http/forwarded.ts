import type { Answer, HeaderList } from '../contract/compare/answer.ts'
import type { SentRequest } from '../contract/recording/exchange.ts'
import type { WireRequest } from '../core/wire.ts'

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
  const given = pairsOf(headers, rawHeaders)
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

const pairsOf = (headers: WireRequest['headers'], raw: WireRequest['rawHeaders']): HeaderList =>
  raw === undefined
    ? Object.entries(headers).flatMap(([name, value]) =>
        value === undefined ? [] : [[name, value] as const],
      )
    : raw.flatMap((name, at) => (at % 2 === 0 ? [[name, raw[at + 1] ?? ''] as const] : []))
