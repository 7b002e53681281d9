import type { Call } from '../core/pipeline.ts'
import type { Reply } from '../core/wire.ts'
import { problem } from '../scripting/problem.ts'
import type { Exchange, HeadRefusal } from './exchange.ts'
import { printable } from './log.ts'
import type { Over } from './limits.ts'
import type { Calls, CallsOptions } from './start-call.ts'
import { type Tenant, type Tenants, DEFAULT_TENANT } from './tenants.ts'
import type { Routed } from '../core/dialect.ts'
import { isCrossSite } from './browsers.ts'
import { NotKeptError } from '../core/records.ts'
import { StateError } from '../world/store.ts'

const EMPTY = Buffer.alloc(0)

/** Answers to requests that reach no operation: malformed ones, too large ones, ones without a tenant. */
interface TurnedAway {
  readonly turnAway: (exchange: Exchange, tenant: Tenant, refusal: HeadRefusal) => Reply
  readonly overLimit: (exchange: Exchange, tenant: Tenant, over: Over) => Reply
  readonly nameless: (exchange: Exchange, tenant: Tenant, body: Buffer) => Reply
}

export const createTurnedAway = (
  { startCall }: Calls,
  { limits, log }: Pick<CallsOptions, 'limits' | 'log'>,
): TurnedAway => {
  /** Answers as the server in front of the framework, which refuses the request by its head or its framing. */
  const turnAway = (exchange: Exchange, tenant: Tenant, { refusal, why }: HeadRefusal): Reply => {
    log('warn', `malformed request refused: ${why}`)
    const call = startCall(exchange, tenant, EMPTY, refusal)
    const { notes } = call.trace
    // Routing may have refused it for the same reason already: its note is more precise than this one.
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

  return { turnAway, overLimit, nameless }
}

const HOW_TO_NAME =
  'put /t/<key> before the path, or send X-Mock-Tenant: <key> (1-64 of A-Z a-z 0-9 . _ -).'

/** An answer of the mock's own: in the journal too, but past overrides and stubs. */
export const aside = (tenant: Tenant, call: Call, reply: Reply): Reply => {
  const { trace, context, meta } = call
  trace.decider = 'framework'
  const durationMs = performance.now() - meta.startedAt
  tenant.script.journal.add({ at: context.now(), call, reply, durationMs })
  return reply
}

/**
 * What is answered for a tenant that is not there, without making it; undefined where it is to be made:
 * for an operation, and where a stub answers. Any page could fill all places with links and images.
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
  // Only an operation, or a back end, whose tenants are made, answers later.
  if (reply instanceof Promise) return undefined
  const decider = passing.script.journal.latest()?.trace.decider
  // What its journal holds counts among all journals.
  passing.script.journal.clear()
  return decider === 'stub' || decider === 'scenario' ? undefined : reply
}

const foreign = (key: string): Reply =>
  problem(
    403,
    'Tenant not made',
    `There is no tenant ${key}, and a page of another site makes none: make it by an admin call, such as GET /t/${key}/__admin/world.`,
  )

/** A browser that asks for `/`, where nothing else answers, wants the page. */
export const isForConsole = ({ request, target, headers }: Exchange, { trace }: Call): boolean =>
  target.path === '/' &&
  trace.decider === 'framework' &&
  (request.method === 'GET' || request.method === 'HEAD') &&
  (headers['accept'] ?? '').includes('text/html')

/** Leads there; the journal keeps no entry of it. `isKept`: the request was put there. */
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

/** Title of what is answered in place of what other replicas could not be told of. */
export const NOT_SHARED = 'State not shared'

/** The call was not done, or nobody knows whether: its message says why. Others are defects. */
export const isNotShared = (error: unknown): error is Error =>
  error instanceof NotKeptError || error instanceof StateError
