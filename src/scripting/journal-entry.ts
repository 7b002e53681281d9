import type { Note } from '../core/note.ts'
import { callOf, type Call, type CallMeta, type CallParts, type Trace } from '../core/pipeline.ts'
import type { Reply, WireRequest } from '../core/wire.ts'
import { END, headersIn, headOf, pairsOf, type EntryBytes } from './entry-bytes.ts'

/** One request and its answer, as the journal keeps them. An entry is never refilled with another request. */
export interface Entry {
  /** Counts from 1 since the tenant began. A reset does not start the count again. */
  readonly sequence: number
  /** Milliseconds since the epoch, of the tenant's clock. */
  readonly at: number
  /** Made anew at each access, so that nothing that reading the request allocates is kept. */
  readonly call: Call
  readonly reply: Reply
  readonly trace: Trace
  /** Milliseconds that making the answer took, without requested delays. */
  readonly durationMs: number
  /** Notes that are searched for when somebody first reads them, and then kept. */
  readonly lateNotes: readonly Note[]
  /** The tenant had stubs, and none of them answered the request. */
  readonly isMissed?: boolean
}

/** The data that an entry is made of. */
export interface Answered {
  /** Milliseconds since the epoch, of the tenant's clock. */
  readonly at: number
  readonly call: Call
  readonly reply: Reply
  /** Milliseconds. */
  readonly durationMs: number
  /** Searches for notes on the call. The search is too slow to run while the call is answered. */
  readonly lateNotes?: ((call: Call) => readonly Note[]) | undefined
}

/** Bytes. Longer bodies, of requests and of answers, are kept as they are. */
const LONGEST = 16_384
const EMPTY = Buffer.alloc(0)
/** Approximate bytes of an entry besides its texts. */
const OVERHEAD = 1024

/** The values that an entry shares with other entries of its operation, client and outcome. */
interface Common extends Pick<CallParts, 'api' | 'services' | 'operation' | 'refusal'> {
  readonly method: string
  readonly clientIp: CallMeta['clientIp']
  readonly secure: CallMeta['secure']
  readonly version: WireRequest['version']
  readonly authority: WireRequest['authority']
  /** The request has its header names as they were sent. */
  readonly hasRaw: boolean
  readonly status: number
  readonly reason: Reply['reason']
  readonly headers: Reply['headers']
  readonly basis: Reply['basis']
  readonly case: Trace['case']
  readonly caseBasis: Trace['basis']
}

/** Values that only few entries have. */
interface Rare {
  readonly queryOverrides: CallMeta['queryOverrides']
  /** The request's body, if it is longer than `LONGEST`; a shorter body is in the entry's bytes. */
  readonly body: Buffer | undefined
  /** The whole answer, if it has a fault, a delay, a body of bytes or a body longer than `LONGEST`. */
  readonly reply: Reply | undefined
  /** The whole trace, if it has notes, if the request is not read yet, or if the answer was not live. */
  readonly trace: Trace | undefined
  readonly search: Answered['lateNotes']
}

/**
 * Requests come in runs of one kind, so an entry shares this object with the previous entry where all values
 * are equal.
 */
const commonOf = (
  { api, services, operation, refusal, meta, request, trace }: Call,
  reply: Reply,
  before: Common | undefined,
): Common => {
  const { method, version, authority, rawHeaders } = request
  const { clientIp, secure } = meta
  const { status, reason, headers, basis } = reply
  const { case: name, basis: caseBasis } = trace
  const hasRaw = rawHeaders !== undefined
  if (
    before?.services === services &&
    before.operation === operation &&
    before.api === api &&
    before.headers === headers &&
    before.status === status &&
    before.case === name &&
    before.caseBasis === caseBasis &&
    before.basis === basis &&
    before.reason === reason &&
    before.refusal === refusal &&
    before.method === method &&
    before.version === version &&
    before.authority === authority &&
    before.clientIp === clientIp &&
    before.secure === secure &&
    before.hasRaw === hasRaw
  )
    return before
  return {
    api,
    services,
    operation,
    refusal,
    method,
    clientIp,
    secure,
    version,
    authority,
    hasRaw,
    status,
    reason,
    headers,
    basis,
    case: name,
    caseBasis,
  }
}

const rareOf = (rare: Rare): Rare | undefined =>
  rare.queryOverrides === undefined &&
  rare.body === undefined &&
  rare.reply === undefined &&
  rare.trace === undefined &&
  rare.search === undefined
    ? undefined
    : rare

