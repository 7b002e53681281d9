import { NotKeptError } from '../core/not-kept-error.ts'
import { createCall, type Call } from '../core/pipeline.ts'
import type { Routed } from '../core/routing.ts'
import type { BodyBounds, Bound, Reply, WireRequest } from '../core/wire.ts'
import { maskText } from '../core/mask-text.ts'
import { problem } from '../scripting/problem.ts'
import type { Shared } from '../world/replicas/shared-store.ts'
import { NoRoomError } from '../world/no-room-error.ts'
import type { BackEnds } from './back-ends.ts'
import { readBody, type BodyRead, type Uploads } from './body.ts'
import { headRefusal, isOdd, type HeadRefusal } from './nginx/refused-head.ts'
import { isPreflight, preflight } from './cors.ts'
import { unwritten, type Deliver, type Durable } from './deliver.ts'
import { dropOnThrow } from './drop-on-throw.ts'
import type { FrontOf } from './front.ts'
import type { Limits } from './limits.ts'
import { printable, type Log } from './log.ts'
import { DEFAULT_TENANT, type Tenant, type Tenants } from './tenants.ts'
import { isCrossSite } from './browser-walls.ts'
import { answerUnknown } from './unknown-tenant.ts'
import { takeQueryOverrides } from './query-overrides.ts'
import { delayedBy, explained } from './added-to-reply.ts'
import type { Exchange } from './exchange.ts'
import { isNotShared, NOT_SHARED } from './not-shared.ts'
import { overs, type Over } from './over-limit.ts'

export interface DataPlaneOptions {
  readonly route: (request: WireRequest) => Routed
  readonly front: FrontOf
  readonly tenants: Tenants
  readonly deliver: Deliver
  /** Answers tell of nothing that is not on disk; absent: they may. */
  readonly durable?: Durable
  /** Where replicas share the state: requests are answered in turns; absent: at once. */
  readonly shared?: Shared | undefined
  readonly cors: boolean
  /** Real back ends that answer for their APIs. */
  readonly backEnds?: BackEnds | undefined
  readonly requireTenant: boolean
  readonly explain: boolean
  readonly uploads: Uploads
  readonly limits: Limits
  readonly log: Log
}

/** Answers the data plane: everything but the admin API. */
export type DataPlane = (exchange: Exchange) => void

const EMPTY = Buffer.alloc(0)

const reachedBounds: Readonly<Record<Bound, string>> = {
  'json-depth': 'JSON levels over the limit',
  'xml-depth': 'XML levels over the limit',
  'xml-entities': 'XML entities not taken',
  'form-fields': 'form fields over the limit',
}

