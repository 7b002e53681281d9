import { type Call, createCall } from '../core/pipeline.ts'
import type { Reply, BodyBounds, Bound, WireRequest } from '../core/wire.ts'
import { problem } from '../scripting/problem.ts'
import { type Exchange, type HeadRefusal, takeQueryOverrides, isOdd } from './exchange.ts'
import { printable } from './log.ts'
import type { Over, Limits } from './limits.ts'
import { type Tenant, type Tenants, DEFAULT_TENANT } from './tenants.ts'
import type { Routed } from '../core/dialect.ts'
import { isCrossSite } from './browsers.ts'
import type { Log } from '../core/log.ts'

interface CallsOptions {
  readonly route: (request: WireRequest) => Routed
  readonly limits: Limits
  readonly log: Log
}

/** Makes calls from requests whose bodies are read, and answers requests that reach no operation. */
interface Calls {
  /** Returns the request as the imitated server would see it, and the query overrides removed from it. */
  readonly read: (
    exchange: Exchange,
    body: Buffer,
  ) => {
    readonly wire: WireRequest
    readonly queryOverrides: Readonly<Record<string, string>> | undefined
  }
  /** Makes a call. `refusal` names a refusal of the framework that replaces the result of routing. */
  readonly startCall: (exchange: Exchange, tenant: Tenant, body: Buffer, refusal?: string) => Call
  /** Answers as nginx in front of the framework, which refuses the request because of its head or framing. */
  readonly turnAway: (exchange: Exchange, tenant: Tenant, refusal: HeadRefusal) => Reply
  /** Answers a request that exceeds a limit: as the stack does, if it has such a refusal. */
  readonly overLimit: (exchange: Exchange, tenant: Tenant, over: Over) => Reply
  /** Answers a request that names no tenant. */
  readonly nameless: (exchange: Exchange, tenant: Tenant, body: Buffer) => Reply
}

const EMPTY = Buffer.alloc(0)

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

  const turnAway = (exchange: Exchange, tenant: Tenant, { refusal, why }: HeadRefusal): Reply => {
    log('warn', `malformed request refused: ${why}`)
    const call = startCall(exchange, tenant, EMPTY, refusal)
    const { notes } = call.trace
    // Routing may have refused the request for the same reason. Its note is more precise than this note.
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

  return { read, startCall, turnAway, overLimit, nameless }
}

const refusedAs = ({ api, claim }: Routed, refusal: string): Routed =>
  Object.hasOwn(api.dialect.refusals, refusal)
    ? { api, claim: claim.refusal === refusal ? claim : { ...claim, refusal, notes: [] } }
    : { api, claim }

const HOW_TO_NAME =
  'put /t/<key> before the path, or send X-Mock-Tenant: <key> (1-64 of A-Z a-z 0-9 . _ -).'

/** Writes an answer of the mock itself to the journal and returns it. Overrides and stubs do not apply. */
export const aside = (tenant: Tenant, call: Call, reply: Reply): Reply => {
  const { trace, context, meta } = call
  trace.decider = 'framework'
  const durationMs = performance.now() - meta.startedAt
  tenant.script.journal.add({ at: context.now(), call, reply, durationMs })
  return reply
}

/**
 * Answers a request for a tenant that does not exist, without making the tenant. Returns undefined if the
 * tenant must be made: for an operation, or if a stub answers. Other requests make no tenant, because any
 * page could use up all places with links and images.
 */
export const answerUnknown = (
  key: string,
  exchange: Exchange,
  { claim }: Routed,
  tenants: Tenants,
  respond: (tenant: Tenant) => Reply | Promise<Reply>,
): Reply | undefined => {
  if (isCrossSite(exchange.headers)) return foreign(key)
  if (claim.operation !== undefined) return undefined
  const passing = tenants.passing(key)
  const reply = respond(passing)
  // Only operations and back ends answer by a promise, and for both the tenant is made.
  if (reply instanceof Promise) return undefined
  const decider = passing.script.journal.latest()?.trace.decider
  // The entries would count towards the limit of all journals together.
  passing.script.journal.clear()
  return decider === 'stub' || decider === 'scenario' ? undefined : reply
}

const foreign = (key: string): Reply =>
  problem(
    403,
    'Tenant not made',
    `There is no tenant ${key}, and a page of another site makes none: make it by an admin call, such as GET /t/${key}/__admin/world.`,
  )

/** Returns whether a browser asks for `/` and nothing else answers there: it is sent to the console. */
export const isForConsole = ({ request, target, headers }: Exchange, { trace }: Call): boolean =>
  target.path === '/' &&
  trace.decider === 'framework' &&
  (request.method === 'GET' || request.method === 'HEAD') &&
  (headers['accept'] ?? '').includes('text/html')

/**
 * Returns a redirect to the console, and removes the request's entry from the journal. `isKept`: the journal
 * has an entry for the request.
 */
export const toConsole = ({ key, script }: Tenant, isKept: boolean): Reply => {
  const entry = isKept ? script.journal.latest() : undefined
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
