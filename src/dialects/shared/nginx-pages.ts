import { defineCases } from '../../core/case.ts'
import { DATE, LENGTH, type Headers, type Reply } from '../../core/wire.ts'

const row = (code: number, message: string, text?: string) =>
  ({
    code,
    message,
    status: code,
    basis: 'recorded',
    source: 'docs/spec/spring.md#what-nginx-answers',
    kind: 'refusal',
    ...(text === undefined ? {} : { live: { text } }),
  }) as const

/** The answers that nginx, in front of Spring and PHP, gives before the request reaches the framework. */
export const nginxRefusals = defineCases({
  'request-too-large': row(413, 'Request Entity Too Large', 'send a body over the limit'),
  'uri-too-long': row(414, 'Request-URI Too Large', 'send a path and query over the limit'),
  'nginx-bad-request': row(400, 'Bad Request', 'send `%zz` in the path'),
  'header-too-large': row(400, 'Bad Request', 'send a header of over 8 KB'),
  'nginx-not-allowed': row(405, 'Not Allowed', 'send TRACE'),
  'not-implemented': row(501, 'Not Implemented'),
  'version-not-supported': row(505, 'HTTP Version Not Supported'),
})

/** The name of a row of `nginxRefusals`. */
export type NginxRefusal = keyof typeof nginxRefusals

/** Whether the answer of that name comes from nginx, and not from the framework behind nginx. */
export const isNginxRefusal = (name: string): name is NginxRefusal =>
  Object.hasOwn(nginxRefusals, name)

/**
 * Returns the headers of an answer that nginx passes on, with nginx's own headers first (R). `framing` is
 * `counted` only if the application has the whole body before it begins to answer. `framing` is undefined for
 * an answer without a body.
 */
export const nginxHeaders = (
  contentType: string | undefined,
  framing: 'chunked' | 'counted' | undefined,
  rest: Headers = [],
): Headers =>
  Object.freeze([
    ['Server', 'nginx'],
    ['Date', DATE],
    ...(contentType === undefined ? [] : [['Content-Type', contentType] as const]),
    ...(framing === undefined ? [] : [framings[framing]]),
    ['Connection', 'keep-alive'],
    ...rest,
  ] as const)

const framings = {
  chunked: ['Transfer-Encoding', 'chunked'],
  counted: ['Content-Length', LENGTH],
} as const

// nginx closes the connection after these answers (R).
const headers: Headers = Object.freeze([
  ['Server', 'nginx'],
  ['Date', DATE],
  ['Content-Type', 'text/html'],
  ['Content-Length', LENGTH],
  ['Connection', 'close'],
] as const)

/**
 * Returns nginx's error page. The page has no version: these sites set `server_tokens off`, as their `Server`
 * header shows (R).
 */
export const nginxPage = (name: NginxRefusal): Reply => {
  const { status, message, basis } = nginxRefusals[name]
  const heading = `${status} ${message}`
  const isLong = name === 'header-too-large'
  const title = isLong ? `${status} ${TOO_LARGE}` : heading
  const body = [
    '<html>',
    `<head><title>${title}</title></head>`,
    '<body>',
    `<center><h1>${heading}</h1></center>`,
    ...(isLong ? [`<center>${TOO_LARGE}</center>`] : []),
    '<hr><center>nginx</center>',
    '</body>',
    '</html>',
    '',
  ].join('\r\n')
  return { status, reason: message, headers, body, basis }
}

const TOO_LARGE = 'Request Header Or Cookie Too Large'
