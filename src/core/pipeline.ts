import type { Api, Operation } from './api.ts'
import type { Basis } from './case.ts'
import type { Context, Services } from './context.ts'
import type { BodyRefusals, Decoded, Routed } from './dialect.ts'
import type { Note } from './note.ts'
import type { Outcome } from './outcome.ts'
import { addressNotes, isConsequence, readingNotes } from './reading-notes.ts'
import type { Reply, WireRequest } from './wire.ts'

export type Decider = 'override' | 'stub' | 'scenario' | 'use' | 'live' | 'framework' | 'proxy'

/** The exchange with a real back end that answered in place of the mock. */
export interface Proxied {
  readonly url: string
  /** The duration of the exchange. */
  readonly durationMs: number
  /** Undefined if the back end did not answer. */
  readonly status: number | undefined
  /** The answer that the mock would have given. */
  readonly own: Reply
}

/** What the journal stores about a request. The layers fill it in while the request is answered. */
export interface Trace {
  /** The name of the case that was answered. */
  case?: string
  basis?: Basis
  decider: Decider
  readonly notes: Note[]
  proxied?: Proxied
  /** True once the request was read. `notes` then includes the notes of reading. */
  isRead?: boolean
}

/** What the HTTP layer knows about a request and the operation must not see. */
export interface CallMeta {
  /** The original request target, with the tenant prefix and the query overrides. */
  readonly url: string
  /** The query overrides by name, without their `__`: code, example, layout, delay, fault. */
  readonly queryOverrides?: Readonly<Record<string, string>> | undefined
  readonly clientIp?: string | undefined
  /** True for a request over HTTPS. */
  readonly secure?: boolean
  /** The value of performance.now() when the request was complete. */
  readonly startedAt: number
}

/** A request on its way through the layers. */
export interface Call {
  readonly meta: CallMeta
  readonly api: Api
  /** The tenant's services, from which `context` is made. */
  readonly services: Services
  /** Undefined for a request that reached no operation. */
  readonly operation: Operation | undefined
  /** The refusal that routing decided on, if any. */
  readonly refusal: string | undefined
  readonly request: WireRequest
  readonly context: Context
  readonly trace: Trace
  /**
   * Changes the value of the answer before it is encoded. A stub that overrides fields of an answer sets it.
   */
  amend?: (value: unknown, operation: Operation) => unknown
  /** Reads the request on the first call. Returns undefined for a request without an operation. */
  readonly decoded: () => Decoded | undefined
}

/** Answers a call. */
export type Respond = (call: Call) => Reply
/**
 * A middleware between the HTTP layer and the operation. The journal, overrides, stubs and scenarios are
 * middleware.
 */
export type Middleware = (call: Call, next: Respond) => Reply

/** The parts of a call from which `callOf` can make the whole call again. */
export type CallParts = Pick<
  Call,
  'meta' | 'api' | 'services' | 'operation' | 'refusal' | 'request' | 'trace'
>

/** Creates a call. The call reads the request lazily and shares the tenant's services. */
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

/** Creates a call from its parts. Also works long after the request was answered. */
export const callOf = (parts: CallParts): Call => {
  const { meta, api, services, operation, refusal, request, trace } = parts
  const { notes } = trace
  let decoded: Decoded | undefined
  const read = (): Decoded | undefined => {
    if (decoded === undefined && operation !== undefined) {
      decoded = api.dialect.decode(request, operation)
      // The framework never reads a request that routing refused, so notes of reading would mislead.
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

/**
 * Answers a call without middleware: decode -> handle -> envelope -> encode. Throws an Error when a dialect
 * claimed the request with neither an operation nor a refusal.
 */
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
  // The framework treats an unreadable body as an invalid model, but the catalogue has a case of its own for
  // it.
  const { malformed } = call.api.dialect.bodyRefusals ?? {}
  if (unread && malformed !== undefined) call.trace.case = malformed
  return reply
}

/**
 * Encodes the outcome of an operation, live or forced. An invalid outcome is refused where the operation does
 * not answer it itself.
 */
export const settle = (call: Call, operation: Operation, outcome: Outcome<unknown>): Reply =>
  outcome.kind === 'invalid' && operation.onInvalid !== 'outcome'
    ? refuse(call, bodyRefusal(call, 'invalid'), outcome.issues)
    : encodeOutcome(call, operation, outcome)

/** Answers with a refusal of the framework. No handler sees the call. */
export const refuse = (call: Call, refusal: string, issues: Decoded['issues'] = []): Reply => {
  const { api, operation, request, context, trace } = call
  const reply = api.dialect.refuse(request, refusal, { operation, issues, services: context })
  trace.case = refusal
  trace.basis = reply.basis
  if (trace.decider === 'live') trace.decider = 'framework'
  return reply
}

/** The name of the case for invalid input. */
const INVALID = 'invalid-model'

const encodeOutcome = (call: Call, operation: Operation, outcome: Outcome<unknown>): Reply => {
  const row = outcome.kind === 'invalid' ? call.api.cases[INVALID] : outcome.row
  const value = operation.envelope(outcome, boundInput(call), call.context)
  const name = row?.name ?? (outcome.kind === 'invalid' ? INVALID : 'success')
  return encodeValue(call, operation, value, name, row?.basis ?? operation.success.basis)
}

/**
 * Encodes a value of the operation's response shape by the dialect, and stores case and basis in the trace.
 */
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

/** Returns the input that was read from the request, or undefined if it could not be read. */
export const boundInput = (call: Call) => {
  const decoded = call.decoded()
  return decoded?.kind === 'bound' ? (decoded.value ?? undefined) : undefined
}

/** Combines middleware and the final responder into one function. The first middleware is the outermost. */
export const compose = (middleware: readonly Middleware[], last: Respond): Respond =>
  middleware.reduceRight<Respond>((next, current) => (call) => current(call, next), last)
