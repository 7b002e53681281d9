import { clip } from '../../../core/clip.ts'
import type { Speaking } from '../../../core/dialect.ts'
import type { Note } from '../../../core/note.ts'
import type { Headers, Reply, WireRequest } from '../../../core/wire.ts'
import { contentLanguage } from './accept-language.ts'
import { acceptedBy } from './accept.ts'
import { springHeaders } from './headers.ts'
import { jsonReply } from './json-reply.ts'

/** An error of Spring's: which one, and the headers it comes with. */
interface SpringError {
  readonly status: number
  readonly error: string
  readonly headers: Headers
  /** There was none: the path for errors was asked for. */
  readonly isDirect?: boolean
}

/** BasicErrorController: a page, JSON, or nothing but the status, as the client accepts it (R). */
export const errorReply = (
  request: WireRequest,
  { status, error, headers, isDirect = false }: SpringError,
  { now, note }: Speaking,
): Reply => {
  const { accept } = request.headers
  const told = isDirect ? 999 : status
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
      body: whitelabelPage(told, error, now()),
      basis: 'recorded',
    }
  }
  if (json === undefined) {
    note?.(unwritableNote(accept ?? '', status))
    return emptyReply(status, headers)
  }
  const timestamp = new Date(now()).toISOString().replace('Z', '+00:00')
  // The path as it was sent, without the query.
  const value = { timestamp, status: told, error, ...(isDirect ? {} : { path: request.path }) }
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

/** About an `Accept` header and what Spring made of it. */
const acceptNote = (kind: Note['kind'], accept: string, outcome: string): Note => ({
  kind,
  message: `The Accept header \`${clip(accept)}\` ${outcome}; send \`Accept: application/json\`.`,
  path: 'Accept',
  expected: 'application/json',
  actual: clip(accept),
})

const pageNote = (accept: string): Note =>
  acceptNote(
    'error-as-page',
    accept,
    'prefers text/html: Spring Boot answered the error with its page for browsers',
  )

const unwritableNote = (accept: string, status: number): Note =>
  acceptNote(
    'accept-not-writable',
    accept,
    `takes nothing that Spring writes: it answered ${status} without a body`,
  )

/** Spring looks at what the client accepts only after the handler has run. */
export const notAcceptable = (accept: string): Note =>
  acceptNote(
    'not-acceptable',
    accept,
    'takes no JSON: Spring ran the handler, so that a code is used up, and answered 406 in place of what it made',
  )

/** A browser asked whether it may ask, and Spring has no CORS set up. */
export const corsRejected = (origin: string): Note => ({
  kind: 'cors-rejected',
  message: `A preflight came from ${clip(origin)}, and the application has no CORS set up: Spring answered 403 and the browser will not send the request; call from a server, or start the mock with CORS.`,
  path: 'Origin',
  actual: clip(origin),
})
