import { defineCases, type CaseRow, type Live } from '../../../core/case.ts'
import type { RefusalTarget } from '../../../core/dialect.ts'
import type { Headers, Reply, WireRequest } from '../../../core/wire.ts'
import { isNginxRefusal, nginxHeaders, nginxPage, nginxRefusals } from '../../shared/nginx-pages.ts'
import { acceptedBy } from './accept.ts'
import { corsRejected, emptyReply, errorReply } from './error-reply.ts'

const row = (code: number, message: string, live?: Live): Omit<CaseRow, 'name'> => ({
  code,
  message,
  status: code,
  basis: 'recorded',
  source: 'docs/spec/spring.md#errors-that-spring-answers',
  kind: 'refusal',
  ...(live === undefined ? {} : { live }),
})

/** The answers of Spring, and of Tomcat below Spring. */
const springRefusals = defineCases({
  'bad-request': row(400, 'Bad Request', { text: 'send text where a number is expected' }),
  'not-found': row(404, 'Not Found', {
    text: 'ask for a path below /v2/ that nothing is mapped to',
  }),
  'method-not-allowed': row(405, 'Method Not Allowed', {
    text: 'use another verb than the documented one',
  }),
  'not-acceptable': row(406, 'Not Acceptable', { text: 'accept text/plain only' }),
  'server-error': row(500, 'Internal Server Error', {
    text: 'send a multipart body that ends too early',
  }),
  // A client gets this answer with --no-cors only. Otherwise the mock answers preflights itself.
  'cors-rejected': row(403, 'Invalid CORS request'),
  // The answer to an Origin that has a scheme and no host, on a path without a mapping.
  'cors-failed': row(500, 'Internal Server Error'),
  // A client gets this answer with --no-cors only, because only a preflight leads to it.
  'tomcat-server-error': row(500, 'Internal Server Error'),
  'tomcat-bad-request': row(400, 'Bad Request', { text: 'send `[` in the query as it is' }),
})

/** The answers that Spring, Tomcat below it, or nginx in front of it gives without the handler. */
export const refusals = { ...springRefusals, ...nginxRefusals }

/** The answer to OPTIONS on a mapped path. It is no failure, and no row of the case table. */
export const OPTIONS = 'options'
/** The answer to a preflight from the server's own origin. It is no failure, and no row of the case table. */
export const PREFLIGHT = 'preflight'
/** The answer of Spring Boot's error path to a request for the path itself, without an error (S). */
export const ERROR_PATH = 'error-path'
/** The answer to paths that Tomcat hides from all clients, before Spring sees the request (S). */
export const HIDDEN = 'hidden'

/**
 * Writes an answer of the framework. `verbs` are the methods that are mapped to the path, if the path has a
 * mapping. Throws an Error for an unknown refusal.
 */
export const refuse = (
  request: WireRequest,
  refusal: string,
  verbs: readonly string[],
  services: RefusalTarget['services'],
): Reply => {
  if (isNginxRefusal(refusal)) return nginxPage(refusal)
  if (refusal === OPTIONS) return optionsReply(verbs)
  if (refusal === PREFLIGHT) return emptyReply(200, [...varyHeaders, allow(OWN_PREFLIGHT)])
  if (refusal === ERROR_PATH) {
    if (request.method === 'OPTIONS') return optionsReply(['GET', 'POST', 'PUT', 'PATCH', 'DELETE'])
    return errorReply(
      request,
      { status: 500, error: 'None', headers: [], isDirect: true },
      services,
    )
  }
  if (refusal === HIDDEN)
    return errorReply(request, { status: 404, error: 'Not Found', headers: [] }, services)
  if (!isSpringRefusal(refusal))
    throw new Error(
      `Spring has no answer named ${refusal}: use ${Object.keys(refusals).join(', ')}.`,
    )
  if (refusal === 'tomcat-bad-request') return tomcatPage(400, 'Bad Request')
  if (refusal === 'tomcat-server-error')
    return tomcatPage(500, 'Internal Server Error', varyHeaders)
  if (refusal === 'cors-rejected') {
    services.note?.(corsRejected(request.headers['origin'] ?? ''))
    return corsReply
  }
  const { status, message } = springRefusals[refusal]
  const headers =
    refusal === 'not-found'
      ? notFoundHeaders(request)
      : refusal === 'cors-failed'
        ? varyHeaders
        : refusal === 'method-not-allowed' && verbs.length > 0
          ? [allow(verbs.join(', '))]
          : []
  return errorReply(request, { status, error: message, headers }, services)
}

const isSpringRefusal = (name: string): name is keyof typeof springRefusals =>
  Object.hasOwn(springRefusals, name)

/** The headers that Spring's CORS processor adds whether it accepts or rejects the request. */
const varyHeaders: Headers = [
  ['Vary', 'Origin'],
  ['Vary', 'Access-Control-Request-Method'],
  ['Vary', 'Access-Control-Request-Headers'],
]

/**
 * The `Allow` headers that HttpServlet.doOptions adds after Spring has answered, unless the headers are
 * already sent (S).
 */
const OWN_PREFLIGHT = 'GET, HEAD, POST, PUT, DELETE, OPTIONS, PATCH'
const NOT_FOUND = 'GET, HEAD, POST, PUT, DELETE, TRACE, OPTIONS, PATCH'

const allow = (verbs: string) => ['Allow', verbs] as const

/**
 * A JSON answer is already sent when doOptions adds its header. An HTML page and an empty answer are not yet
 * sent.
 */
const notFoundHeaders = ({ method, headers }: WireRequest): Headers => {
  if (method !== 'OPTIONS') return varyHeaders
  const { json, wantsPage } = acceptedBy(headers['accept'])
  return json !== undefined && !wantsPage ? varyHeaders : [...varyHeaders, allow(NOT_FOUND)]
}

const corsReply: Reply = {
  status: 403,
  reason: '',
  headers: nginxHeaders(undefined, 'chunked', varyHeaders),
  body: 'Invalid CORS request',
  basis: 'recorded',
}

/** Writes Spring's own answer to OPTIONS on a mapped path (R). */
const optionsReply = (verbs: readonly string[]): Reply => {
  const names = [...verbs.flatMap((verb) => (verb === 'GET' ? ['GET', 'HEAD'] : [verb])), 'OPTIONS']
  return emptyReply(200, [allow(names.join(',')), ['Accept-Patch', '']])
}

/**
 * Writes Tomcat's own error page. Tomcat answers with it what its connector refuses (R) and what Spring
 * throws while it reports an error (S).
 */
const tomcatPage = (status: number, reason: string, headers: Headers = []): Reply => ({
  status,
  reason: '',
  headers: nginxHeaders('text/html;charset=utf-8', 'counted', [
    ...headers,
    ['Content-Language', 'en'],
  ]),
  body: pageOf(`HTTP Status ${status} – ${reason}`),
  basis: 'recorded',
})

const pageOf = (title: string): string =>
  [
    `<!doctype html><html lang="en"><head><title>${title}</title>`,
    '<style type="text/css">body {font-family:Tahoma,Arial,sans-serif;}',
    ' h1, h2, h3, b {color:white;background-color:#525D76;}',
    ' h1 {font-size:22px;} h2 {font-size:16px;} h3 {font-size:14px;} p {font-size:12px;}',
    ' a {color:black;} .line {height:1px;background-color:#525D76;border:none;}</style></head>',
    `<body><h1>${title}</h1></body></html>`,
  ].join('')
