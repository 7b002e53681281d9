import type { Api, Operation } from './api.ts'
import type { Basis } from './case.ts'
import type { Context, Services } from './context.ts'
import type { BodyRefusals, Decoded, Routed } from './dialect.ts'
import type { Note } from './note.ts'
import type { Outcome } from './outcome.ts'
import { addressNotes, isConsequence, readingNotes } from './reading-notes.ts'
import type { Reply, WireRequest } from './wire.ts'

export type Decider = 'override' | 'stub' | 'scenario' | 'use' | 'live' | 'framework' | 'proxy'

/** What a real back end was asked, where it answers in the mock's place. */
export interface Proxied {
  readonly url: string
  /** How long it took. */
  readonly durationMs: number
  /** Undefined: it did not answer. */
  readonly status: number | undefined
  /** What the mock would have answered. */
  readonly own: Reply
}

/** What the journal will want to know, filled in on the way. */
export interface Trace {
  /** Name of the case that was answered. */
  case?: string
  basis?: Basis
  decider: Decider
  readonly notes: Note[]
  proxied?: Proxied
  /** The request was read, and what that told is among the notes. */
  isRead?: boolean
}

/** What the edge knew of a request that its operation must not see. */
export interface CallMeta {
  /** Request target as it came, tenant prefix and query overrides included. */
  readonly url: string
  /** The query overrides by name, without their `__`: code, example, layout, delay, fault. */
  readonly queryOverrides?: Readonly<Record<string, string>> | undefined
  readonly clientIp?: string | undefined
  /** It came over HTTPS. */
  readonly secure?: boolean
  /** performance.now() when the request was complete. */
  readonly startedAt: number
}

/** One request on its way through the layers. */
export interface Call {
  readonly meta: CallMeta
  readonly api: Api
  /** The tenant's own, of which `context` is made. */
  readonly services: Services
  /** Absent where the request reached no operation. */
  readonly operation: Operation | undefined
  /** The refusal that routing already decided on. */
  readonly refusal: string | undefined
  readonly request: WireRequest
  readonly context: Context
  readonly trace: Trace
  /** Set by a stub that overrides fields of whatever is answered, before it is encoded. */
  amend?: (value: unknown, operation: Operation) => unknown
  /** Read once, on first need; undefined where there is no operation to read it for. */
  readonly decoded: () => Decoded | undefined
}

export type Respond = (call: Call) => Reply
/** Journal, overrides, stubs and scenarios are all of this one type. */
export type Middleware = (call: Call, next: Respond) => Reply

/** All of a call that it cannot find out again. */
export type CallParts = Pick<
  Call,
  'meta' | 'api' | 'services' | 'operation' | 'refusal' | 'request' | 'trace'
>

/** Starts a call: everything on it is lazy or shared. */
export const createCall = (
  { api, claim }: Routed,
  request: WireRequest,
  services: Services,
  meta: CallMeta = { url: request.path, startedAt: 0 },
): Call => {
  const { operation, refusal, notes = [] } = claim
  const unread = operation === undefined || refusal !== undefined ? addressNotes(request) : []
  const trace: Trace = { decider: 'live', notes: [...unread, ...notes], isRead: false }
  return callOf({ meta, api, services, operation, refusal, request, trace })
}

/** A call from its parts, also long after it was answered. */
export const callOf = (parts: CallParts): Call => {
  const { meta, api, services, operation, refusal, request, trace } = parts
  const { notes } = trace
  let decoded: Decoded | undefined
  const read = (): Decoded | undefined => {
    if (decoded === undefined && operation !== undefined) {
      decoded = api.dialect.decode(request, operation)
      // What routing refused, the framework never read: what reading finds would mislead.
      if (refusal === undefined && trace.isRead !== true)
        notes.push(...readingNotes(api, request, operation, decoded, notes))
      trace.isRead = true
    }
    return decoded
  }
  return {
    meta,
    api,
    services,
    operation,
    refusal,
    request,
    context: {
      now: services.now,
      derive: services.derive,
      fake: services.fake,
      world: services.world,
      wechat: services.wechat,
      sms: services.sms,
      phone: services.phone,
      note: (note) => {
        if (!isConsequence(note, notes)) notes.push(note)
      },
    },
    trace,
    decoded: read,
  }
}

