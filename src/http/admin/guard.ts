import { createHash, timingSafeEqual } from 'node:crypto'
import type { Request, RequestHandler } from 'express'
import { isLoopback } from '../host-names.ts'
import { sendProblem } from './answer.ts'

export interface GuardOptions {
  /** Asked of everybody when `always`, else of those who are not on this machine. */
  readonly token: string
  readonly always: boolean
}

/** Probes carry no secrets and tell none. */
const probes = new Set(['/livez', '/readyz'])

/**
 * Closed by default (docs/spec/control.md#access): no foreign page, and beyond loopback no one
 * without the token.
 */
export const createGuard = ({ token, always }: GuardOptions): RequestHandler => {
  const right = digest(`Bearer ${token}`)
  return (request, response, next) => {
    const { origin, host = '' } = request.headers
    if (origin === undefined ? isForeignFetch(request) : !isSameOrigin(origin, host)) {
      sendProblem(
        response,
        403,
        'Foreign origin',
        'Pages of other origins may not use the admin API.',
      )
      return
    }
    const near = isLoopback(request.socket.remoteAddress ?? '')
    const given = request.headers.authorization ?? ''
    if (probes.has(request.path) || (near && !always) || timingSafeEqual(digest(given), right)) {
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

/**
 * Browsers send no `Origin` with a GET that a page cannot read, but say where it comes from. A link or
 * an address typed in may lead here: what it shows, the other page cannot read. (I)
 */
const isForeignFetch = ({ headers, method }: Request): boolean => {
  const site = headers['sec-fetch-site']
  if (site === undefined || site === 'same-origin' || site === 'none') return false
  return method !== 'GET' || headers['sec-fetch-dest'] !== 'document'
}

/** Of equal length, so that comparing takes as long for any guess. */
const digest = (text: string): Buffer => createHash('sha256').update(text).digest()

const isSameOrigin = (origin: string, host: string): boolean =>
  origin.toLowerCase() === `http://${host.toLowerCase()}` ||
  origin.toLowerCase() === `https://${host.toLowerCase()}`
