import type { Speaking } from '../../../core/dialect.ts'
import type { Headers, Reply, WireRequest } from '../../../core/wire.ts'
import { contentLanguage } from './accept-language.ts'
import { acceptedBy } from './accept.ts'
import { springHeaders } from './headers.ts'
import { jsonReply } from './json-reply.ts'
import { pageNote, unwritableNote } from './notes.ts'

/** An error of Spring's: which one, and the headers it comes with. */
export interface SpringError {
  readonly status: number
  readonly error: string
  readonly headers: Headers
}

/** BasicErrorController: a page, JSON, or nothing but the status, as the client accepts it (R). */
export const errorReply = (
  request: WireRequest,
  { status, error, headers }: SpringError,
  { now, note }: Speaking,
): Reply => {
  const { accept } = request.headers
  const { json, wantsPage } = acceptedBy(accept)
  if (wantsPage) {
    note?.(pageNote(accept ?? ''))
    const language = [
      'Content-Language',
      contentLanguage(request.headers['accept-language']),
    ] as const
    return {
      status,
      reason: '',
      headers: springHeaders('text/html;charset=UTF-8', 'counted', [...headers, language]),
      body: whitelabelPage(status, error, now()),
      basis: 'recorded',
    }
  }
  if (json === undefined) {
    note?.(unwritableNote(accept ?? '', status))
    return emptyReply(status, headers)
  }
  const timestamp = new Date(now()).toISOString().replace('Z', '+00:00')
  // The path as it was sent, without the query.
  const value = { timestamp, status, error, path: request.path }
  const rest = headers.length === 0 ? {} : { headers }
  return jsonReply(request, json, { status, value, ...rest })
}

/** Without a body, and so without a type. */
export const emptyReply = (status: number, headers: Headers = []): Reply => ({
  status,
  reason: '',
  headers: springHeaders(undefined, 'counted', headers),
  body: '',
  basis: 'recorded',
})

/** Spring Boot's page for an error (R), with the time in the words of Java's Date. */
const whitelabelPage = (status: number, error: string, now: number): string =>
  [
    '<html><body><h1>Whitelabel Error Page</h1>',
    '<p>This application has no explicit mapping for /error, so you are seeing this as a fallback.</p>',
    `<div id='created'>${javaDate(now)}</div>`,
    `<div>There was an unexpected error (type=${error}, status=${status}).</div>`,
    '</body></html>',
  ].join('')

/** `Sat Nov 28 21:01:59 UTC 2026`: Date.toString() where the server's zone is UTC. */
const javaDate = (now: number): string => {
  const [day = '', date = '', month = '', year = '', time = ''] = new Date(now)
    .toUTCString()
    .split(' ')
  return `${day.replace(',', '')} ${month} ${date} ${time} UTC ${year}`
}
