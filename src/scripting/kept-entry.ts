import type { Note } from '../core/note.ts'
import { callOf, type Call, type CallMeta, type CallParts, type Trace } from '../core/pipeline.ts'
import type { Reply, WireRequest } from '../core/wire.ts'
import type { Entry } from './journal.ts'
import { KeptBytes } from './kept-bytes.ts'
import { stubNearMiss } from './notes/stub-near-miss.ts'
import type { Missed } from './stubs/stubs.ts'

/** Longer bodies, of requests and of answers, are kept as they came. */
const LONGEST = 16_384
const EMPTY = Buffer.alloc(0)
/** What an entry weighs beyond its texts, roughly. */
const OVERHEAD = 1024
/** Between the texts of a head: no request that a server takes has one in it. */
const END = '\0'

/** What an entry is made of. */
export interface Answered {
  /** Milliseconds since the epoch, of the tenant's clock. */
  readonly at: number
  readonly call: Call
  readonly reply: Reply
  readonly durationMs: number
  readonly missed?: Missed | undefined
}

/**
 * An entry that is made again for whoever asks, and filled again with another request once a full
 * journal forgets it. Kept as they came, a call and its reply are thirty objects that the garbage
 * collector copies twice: 5 µs of a login's 30. So none of them is kept.
 */
export class KeptEntry implements Entry {
  sequence = 0
  at = 0
  durationMs = 0
  weight = 0
  readonly #bytes: KeptBytes
  #api: CallParts['api']
  #services: CallParts['services']
  #operation: CallParts['operation']
  #refusal: CallParts['refusal']
  #method = ''
  #startedAt = 0
  #clientIp: CallMeta['clientIp']
  #queryOverrides: CallMeta['queryOverrides']
  /** Its headers came with their names as they were written. */
  #hasRaw = false
  /** Where it is too long for the bytes. */
  #body: Buffer | undefined
  /** Where there is more to it than what follows, or too much. */
  #reply: Reply | undefined
  #status = 0
  #reason: Reply['reason']
  #headers: Reply['headers'] = []
  #basis: Reply['basis'] = 'inferred'
  /** Where there is more to it than what follows. */
  #trace: Trace | undefined
  #case: Trace['case']
  #caseBasis: Trace['basis']
  #missed: Missed | undefined
  #lateNotes: readonly Note[] | undefined

  /** `bytes` of an entry that was forgotten, or new ones. */
  constructor(sequence: number, answered: Answered, bytes: KeptBytes) {
    this.#bytes = bytes
    this.#api = answered.call.api
    this.#services = answered.call.services
    this.fill(sequence, answered)
  }

  /** What it is kept in, once it is forgotten. */
  get room(): KeptBytes {
    return this.#bytes
  }

