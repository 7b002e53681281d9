import { createHash, timingSafeEqual } from 'node:crypto'
import type { Request, RequestHandler, Response } from 'express'
import { isLoopback } from '../../core/hosts.ts'
import { isPreflight, preflight } from '../browsers.ts'
import { sendProblem } from './admin.ts'

/** Who may use the admin API (docs/spec/control.md#access). */
export interface GuardOptions {
  /** Asked of everybody when `always`, else of those who are not on this machine. */
  readonly token: string
  readonly always: boolean
  /** Origins whose pages may use the admin API, with the token: `https://app.example.com`. */
  readonly origins?: readonly string[]
  /** What a page has to send as `X-Mock-Console`, wherever it is. */
  readonly consoleKey: string
}

/**
 * The header by which a page shows that it is the console. No form, image or navigation can set it. Its
 * value is made anew by each process, and stands in the HTML of `GET /__admin/` only
 * (`<meta name="x-mock-console" content="…">`): the console reads it there and sends it with every call,
 * with `fetch` also for events, as `EventSource` sets no headers.
 */
const CONSOLE_HEADER = 'X-Mock-Console'

/** Probes carry no secrets and tell none. */
const probes = new Set(['/livez', '/readyz'])

/**
 * Closed by default (docs/spec/control.md#access): no page but the console, and beyond loopback no one
 * without the token.
 */
export const createGuard = ({
  token,
  always,
  consoleKey,
  origins = [],
}: GuardOptions): RequestHandler => {
  const rightToken = digest(`Bearer ${token}`)
  const rightKey = digest(consoleKey)
  return (request, response, next) => {
    const page = origins.find((one) => one.toLowerCase() === request.headers.origin?.toLowerCase())
    if (page !== undefined) {
      response.set({
        'Access-Control-Allow-Origin': request.headers.origin ?? page,
        'Access-Control-Expose-Headers': 'WWW-Authenticate',
        Vary: 'Origin',
      })
      if (isPreflight(request.method, headersOf(request))) {
        for (const [name, value] of preflight(headersOf(request)).headers)
          response.set(name, String(value))
        response.status(204).end()
        return
      }
    } else if (isBrowser(request)) {
      response.set({ 'Content-Security-Policy': 'sandbox', 'X-Content-Type-Options': 'nosniff' })
      if (isForeign(request)) {
        const detail =
          'Pages of other origins may not use the admin API unless --admin-origin names theirs.'
        sendProblem(response, 403, 'Foreign origin', detail)
        return
      }
      const given = request.get(CONSOLE_HEADER) ?? ''
      if (!isTyped(request) && !timingSafeEqual(digest(given), rightKey)) {
        notAConsole(response)
        return
      }
    }
    const near = isLoopback(request.socket.remoteAddress ?? '')
    const given = request.headers.authorization ?? ''
    if (
      probes.has(request.path) ||
      (near && !always && page === undefined) ||
      timingSafeEqual(digest(given), rightToken)
    ) {
      next()
      return
    }
    response.set('WWW-Authenticate', 'Bearer')
    sendProblem(
      response,
      401,
      'Token needed',
      'Send Authorization: Bearer <token> with the token given by --admin-token or printed at start.',
    )
  }
}

/** As the data plane has them: one value a name. */
const headersOf = ({ headers }: Request): Readonly<Record<string, string | undefined>> =>
  Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, value?.toString()]))

export const notAConsole = (response: Response): void => {
  sendProblem(
    response,
    403,
    'Not the console',
    `Of pages only the console at /__admin/ may use the admin API, by its ${CONSOLE_HEADER} header; a command line needs none.`,
  )
}

/**
 * Node's own fetch sends `Sec-Fetch-Mode: cors` and neither of these, as other command-line clients do;
 * a browser sends one of them at least with whatever a page can make it ask of loopback. (I)
 */
const isBrowser = ({ headers }: Request): boolean =>
  headers.origin !== undefined ||
  headers['sec-fetch-site'] !== undefined ||
  headers['sec-fetch-dest'] !== undefined

/** Browsers send no `Origin` with a GET that a page cannot read, but say where it comes from. */
const isForeign = ({ headers }: Request): boolean => {
  const { origin, host = '' } = headers
  if (origin !== undefined) return !isSameOrigin(origin, host)
  const site = headers['sec-fetch-site']
  return site !== undefined && site !== 'same-origin' && site !== 'none'
}

/** An address typed in, or opened from another program: no page gets hold of what it shows. (I) */
const isTyped = ({ headers, method }: Request): boolean =>
  method === 'GET' &&
  headers.origin === undefined &&
  headers['sec-fetch-site'] === 'none' &&
  headers['sec-fetch-dest'] === 'document'

/** Of equal length, so that comparing takes as long for any guess. */
const digest = (text: string): Buffer => createHash('sha256').update(text).digest()

const isSameOrigin = (origin: string, host: string): boolean =>
  origin.toLowerCase() === `http://${host.toLowerCase()}` ||
  origin.toLowerCase() === `https://${host.toLowerCase()}`
