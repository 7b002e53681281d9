import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Reply } from '../core/wire.ts'
import { problem } from '../scripting/problem.ts'
import type { HostCheck } from './host-names.ts'
import { badRequest } from './http-sys.ts'
import type { Lane } from './lane.ts'
import type { Limits } from './limits.ts'
import { printable, type Log } from './log.ts'
import { isAdminPath, isTenantKey, parseTarget } from './target.ts'
import { headersOf, type Visit } from './visit.ts'

export interface FrontOptions {
  readonly hosts: HostCheck
  readonly limits: Limits
  readonly log: Log
  readonly lane: Lane
  /** Sends an answer of the mock's own. */
  readonly refuse: (reply: Reply, visit: Visit) => void
}

/** The door of both planes; `admin` takes what is not the lane's. */
export type Front = (
  request: IncomingMessage,
  response: ServerResponse,
  admin: (visit: Visit) => void,
) => void

export const createFront = ({ hosts, limits, log, lane, refuse }: FrontOptions): Front => {
  const turnAway = (visit: Visit, why: string, reply: Reply): void => {
    log('warn', `${why}: ${visit.request.method ?? ''} ${printable(visit.target.path)}`)
    refuse(reply, visit)
  }

  return (request, response, admin) => {
    const target = parseTarget(request.url ?? '/')
    const headers = headersOf(request, target)
    const tenant = target.tenant ?? headers['x-mock-tenant']
    const visit: Visit = { request, response, target, headers, tenant }
    const named = hostCount(request.rawHeaders)
    if (named > 1 || (headers['host'] === undefined && request.httpVersionMinor === 1)) {
      response.shouldKeepAlive = false
      turnAway(visit, named > 1 ? 'two hosts named' : 'no host named', badRequest.hostname)
    } else if (!hosts(headers['host']) || !hosts(request.headers.host))
      turnAway(visit, 'host refused', misdirected(foreignHost(visit, hosts)))
    else if (request.rawHeaders.length > limits.headerCount * 2)
      turnAway(visit, 'too many headers', manyHeaders(limits))
    else if (tenant !== undefined && !isTenantKey(tenant))
      turnAway(visit, 'bad tenant key', badTenant(tenant))
    else if (isAdminPath(target.path)) admin(visit)
    else lane(visit)
  }
}

/** Of two `Host` headers a proxy in between may have read the other (RFC 9112 §3.2 wants a 400). */
const hostCount = (rawHeaders: readonly string[]): number => {
  let count = 0
  for (let at = 0; at < rawHeaders.length; at += 2) {
    const name = rawHeaders[at] ?? ''
    if (name === 'Host' || (name.length === 4 && name.toLowerCase() === 'host')) count++
  }
  return count
}

/** The target's authority or the `Host` header, whichever is not allowed. */
const foreignHost = ({ request, headers }: Visit, hosts: HostCheck): string =>
  (hosts(headers['host']) ? request.headers.host : headers['host']) ?? ''

const misdirected = (host: string): Reply =>
  problem(
    421,
    'Host not allowed',
    `${printable(host)} is not a name of this server; start it with --allow-host ${printable(host)} to make it one.`,
  )

const manyHeaders = ({ headerCount }: Limits): Reply =>
  problem(
    431,
    'Too many headers',
    `The request has over ${headerCount} headers; raise the limit with --header-count.`,
  )

const badTenant = (key: string): Reply =>
  problem(
    400,
    'Tenant key not understood',
    `${printable(key)} is no tenant key: one has 1-64 of A-Z a-z 0-9 . _ - and nothing else.`,
  )