  /** Makes it another entry; of the one it was, nothing is left. */
  fill(sequence: number, { at, call, reply, durationMs, missed }: Answered): void {
    const { meta, request } = call
    this.sequence = sequence
    this.at = at
    this.durationMs = durationMs
    this.#api = call.api
    this.#services = call.services
    this.#operation = call.operation
    this.#refusal = call.refusal
    this.#method = request.method
    this.#hasRaw = request.rawHeaders !== undefined
    this.#startedAt = meta.startedAt
    this.#clientIp = meta.clientIp
    this.#queryOverrides = meta.queryOverrides
    this.#missed = missed
    this.#lateNotes = undefined
    this.#keepTrace(call.trace)
    this.#keepReply(reply)
    this.#body = request.body.length > LONGEST ? request.body : undefined
    this.#bytes.fill(
      headOf(meta.url, request),
      this.#body === undefined ? request.body : EMPTY,
      this.#reply === undefined ? (reply.body as string) : '',
    )
    this.weight =
      OVERHEAD +
      this.#bytes.length +
      (this.#body?.length ?? 0) +
      (this.#reply === undefined ? 0 : reply.body.length)
  }

  /** Another one each time; what it tells of itself goes to the same trace. */
  get call(): Call {
    const [url = '', path = '', query = '', ...headers] = this.#bytes.head.split(END)
    const mark = url.indexOf('?')
    const isPlain = path === ''
    return callOf({
      meta: {
        url,
        startedAt: this.#startedAt,
        clientIp: this.#clientIp,
        queryOverrides: this.#queryOverrides,
      },
      api: this.#api,
      services: this.#services,
      operation: this.#operation,
      refusal: this.#refusal,
      request: {
        method: this.#method,
        path: isPlain ? (mark < 0 ? url : url.slice(0, mark)) : path,
        query: isPlain ? (mark < 0 ? '' : url.slice(mark + 1)) : query,
        ...(this.#hasRaw ? headersIn(headers) : { headers: pairsOf(headers) }),
        body: this.#body ?? this.#bytes.body,
      },
      trace: this.trace,
    })
  }

  get reply(): Reply {
    if (this.#reply !== undefined) return this.#reply
    const [status, reason] = [this.#status, this.#reason]
    return {
      status,
      ...(reason === undefined ? {} : { reason }),
      headers: this.#headers,
      body: this.#bytes.answer,
      basis: this.#basis,
    }
  }

  get trace(): Trace {
    if (this.#trace !== undefined) return this.#trace
    const trace: Trace = { decider: 'live', notes: [], isRead: true }
    if (this.#case !== undefined) trace.case = this.#case
    if (this.#caseBasis !== undefined) trace.basis = this.#caseBasis
    return trace
  }

  get isMissed(): boolean {
    return this.#missed !== undefined
  }

  /** Searching the stubs for what nearly matched is not for the answer's time. */
  get lateNotes(): readonly Note[] {
    return (this.#lateNotes ??=
      this.#missed === undefined ? [] : stubNearMiss(this.#missed(this.call)))
  }

  /** What has not been read yet may still get notes. */
  #keepTrace(trace: Trace): void {
    const { decider, notes, isRead } = trace
    this.#trace = decider === 'live' && isRead === true && notes.length === 0 ? undefined : trace
    this.#case = trace.case
    this.#caseBasis = trace.basis
  }

  #keepReply(reply: Reply): void {
    const { body, fault, delay } = reply
    const isPlain =
      typeof body === 'string' &&
      body.length <= LONGEST &&
      fault === undefined &&
      delay === undefined
    this.#reply = isPlain ? undefined : reply
    this.#status = reply.status
    this.#reason = reply.reason
    this.#headers = reply.headers
    this.#basis = reply.basis
  }
}

/** The URL, then path and query unless it says both, then names and values of headers. */
const headOf = (url: string, request: WireRequest): string => {
  const { path, query, headers, rawHeaders } = request
  const start = isUrlOf(url, request) ? `${url}${END}${END}` : `${url}${END}${path}${END}${query}`
  if (rawHeaders === undefined) return start + pairsText(headers)
  // Usually node has one for each that came, in the same order: then the names as they came are enough.
  let head = start
  let at = 0
  for (const name in headers) {
    const raw = rawHeaders[at] ?? ''
    if (!isSpelt(raw, name))
      return `${start}${END}${rawHeaders.join(END)}${END}${pairsText(headers)}`
    head += `${END}${raw}${END}${headers[name] ?? ''}`
    at += 2
  }
  return at === rawHeaders.length
    ? head
    : `${start}${END}${rawHeaders.join(END)}${END}${pairsText(headers)}`
}

const pairsText = (headers: WireRequest['headers']): string => {
  let text = ''
  // Nothing inherited is enumerable.
  for (const name in headers) text += `${END}${name}${END}${headers[name] ?? ''}`
  return text
}

/** As good as sure, and quicker than to compare all of it: the same length, the same first and last letter. */
const isSpelt = (raw: string, lower: string): boolean => {
  const last = lower.length - 1
  return (
    raw.length === lower.length &&
    (raw.charCodeAt(0) | 0x20) === (lower.charCodeAt(0) | 0x20) &&
    (raw.charCodeAt(last) | 0x20) === (lower.charCodeAt(last) | 0x20)
  )
}

/** Names as they came alone, or those and after an empty one what node made of them. */
const headersIn = (texts: readonly string[]): Pick<WireRequest, 'headers' | 'rawHeaders'> => {
  const gap = texts.findIndex((text, at) => at % 2 === 0 && text === '')
  const raw = gap < 0 ? texts : texts.slice(0, gap)
  return {
    headers: gap < 0 ? pairsOf(texts, true) : pairsOf(texts.slice(gap + 1)),
    rawHeaders: raw,
  }
}

/** Nothing was taken off the URL: no tenant prefix, no query overrides, no authority. */
const isUrlOf = (url: string, { path, query }: WireRequest): boolean =>
  url.length === path.length + (query === '' ? 0 : query.length + 1) && url.startsWith(path)

const pairsOf = (texts: readonly string[], lowers = false): Readonly<Record<string, string>> =>
  Object.fromEntries(
    texts.flatMap((name, at) =>
      at % 2 === 0 ? [[lowers ? name.toLowerCase() : name, texts[at + 1] ?? '']] : [],
    ),
  )
