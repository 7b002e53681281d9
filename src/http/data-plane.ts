import { NotKeptError } from '../core/records.ts'
import type { Routed } from '../core/dialect.ts'
import type { Reply, WireRequest } from '../core/wire.ts'
import { maskText } from '../core/mask-text.ts'
import { problem } from '../scripting/problem.ts'
import { type Shared, NoRoomError } from '../world/store.ts'
import type { BackEnds } from './back-ends.ts'
import { readBody, type BodyRead, type Uploads } from './body.ts'
import { isPreflight, preflight, isCrossSite } from './browsers.ts'
import { unwritten, type Deliver, type Durable, isNotShared, NOT_SHARED } from './deliver.ts'
import { dropOnThrow } from './turns.ts'
import { type FrontOf, headRefusal, type HeadRefusal, type Exchange } from './exchange.ts'
import { type Limits, overs } from './limits.ts'
import { printable } from './log.ts'
import type { Log } from '../core/log.ts'
import { DEFAULT_TENANT, type Tenant, type Tenants } from './tenants.ts'
import { createCalls, answerUnknown, isForConsole, toConsole, aside } from './calls.ts'
import { entryId } from '../scripting/entry-view.ts'
import { notesOf } from '../scripting/notes.ts'

export interface DataPlaneOptions {
  readonly route: (request: WireRequest) => Routed
  readonly front: FrontOf
  readonly tenants: Tenants
  readonly deliver: Deliver
  /** State whose changes must be on disk before an answer reveals them. Absent: answers do not wait. */
  readonly durable?: Durable
  /** State that replicas share: requests are answered in turns. Absent: requests are answered at once. */
  readonly shared?: Shared | undefined
  readonly cors: boolean
  /** Back ends that answer for their APIs. */
  readonly backEnds?: BackEnds | undefined
  readonly requireTenant: boolean
  /** Whether answers with notes have an `X-Mock-Notes` header. */
  readonly explain: boolean
  readonly uploads: Uploads
  readonly limits: Limits
  readonly log: Log
}

const EMPTY = Buffer.alloc(0)

/** Creates the handler of the data plane: everything but the admin API. */
export const createDataPlane = (options: DataPlaneOptions): ((exchange: Exchange) => void) => {
  const { route, front, tenants, deliver, shared, backEnds, uploads, limits, log } = options
  const { read, startCall, turnAway, overLimit, nameless } = createCalls(options)

  const routedOf = (exchange: Exchange, body: Parameters<BodyRead>[0]): Routed =>
    route(read(exchange, Buffer.isBuffer(body) ? body : EMPTY).wire)

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
    // Refused before the call is handled: else the state in memory would change without the client knowing.
    if (unkept !== undefined)
      return aside(tenant, startCall(exchange, tenant, body), unwritten(unkept))
    const call = startCall(exchange, tenant, body)
    const backEnd = backEnds?.of(routedOf(exchange, body))
    if (backEnd !== undefined && backEnds !== undefined)
      return backEnds.answer(call, backEnd, tenant.script, exchange)
    const reply = tenant.script.respond(call)
    return isForConsole(exchange, call) ? toConsole(tenant, shared?.isGuarded() !== true) : reply
  }

  /** Answers a request for a tenant that does not exist; or makes the tenant and returns undefined. */
  const unknown = (
    exchange: Exchange,
    key: string,
    body: Parameters<BodyRead>[0],
  ): Reply | undefined => {
    const routed = routedOf(exchange, body)
    // A back end may answer requests for which the mock knows no operation, so the tenant is made.
    if (!isCrossSite(exchange.headers) && backEnds?.of(routed) !== undefined) return roomFor(key)
    return (
      answerUnknown(key, exchange, routed, tenants, (tenant) => answer(exchange, tenant, body)) ??
      roomFor(key)
    )
  }

  /** Makes the tenant. Returns a refusal if there is no room for it. */
  const roomFor = (key: string): Reply | undefined => {
    try {
      tenants.of(key)
      return undefined
    } catch (error) {
      // With replicas the store catches this error: it makes room and runs the call again.
      if (!(error instanceof NoRoomError) || shared !== undefined) throw error
      log('warn', `tenant ${key} not made: ${tenants.keys().length} are worth keeping`)
      return problem(503, 'No room for a tenant', error.message)
    }
  }

  /** Returns the answer, and the clock for its `Date` header. */
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

  /** Adds the notes link and the tenant's delay. A call that must change nothing has no entry to link to. */
  const told = (reply: Reply, tenant: Tenant): Reply =>
    tenant.delayed(
      options.explain && shared?.isGuarded() !== true ? withNotesLink(reply, tenant) : reply,
    )

  const defect = (error: unknown, { target }: Exchange, tenant: Tenant): Reply => {
    if (error instanceof NotKeptError) throw error
    log(
      'error',
      `could not answer ${printable(target.path)}: ${printable(maskText(String(error)))}`,
    )
    const isGone = error instanceof Error && error.message === BODY_GONE
    return tenant.delayed(
      isGone ? problem(500, 'Body already read', BODY_GONE) : problem(500, 'Defect', DEFECT),
    )
  }

  /** Adds the notes link and the delay to a back end's answer. Never rejects with a defect. */
  const later = (reply: Promise<Reply>, exchange: Exchange, tenant: Tenant): Promise<Reply> =>
    reply
      .then((whole) => told(whole, tenant))
      .catch((error: unknown) => defect(error, exchange, tenant))

  /** Delivers an answer later than in the event handler of its request, where nobody catches errors. */
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

  /**
   * Brings the default tenant up to date if `key` names a tenant that does not exist: the clock of the
   * default tenant dates the answer.
   */
  const upToDate = async (key: string): Promise<void> => {
    if (key !== DEFAULT_TENANT && !tenants.has(key))
      await shared?.turn(DEFAULT_TENANT, false, () => undefined)
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
      upToDate(key)
        .then(() => shared.turn(key, true, () => answered(exchange, key, body)))
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
    // nginx refuses any other transfer coding when it reads the head, so the body is not read.
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
  /** A promise if a back end answers. */
  readonly reply: Reply | Promise<Reply>
  readonly now: () => number
}

/** Returns the answer to a call whose changes could not be shared with the other replicas. */
const unshared = (error: unknown, log: Log): Reply => {
  if (isNotShared(error)) return problem(503, NOT_SHARED, error.message)
  if (error instanceof NoRoomError) return problem(503, 'No room for a tenant', error.message)
  log('error', `could not answer: ${printable(maskText(String(error)))}`)
  return problem(500, 'Defect', DEFECT)
}

const badBody: HeadRefusal = {
  refusal: 'nginx-bad-request',
  why: 'the body’s chunks are malformed',
}

const BODY_GONE =
  'The request body was read before the mock saw it: mount createApp() before body parsers.'

/**
 * Adds the number of notes, and a link to the journal entry of the answer that was just made
 * (docs/spec/control.md#command-line).
 */
const withNotesLink = (reply: Reply, { key, script, world }: Tenant): Reply => {
  const entry = script.journal.latest()
  const notes = entry === undefined ? [] : notesOf(entry)
  if (entry === undefined || notes.length === 0) return reply
  const prefix = key === DEFAULT_TENANT ? '' : `/t/${key}`
  const href = `${prefix}/__admin/requests/${entryId(world.services.derive, entry)}?mock=true`
  return {
    ...reply,
    headers: [
      ...reply.headers,
      ['X-Mock-Notes', String(notes.length)],
      ['Link', `<${href}>; rel="describedby"`],
    ],
  }
}
