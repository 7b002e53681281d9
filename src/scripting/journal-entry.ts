import type { Note } from '../core/note.ts'
import { callOf, type Call, type CallMeta, type CallParts, type Trace } from '../core/pipeline.ts'
import type { Reply, WireRequest } from '../core/wire.ts'
import { END, headersIn, headOf, pairsOf, type EntryBytes } from './entry-bytes.ts'

/** One request and its answer, as the journal keeps them. It never becomes another request's. */
export interface Entry {
  /** Counts from 1 since the tenant began; never reused by a reset. */
  readonly sequence: number
  /** Milliseconds since the epoch, of the tenant's clock. */
  readonly at: number
  /** Made when asked for, each time: what reading the request allocates is not kept. */
  readonly call: Call
  readonly reply: Reply
  readonly trace: Trace
  /** Milliseconds that the answer took to make, without delays that were asked for. */
  readonly durationMs: number
  /** Notes that are searched for when somebody reads the entry, and then kept. */
  readonly lateNotes: readonly Note[]
  /** Stubs were there, and none of them answered it. */
  readonly isMissed?: boolean
}

/** What an entry is made of. */
export interface Answered {
  /** Milliseconds since the epoch, of the tenant's clock. */
  readonly at: number
  readonly call: Call
  readonly reply: Reply
  /** Milliseconds. */
  readonly durationMs: number
  /** Searches for notes on the call that are too slow to make while it is answered. */
  readonly lateNotes?: ((call: Call) => readonly Note[]) | undefined
}

/** Bytes; longer bodies, of requests and of answers, are kept as they came. */
const LONGEST = 16_384
const EMPTY = Buffer.alloc(0)
/** Bytes of an entry beyond its texts, roughly. */
const OVERHEAD = 1024

/** What an entry has in common with others of its operation, client and outcome. */
interface Common extends Pick<CallParts, 'api' | 'services' | 'operation' | 'refusal'> {
  readonly method: string
  readonly clientIp: CallMeta['clientIp']
  readonly secure: CallMeta['secure']
  readonly version: WireRequest['version']
  readonly authority: WireRequest['authority']
  /** Its headers came with their names as they were written. */
  readonly hasRaw: boolean
  readonly status: number
  readonly reason: Reply['reason']
  readonly headers: Reply['headers']
  readonly basis: Reply['basis']
  readonly case: Trace['case']
  readonly caseBasis: Trace['basis']
}

/** What few entries have. */
interface Rare {
  readonly queryOverrides: CallMeta['queryOverrides']
  /** The request's body, where it is longer than `LONGEST`; else it is in the bytes. */
  readonly body: Buffer | undefined
  /** The whole answer, with a fault, a delay, a body of bytes or one longer than `LONGEST`. */
  readonly reply: Reply | undefined
  /** The whole trace, where it has notes, is not read yet or was not answered live. */
  readonly trace: Trace | undefined
  readonly search: Answered['lateNotes']
}

/** Requests come in runs of one kind: an entry holds what the one before it holds, where that is the same. */
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
 * An entry that makes its call and its reply again for whoever asks. As they came, they are thirty objects,
 * and each entry lives just long enough for the garbage collector to copy them twice.
 */
export class JournalEntry implements Entry {
  readonly sequence: number
  readonly at: number
  readonly durationMs: number
  /** Bytes of memory, roughly. */
  readonly weight: number
  /** The request's head, and its body and the answer's unless they are longer than `LONGEST`. */
  readonly bytes: EntryBytes
  readonly #startedAt: number
  readonly #common: Common
  readonly #rare: Rare | undefined
  #lateNotes: readonly Note[] | undefined

  /** `before`: the entry added before it. */
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

  /** Another one each time; what it tells of itself goes to the same trace. */
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

/** It says no more than what an entry keeps of it. What has not been read yet may still get notes. */
const isShort = ({ decider, notes, isRead }: Trace): boolean =>
  decider === 'live' && isRead === true && notes.length === 0

/** The text of a short, plain answer. */
const shortBody = ({ body, fault, delay }: Reply): string | undefined =>
  typeof body === 'string' && body.length <= LONGEST && fault === undefined && delay === undefined
    ? body
    : undefined