/**
 * An entry that makes its call and its reply anew at each access. Kept as they were, they are about thirty
 * objects, and an entry lives just long enough for the garbage collector to copy them twice.
 */
export class JournalEntry implements Entry {
  readonly sequence: number
  readonly at: number
  readonly durationMs: number
  /** Approximate bytes of memory. */
  readonly weight: number
  /**
   * The request's head, and the bodies of the request and the answer unless they are longer than `LONGEST`.
   */
  readonly bytes: EntryBytes
  readonly #startedAt: number
  readonly #common: Common
  readonly #rare: Rare | undefined
  #lateNotes: readonly Note[] | undefined

  /** `before`: the previous entry of the journal. */
  constructor(sequence: number, answered: Answered, bytes: EntryBytes, before?: JournalEntry) {
    const { at, call, reply, durationMs, lateNotes } = answered
    const { meta, request, trace } = call
    const answer = shortBody(reply)
    const body = request.body.length > LONGEST ? request.body : undefined
    this.sequence = sequence
    this.at = at
    this.durationMs = durationMs
    this.bytes = bytes
    this.#startedAt = meta.startedAt
    this.#common = commonOf(call, reply, before === undefined ? undefined : before.#common)
    this.#rare = rareOf({
      queryOverrides: meta.queryOverrides,
      body,
      reply: answer === undefined ? reply : undefined,
      trace: isShort(trace) ? undefined : trace,
      search: lateNotes,
    })
    bytes.fill(headOf(meta.url, request), body === undefined ? request.body : EMPTY, answer ?? '')
    this.weight =
      OVERHEAD +
      bytes.length +
      (body?.length ?? 0) +
      (trace.proxied?.own.body.length ?? 0) +
      (answer === undefined ? reply.body.length : 0)
  }

  /** Makes a new call at each access. The notes that reading it adds go to the same trace. */
  get call(): Call {
    const { api, services, operation, refusal, secure } = this.#common
    const { method, version, authority, clientIp, hasRaw } = this.#common
    const [url = '', path = '', query = '', ...headers] = this.bytes.head.split(END)
    const mark = url.indexOf('?')
    const isPlain = path === ''
    return callOf({
      meta: {
        url,
        startedAt: this.#startedAt,
        clientIp,
        ...(secure === undefined ? {} : { secure }),
        queryOverrides: this.#rare?.queryOverrides,
      },
      api,
      services,
      operation,
      refusal,
      request: {
        method,
        ...(version === undefined ? {} : { version }),
        ...(authority === undefined ? {} : { authority }),
        ...(clientIp === undefined ? {} : { clientIp }),
        path: isPlain ? (mark < 0 ? url : url.slice(0, mark)) : path,
        query: isPlain ? (mark < 0 ? '' : url.slice(mark + 1)) : query,
        ...(hasRaw ? headersIn(headers) : { headers: pairsOf(headers) }),
        body: this.#rare?.body ?? this.bytes.body,
      },
      trace: this.trace,
    })
  }

  get reply(): Reply {
    if (this.#rare?.reply !== undefined) return this.#rare.reply
    const { status, reason, headers, basis } = this.#common
    const body = this.bytes.answer
    return { status, ...(reason === undefined ? {} : { reason }), headers, body, basis }
  }

  get trace(): Trace {
    if (this.#rare?.trace !== undefined) return this.#rare.trace
    const { case: name, caseBasis } = this.#common
    const trace: Trace = { decider: 'live', notes: [], isRead: true }
    if (name !== undefined) trace.case = name
    if (caseBasis !== undefined) trace.basis = caseBasis
    return trace
  }

  get isMissed(): boolean {
    return this.#rare?.search !== undefined
  }

  get lateNotes(): readonly Note[] {
    return (this.#lateNotes ??= this.#rare?.search?.(this.call) ?? [])
  }
}

/** Whether the entry keeps all of the trace anyway. A request that is not read yet may still get notes. */
const isShort = ({ decider, notes, isRead }: Trace): boolean =>
  decider === 'live' && isRead === true && notes.length === 0

/** The text of an answer that is short and has no fault or delay; undefined for other answers. */
const shortBody = ({ body, fault, delay }: Reply): string | undefined =>
  typeof body === 'string' && body.length <= LONGEST && fault === undefined && delay === undefined
    ? body
    : undefined
