import { randomBytes } from 'node:crypto'
import type { IncomingHttpHeaders, OutgoingHttpHeaders } from 'node:http'

/**
 * The header by which a page shows that it is the console. No form, image or navigation can set it. Its
 * value is made anew by each process, and stands in the HTML of `GET /__admin/` only
 * (`<meta name="x-mock-console" content="…">`): the console reads it there and sends it with every call,
 * with `fetch` also for events, as `EventSource` sets no headers.
 */
export const CONSOLE_HEADER = 'X-Mock-Console'

/** Such a value. */
export const createConsoleKey = (): string => randomBytes(24).toString('base64url')

/**
 * Whether the page may be sent to who asks: to the address bar or a link of a browser, and to command
 * lines, which need no value. A script of the same origin that is not the console's gets it neither by
 * `fetch` nor in a frame; a window that it opens is cut off from it by `pageHeaders`.
 */
export const mayHaveKey = (headers: IncomingHttpHeaders): boolean => {
  const dest = headers['sec-fetch-dest']
  if (dest !== undefined) return dest === 'document' && headers['sec-purpose'] === undefined
  return headers.origin === undefined
}

/** Headers of the page that holds the value. */
export const pageHeaders: OutgoingHttpHeaders = {
  'Cache-Control': 'no-store',
  'Content-Security-Policy':
    "default-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  // Of two pages of one origin, the one without this has no hold of the other's window.
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Resource-Policy': 'same-origin',
  'Referrer-Policy': 'no-referrer',
  'X-Content-Type-Options': 'nosniff',
}
