import type { Call, Trace } from '../core/pipeline.ts'
import type { Reply } from '../core/wire.ts'
import type { JournalBudget, Share } from './journal-budget.ts'
import { KeptEntry, type Answered } from './kept-entry.ts'
import type { LateNotes } from './notes/late-notes.ts'

/** One request and its answer, rendered when somebody reads them. */
export interface Entry {
  /** Counts from 1 since the tenant began; never reused by a reset. */
  readonly sequence: number
  /** Milliseconds since the epoch, of the tenant's clock. */
  readonly at: number
  /** Made when asked for, each time. */
  readonly call: Call
  readonly reply: Reply
  readonly trace: Trace
  /** How long the answer took to make, without asked-for delays. */
  readonly durationMs: number
  readonly lateNotes?: LateNotes | undefined
  /** Of the limit in bytes; kept, as looking at what is long past again is slow. */
  readonly weight: number
}

export interface JournalLimits {
  readonly entries: number
  /** Bodies of requests and answers, and headers of requests, together. */
  readonly bytes: number
  /** Shared with other tenants. */
  readonly budget?: JournalBudget
  /** Told once, when the oldest entry is forgotten for the first time. */
  readonly full?: () => void
}

type Listener = (entry: Entry) => void

/** The last requests of a tenant, oldest first; bounded by count and by bytes. */
export interface Journal {
  add(answered: Answered): Entry
  entries(): readonly Entry[]
  find(sequence: number): Entry | undefined
  remove(sequence: number): boolean
  clear(): void
  /** Calls back for each new entry until the returned function is called. */
  follow(listener: Listener): () => void
}

/** What an entry weighs beyond its bodies, roughly. */
const OVERHEAD = 1024

export const createJournal = (limits: JournalLimits): Journal => {
  // A queue over an array: `first` moves on, and the dead head is cut off now and then.
  let kept: (Entry | undefined)[] = []
  let first = 0
  let bytes = 0
  let sequence = 0
  let told = false
  const listeners = new Set<Listener>()
  const { budget, full } = limits

  const give = (weight: number): void => {
    bytes -= weight
    budget?.gave(share, weight)
  }

  const dropFirst = (): boolean => {
    if (first >= kept.length) return false
    if (!told) full?.()
    told = true
    const dropped = kept[first]
    kept[first++] = undefined
    if (dropped !== undefined) give(dropped.weight)
    if (first > 1024 && first * 2 > kept.length) {
      kept = kept.slice(first)
      first = 0
    }
    return true
  }
  const share: Share = { bytes: () => bytes, dropFirst }

  const entries = () => kept.slice(first).filter((entry) => entry !== undefined)

  return {
    add: (answered) => {
      const weight = weightOf(answered)
      const entry = new KeptEntry(++sequence, weight, answered)
      kept.push(entry)
      bytes += weight
      budget?.took(share, weight)
      while (kept.length - first > limits.entries || (bytes > limits.bytes && first < kept.length))
        dropFirst()
      for (const listener of listeners) listener(entry)
      return entry
    },
    entries,
    find: (wanted) => entries().find((entry) => entry.sequence === wanted),
    remove: (unwanted) => {
      const at = kept.findIndex((entry) => entry?.sequence === unwanted)
      const entry = kept[at]
      if (entry === undefined) return false
      kept.splice(at, 1)
      give(entry.weight)
      return true
    },
    clear: () => {
      kept = []
      first = 0
      give(bytes)
    },
    follow: (listener) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
  }
}

const weightOf = ({ call, reply }: Answered): number => {
  const { headers, body } = call.request
  let weighs = OVERHEAD + call.meta.url.length + body.length + reply.body.length
  // Nothing inherited is enumerable; 50 ns for ten headers.
  for (const name in headers) weighs += name.length + (headers[name]?.length ?? 0)
  return weighs
}
