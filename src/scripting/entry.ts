import type { Note } from '../core/note.ts'
import type { Call, Trace } from '../core/pipeline.ts'
import type { Reply } from '../core/wire.ts'

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
