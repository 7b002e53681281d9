import { DATE, LENGTH, type Headers } from '../../../core/wire.ts'

type Header = Headers[number]

const SERVER: Header = ['Server', 'nginx']
const NOW: Header = ['Date', DATE]
const CHUNKED: Header = ['Transfer-Encoding', 'chunked']
const COUNTED: Header = ['Content-Length', LENGTH]
const KEEP_ALIVE: Header = ['Connection', 'keep-alive']

/**
 * The nginx in front sends its own first, then what it passes on (R). `framing`: Tomcat counts only what
 * it has whole when it begins to answer.
 */
export const springHeaders = (
  contentType: string | undefined,
  framing: 'chunked' | 'counted',
  rest: Headers = [],
): Headers =>
  Object.freeze([
    SERVER,
    NOW,
    ...(contentType === undefined ? [] : [['Content-Type', contentType] as const]),
    framing === 'chunked' ? CHUNKED : COUNTED,
    KEEP_ALIVE,
    ...rest,
  ])

const chunkedJson = new Map<string, Headers>()
const MOST_KNOWN = 64

/** Of the everyday answer. Built once, shared by every answer. */
export const jsonHeaders = (contentType: string): Headers => {
  let headers = chunkedJson.get(contentType)
  if (headers === undefined) {
    headers = springHeaders(contentType, 'chunked')
    if (chunkedJson.size < MOST_KNOWN) chunkedJson.set(contentType, headers)
  }
  return headers
}

/** What Spring's CORS processor adds whatever comes of it. */
export const varyHeaders: Headers = [
  ['Vary', 'Origin'],
  ['Vary', 'Access-Control-Request-Method'],
  ['Vary', 'Access-Control-Request-Headers'],
]