/** decode -> handle -> envelope -> encode, straight down. */
export const respond: Respond = (call) => {
  const { operation, refusal } = call
  if (refusal !== undefined) return refuse(call, refusal)
  const decoded = call.decoded()
  if (operation === undefined || decoded === undefined)
    throw new Error(
      `The dialect ${call.api.dialect.name} claimed a request with neither an operation nor a refusal.`,
    )
  if (decoded.kind === 'refused') return refuse(call, decoded.refusal, decoded.issues)
  const { value, issues } = decoded
  if (issues.length > 0 && operation.onInvalid !== 'ignore')
    return settleInvalid(call, operation, issues, value === null)
  if (value === null)
    return refuse(call, bodyRefusal(call, issues.length > 0 ? 'malformed' : 'empty'), issues)
  return settle(call, operation, operation.handle(value, call.context))
}

const bodyRefusal = ({ api: { dialect } }: Call, kind: keyof BodyRefusals): string => {
  const name = dialect.bodyRefusals?.[kind]
  if (name === undefined) throw new Error(`The dialect ${dialect.name} refuses no ${kind} body.`)
  return name
}

const settleInvalid = (
  call: Call,
  operation: Operation,
  issues: Decoded['issues'],
  unread: boolean,
): Reply => {
  const reply = settle(call, operation, { kind: 'invalid', issues })
  // To the framework an invalid model; the catalogue has a case of its own for a body that could not be read.
  const { malformed } = call.api.dialect.bodyRefusals ?? {}
  if (unread && malformed !== undefined) call.trace.case = malformed
  return reply
}

/** Answers an operation's outcome, live or forced: the second half of the road. */
export const settle = (call: Call, operation: Operation, outcome: Outcome<unknown>): Reply =>
  outcome.kind === 'invalid' && operation.onInvalid !== 'outcome'
    ? refuse(call, bodyRefusal(call, 'invalid'), outcome.issues)
    : encodeOutcome(call, operation, outcome)

/** The framework's own answer; ends the road of a call that never reaches a handler. */
export const refuse = (call: Call, refusal: string, issues: Decoded['issues'] = []): Reply => {
  const { api, operation, request, context, trace } = call
  const reply = api.dialect.refuse(request, refusal, { operation, issues, services: context })
  trace.case = refusal
  trace.basis = reply.basis
  if (trace.decider === 'live') trace.decider = 'framework'
  return reply
}

/** The case of an outcome that says that the input is invalid. */
const INVALID = 'invalid-model'

const encodeOutcome = (call: Call, operation: Operation, outcome: Outcome<unknown>): Reply => {
  const row = outcome.kind === 'invalid' ? call.api.cases[INVALID] : outcome.row
  const value = operation.envelope(outcome, boundInput(call), call.context)
  const name = row?.name ?? (outcome.kind === 'invalid' ? INVALID : 'success')
  return encodeValue(call, operation, value, name, row?.basis ?? operation.success.basis)
}

/** Prints a value of the operation's response shape in the dialect's words. */
export const encodeValue = (
  call: Call,
  operation: Operation,
  value: unknown,
  name: string,
  basis: Basis,
): Reply => {
  const { api, request, context, trace } = call
  trace.case = name
  trace.basis = basis
  const amended = call.amend === undefined ? value : call.amend(value, operation)
  const reply = api.dialect.encode(request, operation, amended, context)
  if (reply.refusal !== undefined) {
    trace.case = reply.refusal
    trace.basis = reply.basis
    if (trace.decider === 'live') trace.decider = 'framework'
  }
  return reply
}

/** What was read of the request, if it could be read at all. */
export const boundInput = (call: Call) => {
  const decoded = call.decoded()
  return decoded?.kind === 'bound' ? (decoded.value ?? undefined) : undefined
}

/** Makes one function of middleware, the first outermost, and of what answers last. */
export const compose = (middleware: readonly Middleware[], last: Respond): Respond =>
  middleware.reduceRight<Respond>((next, current) => (call) => current(call, next), last)
