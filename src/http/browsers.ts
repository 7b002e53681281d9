import type { Headers, WireRequest, Reply } from '../core/wire.ts'

type RequestHeaders = WireRequest['headers']

/** Destinations whose answer a browser shows as a document of the server's origin. */
const documents = new Set(['document', 'iframe', 'frame', 'embed', 'object', 'fencedframe'])

/**
 * Whether a browser asks for a page, not a script for data. Browsers send `Sec-Fetch-*` to addresses
 * that they trust only, such as loopback; elsewhere a navigation shows by `Upgrade-Insecure-Requests`.
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
 * The headers of what the data plane answers to a browser's navigation. The imitated stacks put what was sent into their
 * pages unescaped: in a sandbox its scripts do not run, and the page is of no origin, so not of the admin
 * API's. A stub that sets `Content-Security-Policy` itself keeps its own.
 */
export const sandboxed = (headers: Headers): Headers => {
  const own = new Set(headers.map(([name]) => name.toLowerCase()))
  return [...headers, ...sandbox.filter(([name]) => !own.has(name.toLowerCase()))]
}

/**
 * Whether a page of another site made the request, without that page being of this machine: a front end
 * under test may be served from `localhost` and call `127.0.0.1`. Its `Origin` says so; a link or an image
 * has none.
 */
export const isCrossSite = (headers: RequestHeaders): boolean =>
  headers['sec-fetch-site'] === 'cross-site' && !LOCAL.test(headers['origin'] ?? '')

const LOCAL = /^https?:\/\/(([\w-]+\.)*localhost|127\.\d{1,3}\.\d{1,3}\.\d{1,3}|\[::1\])(:\d+)?$/i

/**
 * A browser asking whether it may ask: answered by the mock, not by the stack
 * (docs/spec/control.md#cors).
 */
export const isPreflight = (method: string, headers: RequestHeaders): boolean =>
  method === 'OPTIONS' &&
  headers['origin'] !== undefined &&
  headers['access-control-request-method'] !== undefined

/** What it may do; that its origin may, `withCors` adds as to any answer. */
export const preflight = (headers: RequestHeaders): Reply => {
  const asked = headers['access-control-request-headers']
  return {
    status: 204,
    headers: [
      // Chromium asks before a page of the internet may reach this machine.
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

/** The mock's own headers, which a page could not read otherwise. */
const EXPOSED = 'X-Mock-Notes, Link, Preference-Applied'

/** What an answer to a request with an `Origin` gets on top of the stack's own headers. */
export const withCors = (headers: Headers, origin: string): Headers => [
  ...headers,
  ['Access-Control-Allow-Origin', origin],
  ['Access-Control-Allow-Credentials', 'true'],
  ['Access-Control-Expose-Headers', EXPOSED],
  ['Vary', 'Origin'],
]
