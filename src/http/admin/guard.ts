import { createHash, timingSafeEqual } from 'node:crypto'
import type { Request, RequestHandler, Response } from 'express'
import { isLoopback } from '../../core/hosts.ts'
import { isPreflight, preflight } from '../browsers.ts'
import { sendProblem } from './admin.ts'

/** The settings for access to the admin API (docs/spec/control.md#access). */
export interface GuardOptions {
  /** The admin token. Required from all clients if `always` is set, else only from other machines. */
  readonly token: string
  readonly always: boolean
  /** Origins whose pages may use the admin API with the token, such as `https://app.example.com`. */
  readonly origins?: readonly string[]
  /** The value that the console has to send as `X-Mock-Console`, on every machine. */
  readonly consoleKey: string
}

/**
 * The header that proves that a page is the console. No form, image or navigation can set it. Each process,
 * or group of replicas, has its own value, which only the HTML of `GET /__admin/` contains
 * (`<meta name="x-mock-console" content="…">`). The console reads the value there and sends it with every
 * call. It uses `fetch` also for events, because `EventSource` cannot set headers.
 */
const CONSOLE_HEADER = 'X-Mock-Console'

/** Calls that need no token, because probes neither send nor receive secrets. */
const probes = new Set(['/livez', '/readyz'])

/**
 * Creates the guard of the admin API, which is closed by default (docs/spec/control.md#access). Of all pages
 * only the console may use it, and beyond loopback every client needs the token.
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

/** Returns the headers as the data plane has them: one text for each name. */
const headersOf = ({ headers }: Request): Readonly<Record<string, string | undefined>> =>
  Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, value?.toString()]))

/** Answers 403 to a page that is not the console. */
export const notAConsole = (response: Response): void => {
  sendProblem(
    response,
    403,
    'Not the console',
    `Of pages only the console at /__admin/ may use the admin API, by its ${CONSOLE_HEADER} header; a command line needs none.`,
  )
}

/**
 * Returns whether a browser sent the request. A browser sends at least one of these headers with every
 * request that a page can make to loopback. Node's fetch and command-line clients send none of them; Node
 * sends only `Sec-Fetch-Mode: cors`. (I)
 */
const isBrowser = ({ headers }: Request): boolean =>
  headers.origin !== undefined ||
  headers['sec-fetch-site'] !== undefined ||
  headers['sec-fetch-dest'] !== undefined

/**
 * Returns whether a page of another origin made the request. Browsers send no `Origin` with a GET whose
 * answer a page cannot read, but `Sec-Fetch-Site` shows where it comes from.
 */
const isForeign = ({ headers }: Request): boolean => {
  const { origin, host = '' } = headers
  if (origin !== undefined) return !isSameOrigin(origin, host)
  const site = headers['sec-fetch-site']
  return site !== undefined && site !== 'same-origin' && site !== 'none'
}

/**
 * Returns whether the address was typed in or opened from another program. No page can read the answer to
 * such a request. (I)
 */
const isTyped = ({ headers, method }: Request): boolean =>
  method === 'GET' &&
  headers.origin === undefined &&
  headers['sec-fetch-site'] === 'none' &&
  headers['sec-fetch-dest'] === 'document'

/** Returns a hash. Hashes have equal length, so a comparison takes the same time for every guess. */
const digest = (text: string): Buffer => createHash('sha256').update(text).digest()

const isSameOrigin = (origin: string, host: string): boolean =>
  origin.toLowerCase() === `http://${host.toLowerCase()}` ||
  origin.toLowerCase() === `https://${host.toLowerCase()}`
