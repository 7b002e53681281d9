import type { Headers, Reply, WireRequest } from '../core/wire.ts'

type RequestHeaders = WireRequest['headers']

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
