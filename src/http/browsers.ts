import type { Headers, WireRequest, Reply } from '../core/wire.ts'

type RequestHeaders = WireRequest['headers']

/** Values of `Sec-Fetch-Dest` for which a browser shows the answer as a document of the server's origin. */
const documents = new Set(['document', 'iframe', 'frame', 'embed', 'object', 'fencedframe'])

/**
 * Returns whether a browser asks for a page, and not a script for data. Browsers send `Sec-Fetch-*` only to
 * trustworthy addresses, such as loopback. On other addresses `Upgrade-Insecure-Requests` marks a
 * navigation.
 */
export const isNavigation = (headers: RequestHeaders): boolean => {
  const dest = headers['sec-fetch-dest']
  if (dest === undefined && headers['upgrade-insecure-requests'] === undefined) return false
  return (
    dest === undefined ||
    documents.has(dest.toLowerCase()) ||
    /navigate$/i.test(headers['sec-fetch-mode'] ?? '')
  )
}

const sandbox: Headers = [
  ['Content-Security-Policy', 'sandbox'],
  ['X-Content-Type-Options', 'nosniff'],
]

/**
 * Adds a sandbox to the headers of an answer to a browser's navigation. The imitated stacks put request
 * values into their pages unescaped. In a sandbox scripts do not run, and the page does not share the origin
 * of the admin API. A stub's own `Content-Security-Policy` is kept.
 */
export const sandboxed = (headers: Headers): Headers => {
  const own = new Set(headers.map(([name]) => name.toLowerCase()))
  return [...headers, ...sandbox.filter(([name]) => !own.has(name.toLowerCase()))]
}

/**
 * Returns whether a page of another site made the request. A page of this machine does not count: a front
 * end under test may be served from `localhost` and call `127.0.0.1`. The `Origin` header shows where the
 * page is from; requests by links and images have no such header.
 */
export const isCrossSite = (headers: RequestHeaders): boolean =>
  headers['sec-fetch-site'] === 'cross-site' && !LOCAL.test(headers['origin'] ?? '')

const LOCAL = /^https?:\/\/(([\w-]+\.)*localhost|127\.\d{1,3}\.\d{1,3}\.\d{1,3}|\[::1\])(:\d+)?$/i

/**
 * Returns whether a request is a CORS preflight, which the mock answers itself, not the stack
 * (docs/spec/control.md#cors).
 */
export const isPreflight = (method: string, headers: RequestHeaders): boolean =>
  method === 'OPTIONS' &&
  headers['origin'] !== undefined &&
  headers['access-control-request-method'] !== undefined

/**
 * Returns the answer to a preflight: all methods and headers are allowed. `withCors` adds the origin, as to
 * every answer.
 */
export const preflight = (headers: RequestHeaders): Reply => {
  const asked = headers['access-control-request-headers']
  return {
    status: 204,
    headers: [
      // Chromium asks this before a page of the internet may access an address of this machine.
      ...(headers['access-control-request-private-network'] === 'true'
        ? [['Access-Control-Allow-Private-Network', 'true'] as const]
        : []),
      ['Access-Control-Allow-Methods', 'GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS'],
      ...(asked === undefined ? [] : [['Access-Control-Allow-Headers', asked] as const]),
    ],
    body: '',
    basis: 'inferred',
  }
}

/** The mock's own headers. A page can read them only if they are exposed. */
const EXPOSED = 'X-Mock-Notes, Link, Preference-Applied'

/** Adds CORS headers to the headers of an answer to a request from `origin`. */
export const withCors = (headers: Headers, origin: string): Headers => [
  ...headers,
  ['Access-Control-Allow-Origin', origin],
  ['Access-Control-Allow-Credentials', 'true'],
  ['Access-Control-Expose-Headers', EXPOSED],
  ['Vary', 'Origin'],
]