export const createDataPlane = (options: DataPlaneOptions): DataPlane => {
  const { route, front, tenants, deliver, shared, uploads, limits, log } = options
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

  /** The server in front refuses it, whatever it was to be. */
  const turnAway = (exchange: Exchange, tenant: Tenant, { refusal, why }: HeadRefusal): Reply => {
    log('warn', `malformed request refused: ${why}`)
    const call = startCall(exchange, tenant, EMPTY, refusal)
    const { notes } = call.trace
    // Where routing has found the same, it has said more of it.
    if (notes.length === 0)
      notes.push({
        kind: 'request-malformed',
        message: `The request is not as HTTP has it, for ${why}: nginx, in front, answered by itself and the application never saw the request; let an HTTP client write it.`,
      })
    return tenant.script.respond(call)
  }

  const overLimit = (exchange: Exchange, tenant: Tenant, over: Over): Reply => {
    log(
      'warn',
      `${over.what} over the limit: ${exchange.request.method ?? ''} ${printable(exchange.target.path)}`,
    )
    const call = startCall(exchange, tenant, EMPTY, over.refusal)
    call.trace.notes.push({ kind: over.refusal, message: over.detail(limits) })
    if (Object.hasOwn(call.api.dialect.refusals, over.refusal)) return tenant.script.respond(call)
    return aside(tenant, call, problem(over.status, over.title, over.detail(limits)))
  }

  const nameless = (exchange: Exchange, tenant: Tenant, body: Buffer): Reply => {
    const call = startCall(exchange, tenant, body)
    call.trace.notes.push({
      kind: 'tenant-missing',
      message: `The request names no tenant: the mock runs with --require-tenant and answered 400 itself; ${HOW_TO_NAME}`,
      path: 'X-Mock-Tenant',
    })
    return aside(tenant, call, problem(400, 'Tenant missing', `Name a tenant: ${HOW_TO_NAME}`))
  }

  const backEndOf = (exchange: Exchange, body: Parameters<BodyRead>[0]): URL | undefined =>
    options.backEnds?.of(route(read(exchange, Buffer.isBuffer(body) ? body : EMPTY).wire))

  const answer = (
    exchange: Exchange,
    tenant: Tenant,
    body: Parameters<BodyRead>[0],
  ): Reply | Promise<Reply> => {
    if (body === 'gone') throw new Error(BODY_GONE)
    if (body === 'malformed') return turnAway(exchange, tenant, badBody)
    const refused = headRefusal(exchange.request)
    if (refused !== undefined) return turnAway(exchange, tenant, refused)
    if (body === 'too-large') return overLimit(exchange, tenant, overs.body)
    if (body === 'too-many') return overLimit(exchange, tenant, overs.uploads)
    if ((exchange.request.url ?? '').length > limits.urlBytes)
      return overLimit(exchange, tenant, overs.url)
    if (exchange.tenant === undefined && options.requireTenant)
      return nameless(exchange, tenant, body)
    const unkept = options.durable?.status().degraded
    // Before it is handled: it would change what is in memory, and nobody would be told.
    if (unkept !== undefined)
      return aside(tenant, startCall(exchange, tenant, body), unwritten(unkept))
    const call = startCall(exchange, tenant, body)
    const backEnd = backEndOf(exchange, body)
    if (backEnd !== undefined && options.backEnds !== undefined)
      return options.backEnds.answer(call, backEnd, tenant.script, exchange)
    const reply = tenant.script.respond(call)
    return isForConsole(exchange, call) ? toConsole(tenant) : reply
  }

  /** What is answered without making the tenant, if so. */
  const unknown = (
    exchange: Exchange,
    key: string,
    body: Parameters<BodyRead>[0],
  ): Reply | undefined => {
    // A back end may know what the mock does not.
    if (!isCrossSite(exchange.headers) && backEndOf(exchange, body) !== undefined)
      return roomFor(key)
    const routed = route(read(exchange, Buffer.isBuffer(body) ? body : EMPTY).wire)
    return (
      answerUnknown(key, exchange, routed, tenants, (tenant) => answer(exchange, tenant, body)) ??
      roomFor(key)
    )
  }

  /** Makes the tenant; a refusal where there is no room. */
  const roomFor = (key: string): Reply | undefined => {
    try {
      tenants.of(key)
      return undefined
    } catch (error) {
      // Replicas look for room, and ask again.
      if (!(error instanceof NoRoomError) || shared !== undefined) throw error
      log('warn', `tenant ${key} not made: ${tenants.keys().length} are worth keeping`)
      return problem(503, 'No room for a tenant', error.message)
    }
  }

  /** The answer, and the clock that dates it. */
  const answered = (exchange: Exchange, key: string, body: Parameters<BodyRead>[0]): Answered => {
    const refusal =
      key === DEFAULT_TENANT || tenants.has(key) ? undefined : unknown(exchange, key, body)
    if (refusal !== undefined)
      return { reply: refusal, now: tenants.of(DEFAULT_TENANT).world.services.now }
    const tenant = tenants.of(key)
    const { now } = tenant.world.services
    try {
      const reply = answer(exchange, tenant, body)
      return {
        reply: reply instanceof Promise ? later(reply, exchange, tenant) : told(reply, tenant),
        now,
      }
    } catch (error) {
      return { reply: defect(error, exchange, tenant), now }
    }
  }

  const told = (reply: Reply, tenant: Tenant): Reply =>
    delayedBy(
      tenant,
      options.explain && shared?.isGuarded() !== true ? explained(reply, tenant) : reply,
    )

  const defect = (error: unknown, { target }: Exchange, tenant: Tenant): Reply => {
    if (error instanceof NotKeptError) throw error
    log(
      'error',
      `could not answer ${printable(target.path)}: ${printable(maskText(String(error)))}`,
    )
    return delayedBy(tenant, problem(500, 'Defect', DEFECT))
  }

  /** What a back end answers. */
  const later = (reply: Promise<Reply>, exchange: Exchange, tenant: Tenant): Promise<Reply> =>
    reply
      .then((whole) => told(whole, tenant))
      .catch((error: unknown) => defect(error, exchange, tenant))

  /** Delivers an answer outside of the event that its request came with. */
  const take = (reply: Reply | Promise<Reply>, exchange: Exchange, now: () => number): void => {
    if (reply instanceof Promise) {
      void reply.then((whole) => {
        take(whole, exchange, now)
      })
      return
    }
    dropOnThrow(exchange.request.socket, log, () => {
      deliver(reply, exchange, now)
    })
  }

  return (exchange) => {
    if (options.cors && isPreflight(exchange.request.method ?? '', exchange.headers)) {
      const { services } = tenants.of(DEFAULT_TENANT).world
      deliver(preflight(exchange.headers), exchange, services.now)
      return
    }
    const key = exchange.tenant ?? DEFAULT_TENANT
    const answerBody: BodyRead = (body) => {
      if (shared === undefined) {
        const { reply, now } = answered(exchange, key, body)
        if (reply instanceof Promise) take(reply, exchange, now)
        else deliver(reply, exchange, now)
        return
      }
      shared
        .turn(key, true, () => answered(exchange, key, body))
        .then(
          ({ reply, now }) => {
            take(reply, exchange, now)
          },
          (error: unknown) => {
            take(unshared(error, log), exchange, shared.realNow)
          },
        )
    }
    const coding = exchange.headers['transfer-encoding'] ?? 'chunked'
    // nginx refuses it by its head: what follows is no body of chunks.
    if (coding.toLowerCase() !== 'chunked' && front(exchange.request.url ?? '/') === 'nginx') {
      answerBody(EMPTY)
      return
    }
    readBody(exchange.request, limits.bodyBytes, uploads, (body) => {
      dropOnThrow(exchange.request.socket, log, () => {
        answerBody(body)
      })
    })
  }
}

