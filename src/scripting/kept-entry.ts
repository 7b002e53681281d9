import { callOf, type Call, type CallParts, type Trace } from '../core/pipeline.ts'
import type { Reply, WireRequest } from '../core/wire.ts'
import type { Entry } from './journal.ts'
import type { LateNotes } from './notes/late-notes.ts'

/** Longer bodies are kept as they came: text is a copy. */
const LONGEST_TEXT = 16_384
const EMPTY = Buffer.alloc(0)

/** What an entry is made of. */
export interface Answered {
  /** Milliseconds since the epoch, of the tenant's clock. */
  readonly at: number
  readonly call: Call
  readonly reply: Reply
  readonly durationMs: number
  readonly lateNotes?: LateNotes | undefined
}

/**
 * An entry whose call is kept in one object and a few strings, and made again for whoever asks. The
 * garbage collector copies whatever is kept, twice before it is let go: for the thirty objects of a
 * call that is 40,000 instructions, a sixth of an answer; packed it is 10,000.
 */
export class KeptEntry implements Entry {
  readonly sequence: number
  readonly at: number
  readonly reply: Reply
  readonly trace: Trace
  readonly durationMs: number
  readonly lateNotes: LateNotes | undefined
  readonly weight: number
  readonly #meta: CallParts['meta']
  readonly #api: CallParts['api']
  readonly #services: CallParts['services']
  readonly #operation: CallParts['operation']
  readonly #refusal: CallParts['refusal']
  readonly #method: string
  /** Undefined where the URL says both. */
  readonly #path: string | undefined
  readonly #query: string | undefined
  /** JSON. */
  readonly #headers: string
  /** As text, with a character for each byte. */
  readonly #body: string | Buffer

  constructor(sequence: number, weight: number, answered: Answered) {
    const { at, call, reply, durationMs, lateNotes } = answered
    const { request, meta } = call
    const isPlain = isUrlOf(meta.url, request)
    this.sequence = sequence
    this.at = at
    this.reply = reply
    this.trace = call.trace
    this.durationMs = durationMs
    this.lateNotes = lateNotes
    this.weight = weight
    this.#meta = meta
    this.#api = call.api
    this.#services = call.services
    this.#operation = call.operation
    this.#refusal = call.refusal
    this.#method = request.method
    this.#path = isPlain ? undefined : request.path
    this.#query = isPlain ? undefined : request.query
    this.#headers = JSON.stringify(request.headers)
    this.#body = textOf(request.body)
  }

  /** Another one each time; what it tells of itself goes to the same trace. */
  get call(): Call {
    return callOf({
      meta: this.#meta,
      api: this.#api,
      services: this.#services,
      operation: this.#operation,
      refusal: this.#refusal,
      request: this.#request(),
      trace: this.trace,
    })
  }

  #request(): WireRequest {
    const { url } = this.#meta
    const mark = url.indexOf('?')
    return {
      method: this.#method,
      path: this.#path ?? (mark < 0 ? url : url.slice(0, mark)),
      query: this.#query ?? (mark < 0 ? '' : url.slice(mark + 1)),
      headers: JSON.parse(this.#headers) as WireRequest['headers'],
      body: bytesOf(this.#body),
    }
  }
}

/** Nothing was taken off the URL: no tenant prefix, no twins, no authority. */
const isUrlOf = (url: string, { path, query }: WireRequest): boolean =>
  url.length === path.length + (query === '' ? 0 : query.length + 1) && url.startsWith(path)

const textOf = (body: Buffer): string | Buffer =>
  body.length > LONGEST_TEXT ? body : body.toString('latin1')

const bytesOf = (body: string | Buffer): Buffer =>
  body === '' ? EMPTY : typeof body === 'string' ? Buffer.from(body, 'latin1') : body
