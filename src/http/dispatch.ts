import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Reply } from '../core/wire.ts'
import { problem } from '../scripting/problem.ts'
import type { HostCheck } from './host-names.ts'
import { isAdminPath, isTenantKey, parseTarget, headersOf, type Exchange } from './exchange.ts'
import { badHostname } from './refused-request.ts'
import { createDataPlane, type DataPlaneOptions } from './data-plane.ts'
import type { Limits } from './limits.ts'
import { printable } from './log.ts'
import { createDelivery, type DeliveryOptions } from './deliver.ts'
import { DEFAULT_TENANT } from './tenants.ts'

/** The settings of the path from Node's request to Node's response. */
export interface DispatchOptions
  extends DeliveryOptions, Omit<DataPlaneOptions, 'deliver' | 'durable'> {
  readonly hosts: HostCheck
}

/** Checks the Host header and the tenant key, then hands the request to the data plane or to `admin`. */
export type Dispatch = (
  request: IncomingMessage,
  response: ServerResponse,
  admin: (exchange: Exchange) => void,
) => void

/** Creates the dispatch of one mock. `options` also configures its data plane and its delivery. */
export const createDispatch = (options: DispatchOptions): Dispatch => {
  const { tenants, hosts, front, limits, log, shared } = options
  const deliver = createDelivery(options)
  const dataPlane = createDataPlane({ ...options, deliver })

  /** Refuses a request before routing. Only the log records it: no tenant, so no journal, is known yet. */
  const refuseUnrouted = (exchange: Exchange, why: string, reply: Reply): void => {
    log('warn', `${why}: ${exchange.request.method ?? ''} ${printable(exchange.target.path)}`)
    const refuse = (): void => {
      deliver(reply, exchange, tenants.of(DEFAULT_TENANT).world.clock.now)
    }
    if (shared === undefined) refuse()
    else shared.turn(DEFAULT_TENANT, false, () => undefined).then(refuse, refuse)
  }

  return (request, response, admin) => {
    const target = parseTarget(request.url ?? '/')
    const headers = headersOf(request, target)
    const tenant = target.tenant ?? headers['x-mock-tenant']
    const exchange: Exchange = { request, response, target, headers, tenant }
    const named = hostCount(request.rawHeaders)
    const hostless = headers['host'] === undefined && request.httpVersionMinor === 1
    if ((named > 1 || hostless) && front(request.url ?? '/') !== 'nginx') {
      response.shouldKeepAlive = false
      refuseUnrouted(exchange, named > 1 ? 'two hosts named' : 'no host named', badHostname)
    } else if (!hosts(headers['host']) || !hosts(request.headers.host))
      refuseUnrouted(exchange, 'host refused', misdirected(foreignHost(exchange, hosts)))
    else if (request.rawHeaders.length > limits.headerCount * 2)
      refuseUnrouted(exchange, 'too many headers', manyHeaders(limits))
    else if (tenant !== undefined && !isTenantKey(tenant))
      refuseUnrouted(exchange, 'bad tenant key', badTenant(tenant))
    else if (isAdminPath(target.path)) admin(exchange)
    else dataPlane(exchange)
  }
}

/**
 * Counts the `Host` headers. A request with two is refused, because a proxy may have used the one that Node
 * does not use (RFC 9112 §3.2 requires a 400).
 */
const hostCount = (rawHeaders: readonly string[]): number => {
  let count = 0
  for (let at = 0; at < rawHeaders.length; at += 2) {
    const name = rawHeaders[at] ?? ''
    if (name === 'Host' || (name.length === 4 && name.toLowerCase() === 'host')) count++
  }
  return count
}

/** Returns the authority of the target or the `Host` header, whichever is not allowed. */
const foreignHost = ({ request, headers }: Exchange, hosts: HostCheck): string =>
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