const DEFECT = 'The mock itself failed on this request; its log says why.'

interface Answered {
  /** A promise where a back end is asked. */
  readonly reply: Reply | Promise<Reply>
  readonly now: () => number
}

/** What is answered in place of what replicas could not be told of. */
const unshared = (error: unknown, log: Log): Reply => {
  if (isNotShared(error)) return problem(503, NOT_SHARED, error.message)
  if (error instanceof NoRoomError) return problem(503, 'No room for a tenant', error.message)
  log('error', `could not answer: ${printable(maskText(String(error)))}`)
  return problem(500, 'Defect', DEFECT)
}

/** A browser that asks for `/`, where nothing else answers, wants the page. */
const isForConsole = ({ request, target, headers }: Exchange, { trace }: Call): boolean =>
  target.path === '/' &&
  trace.decider === 'framework' &&
  (request.method === 'GET' || request.method === 'HEAD') &&
  (headers['accept'] ?? '').includes('text/html')

const toConsole = ({ key, script }: Tenant): Reply => {
  const entry = script.journal.latest()
  if (entry !== undefined) script.journal.remove(entry.sequence)
  const fragment = key === DEFAULT_TENANT ? '' : `#/requests?tenant=${key}`
  return {
    status: 302,
    headers: [
      ['Location', `/__admin/${fragment}`],
      ['Content-Length', '0'],
    ],
    body: '',
    basis: 'inferred',
  }
}

const badBody: HeadRefusal = {
  refusal: 'nginx-bad-request',
  why: 'the body’s chunks are malformed',
}

const BODY_GONE =
  'The request body was read before the mock saw it: mount createApp() before body parsers.'

const HOW_TO_NAME =
  'put /t/<key> before the path, or send X-Mock-Tenant: <key> (1-64 of A-Z a-z 0-9 . _ -).'

const refusedAs = ({ api, claim }: Routed, refusal: string): Routed =>
  Object.hasOwn(api.dialect.refusals, refusal)
    ? { api, claim: claim.refusal === refusal ? claim : { ...claim, refusal, notes: [] } }
    : { api, claim }

/** An answer of the mock's own: in the journal too, but past overrides and stubs. */
const aside = (tenant: Tenant, call: Call, reply: Reply): Reply => {
  const { trace, context, meta } = call
  trace.decider = 'framework'
  const durationMs = performance.now() - meta.startedAt
  tenant.script.journal.add({ at: context.now(), call, reply, durationMs })
  return reply
}
