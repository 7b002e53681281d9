import { harLog, type HarExchange } from '../core/har.ts'
import type { ServeEvent } from './admin-calls.ts'

export { harLog } from '../core/har.ts'

/** Entries of the journal as a HAR 1.2 log, oldest first; notes are comments. */
export const toHar = (entries: readonly ServeEvent[]) =>
  harLog('', entries.toReversed().map(exchangeOf))

const exchangeOf = ({ request, response, timing, mock }: ServeEvent): HarExchange => ({
  at: request.loggedDate,
  waitMs: Math.max(0, timing.addedDelay) + Math.max(0, mock?.durationMs ?? 0),
  request: {
    method: request.method,
    url: request.absoluteUrl,
    httpVersion: request.protocol,
    cookies: Object.entries(request.cookies),
    headers: pairs(request.headers),
    query: URL.canParse(request.absoluteUrl) ? [...new URL(request.absoluteUrl).searchParams] : [],
    size: -1,
    body: request.body === '' ? undefined : { text: request.body },
  },
  response: {
    status: response.status,
    headers: pairs(response.headers),
    size: -1,
    body: { text: response.body },
  },
  comment: [
    `${mock?.case ?? 'no case'}, ${mock?.decider ?? 'not judged'}`,
    ...(mock?.notes ?? []).map(({ kind, message }) => `${kind}: ${message}`),
  ].join('\n'),
})

const pairs = (headers: ServeEvent['request']['headers']): HarExchange['request']['headers'] =>
  Object.entries(headers).flatMap(([name, value]) =>
    (Array.isArray(value) ? value : [value]).map((each) => [name, String(each ?? '')] as const),
  )
