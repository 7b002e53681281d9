import type { Call, Trace } from '../core/pipeline.ts'
import type { Reply } from '../core/wire.ts'
import type { JournalBudget, Share } from './journal-budget.ts'
import { KeptEntry, type Answered } from './kept-entry.ts'
import type { LateNotes } from './notes/late-notes.ts'
import { Queue } from './queue.ts'

/**
 * One request and its answer, rendered when somebody reads them. Good until the journal changes: what
 * it forgets may become another entry.
 */
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
  /** The entry of a reply, if it is the latest that was added. */
  entryOf(reply: Reply): Entry | undefined
  remove(sequence: number): boolean
  clear(): void
  /** Calls back for each new entry until the returned function is called. */
  follow(listener: Listener): () => void
}

export const createJournal = (limits: JournalLimits): Journal => {
  const kept = new Queue<KeptEntry>()
  let bytes = 0
  let sequence = 0
  let told = false
  let latest: Reply | undefined
  const listeners = new Set<Listener>()
  const { budget, full } = limits

  const give = (weight: number): void => {
    bytes -= weight
    budget?.gave(share, weight)
  }

  const takeFirst = (): KeptEntry | undefined => {
    if (!told) full?.()
    told = true
    const taken = kept.shift()
    if (taken !== undefined) give(taken.weight)
    return taken
  }
  const dropFirst = (): boolean => {
    if (kept.size === 0) return false
    takeFirst()
    return true
  }
  const keep = (answered: Answered): KeptEntry => {
    const old = kept.size >= limits.entries ? takeFirst() : undefined
    if (old === undefined) return new KeptEntry(++sequence, answered)
    old.fill(++sequence, answered)
    return old
  }
  const share: Share = { bytes: () => bytes, dropFirst }

  return {
    add: (answered) => {
      const entry = keep(answered)
      const { weight } = entry
      kept.push(entry)
      latest = answered.reply
      bytes += weight
      budget?.took(share, weight)
      while (bytes > limits.bytes && kept.size > 0) dropFirst()
      for (const listener of listeners) listener(entry)
      return entry
    },
    entries: () => kept.toArray(),
    entryOf: (reply) => {
      const { last } = kept
      return reply === latest && last?.sequence === sequence ? last : undefined
    },
    find: (wanted) => kept.toArray().find((entry) => entry.sequence === wanted),
    remove: (unwanted) => {
      const entries = kept.toArray()
      const entry = entries.find(({ sequence: one }) => one === unwanted)
      if (entry === undefined) return false
      kept.refill(entries.filter((one) => one !== entry))
      give(entry.weight)
      return true
    },
    clear: () => {
      kept.refill([])
      give(bytes)
    },
    follow: (listener) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
  }
}
