import type { Note } from '../core/note.ts'
import { callOf, type Call, type CallMeta, type CallParts, type Trace } from '../core/pipeline.ts'
import type { Reply, WireRequest } from '../core/wire.ts'
import type { Answered, Entry } from './entry.ts'
import type { EntryBytes } from './entry-bytes.ts'

/** Bytes; longer bodies, of requests and of answers, are kept as they came. */
const LONGEST = 16_384
const EMPTY = Buffer.alloc(0)
/** Bytes of an entry beyond its texts, roughly. */
const OVERHEAD = 1024
/** Between the texts of a head: no request that a server takes has one in it. */
const END = '\0'

/** What an entry keeps of its call and its reply beside the texts in `bytes`. */
interface Kept extends Pick<CallParts, 'api' | 'services' | 'operation' | 'refusal'> {
  readonly method: string
  readonly startedAt: number
  readonly clientIp: CallMeta['clientIp']
  readonly secure: CallMeta['secure']
  readonly version: WireRequest['version']
  readonly authority: WireRequest['authority']
  readonly queryOverrides: CallMeta['queryOverrides']
  /** Its headers came with their names as they were written. */
  readonly hasRaw: boolean
  /** The request's body, where it is longer than `LONGEST`; else it is in the bytes. */
  readonly body: Buffer | undefined
  /**
   * The whole answer, where the fields below cannot say it: with a fault, a delay, a body of bytes or one
   * longer than `LONGEST`. Else undefined.
   */
  readonly reply: Reply | undefined
  readonly status: number
  readonly reason: Reply['reason']
  readonly headers: Reply['headers']
  readonly basis: Reply['basis']
  /** The whole trace, where it has notes, is not read yet or was not answered live; else undefined, and the two below say it. */
  readonly trace: Trace | undefined
  readonly case: Trace['case']
  readonly caseBasis: Trace['basis']
  readonly search: Answered['lateNotes']
}

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
  readonly #kept: Kept
  #lateNotes: readonly Note[] | undefined

  constructor(sequence: number, answered: Answered, bytes: EntryBytes) {
    const { at, call, reply, durationMs, lateNotes } = answered
    const { meta, request, trace } = call
    const answer = shortBody(reply)
    const body = request.body.length > LONGEST ? request.body : undefined
    this.sequence = sequence
    this.at = at
    this.durationMs = durationMs
    this.bytes = bytes
    bytes.fill(headOf(meta.url, request), body === undefined ? request.body : EMPTY, answer ?? '')
    this.weight =
      OVERHEAD +
      bytes.length +
      (body?.length ?? 0) +
      (trace.proxied?.own.body.length ?? 0) +
      (answer === undefined ? reply.body.length : 0)
    // One literal: V8 sets the fields of a class twice, first to undefined.
    this.#kept = {
      api: call.api,
      services: call.services,
      operation: call.operation,
      refusal: call.refusal,
      method: request.method,
      startedAt: meta.startedAt,
      clientIp: meta.clientIp,
      secure: meta.secure,
      version: request.version,
      authority: request.authority,
      queryOverrides: meta.queryOverrides,
      hasRaw: request.rawHeaders !== undefined,
      body,
      reply: answer === undefined ? reply : undefined,
      status: reply.status,
      reason: reply.reason,
      headers: reply.headers,
      basis: reply.basis,
      trace: isShort(trace) ? undefined : trace,
      case: trace.case,
      caseBasis: trace.basis,
      search: lateNotes,
    }
  }

  /** Another one each time; what it tells of itself goes to the same trace. */
  get call(): Call {
    const { api, services, operation, refusal, startedAt, secure, queryOverrides } = this.#kept
    const { method, version, authority, clientIp, hasRaw, body } = this.#kept
    const [url = '', path = '', query = '', ...headers] = this.bytes.head.split(END)
    const mark = url.indexOf('?')
    const isPlain = path === ''
    return callOf({
      meta: {
        url,
        startedAt,
        clientIp,
        ...(secure === undefined ? {} : { secure }),
        queryOverrides,
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
        body: body ?? this.bytes.body,
      },
      trace: this.trace,
    })
  }

  get reply(): Reply {
    const { reply, status, reason, headers, basis } = this.#kept
    if (reply !== undefined) return reply
    const body = this.bytes.answer
    return { status, ...(reason === undefined ? {} : { reason }), headers, body, basis }
  }

  get trace(): Trace {
    const { trace, case: name, caseBasis } = this.#kept
    if (trace !== undefined) return trace
    const short: Trace = { decider: 'live', notes: [], isRead: true }
    if (name !== undefined) short.case = name
    if (caseBasis !== undefined) short.basis = caseBasis
    return short
  }

  get isMissed(): boolean {
    return this.#kept.search !== undefined
  }

  get lateNotes(): readonly Note[] {
    return (this.#lateNotes ??= this.#kept.search?.(this.call) ?? [])
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
