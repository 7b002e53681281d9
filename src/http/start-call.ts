import { createCall, type Call } from '../core/pipeline.ts'
import type { Routed } from '../core/dialect.ts'
import type { BodyBounds, Bound, WireRequest } from '../core/wire.ts'
import { type Exchange, isOdd } from './exchange.ts'
import type { Limits } from './limits.ts'
import { printable } from './log.ts'
import type { Log } from '../core/log.ts'
import { takeQueryOverrides } from './target.ts'
import type { Tenant } from './tenants.ts'

export interface CallsOptions {
  readonly route: (request: WireRequest) => Routed
  readonly limits: Limits
  readonly log: Log
}

/** Makes calls of requests whose bodies have come. */
export interface Calls {
  /** The request as the imitated server would see it, and the query overrides taken off it. */
  readonly read: (
    exchange: Exchange,
    body: Buffer,
  ) => {
    readonly wire: WireRequest
    readonly queryOverrides: Readonly<Record<string, string>> | undefined
  }
  /** `refusal`: of the framework, whatever routing says. */
  readonly startCall: (exchange: Exchange, tenant: Tenant, body: Buffer, refusal?: string) => Call
}

const reachedBounds: Readonly<Record<Bound, string>> = {
  'json-depth': 'JSON levels over the limit',
  'xml-depth': 'XML levels over the limit',
  'xml-entities': 'XML entities not taken',
  'form-fields': 'form fields over the limit',
}

export const createCalls = ({ route, limits, log }: CallsOptions): Calls => {
  const { jsonDepth, xmlDepth, formFields } = limits
  const bounds: BodyBounds = {
    jsonDepth,
    xmlDepth,
    formFields,
    reached: (bound, { method, path }) => {
      log('warn', `${reachedBounds[bound]}: ${method} ${printable(path)}`)
    },
  }

  const read = ({ request, target, headers }: Exchange, body: Buffer) => {
    const { query, queryOverrides } = takeQueryOverrides(target.query)
    const { method = '', rawHeaders, httpVersion: version } = request
    const clientIp = request.socket.remoteAddress
    const { path, authority } = target
    const wire = {
      method,
      path,
      query,
      headers,
      rawHeaders,
      version,
      authority,
      isOdd: isOdd(request),
      body,
      clientIp,
      bounds,
    }
    return { wire, queryOverrides }
  }

  const startCall = (exchange: Exchange, tenant: Tenant, body: Buffer, refusal?: string): Call => {
    const { request, headers } = exchange
    const { wire, queryOverrides } = read(exchange, body)
    const routed = route(wire)
    return createCall(
      refusal === undefined ? routed : refusedAs(routed, refusal),
      wire,
      tenant.world.services,
      {
        url: request.url ?? '',
        startedAt: performance.now(),
        queryOverrides: headers['prefer'] === undefined ? queryOverrides : undefined,
        clientIp: wire.clientIp,
        secure: 'encrypted' in request.socket,
      },
    )
  }

  return { read, startCall }
}

const refusedAs = ({ api, claim }: Routed, refusal: string): Routed =>
  Object.hasOwn(api.dialect.refusals, refusal)
    ? { api, claim: claim.refusal === refusal ? claim : { ...claim, refusal, notes: [] } }
    : { api, claim }
