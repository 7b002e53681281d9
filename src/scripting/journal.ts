import type { Note } from '../core/note.ts'
import type { Call, Trace } from '../core/pipeline.ts'
import type { Reply } from '../core/wire.ts'
import type { JournalBudget, Share } from './journal-budget.ts'
import { KeptBytes } from './kept-bytes.ts'
import { KeptEntry, type Answered } from './kept-entry.ts'
import { Queue } from './queue.ts'
import type { Sharing } from './shared/script-change.ts'

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
  /** Made when asked for the first time. */
  readonly lateNotes: readonly Note[]
  /** Of the limit in bytes; kept, as looking at what is long past again is slow. */
  readonly weight: number
  /** None of the stubs there were answered it. */
  readonly isMissed?: boolean
}

export interface JournalLimits {
  readonly entries: number
  /** Bodies of requests and answers, and headers of requests, together. */
  readonly bytes: number
  /** Shared with other tenants. */
  readonly budget?: JournalBudget
  /** Told once, when the oldest entry is forgotten for the first time. */
  readonly full?: () => void
  /** Where replicas share it. */
  readonly sharing?: Sharing | undefined
}

/** Rooms of forgotten entries that are kept for new ones: some 50 kB each at most. */
const SPARE = 64

type Listener = (entry: Entry) => void

/** The last requests of a tenant, oldest first; bounded by count and by bytes. */
export interface Journal {
  add(answered: Answered): Entry
  entries(): readonly Entry[]
  find(sequence: number): Entry | undefined
  /** The entry that was added last, unless it is forgotten already. */
  latest(): Entry | undefined
  remove(sequence: number): boolean
  clear(): void
  /** Adds what another replica has answered, with its number. */
  take(sequence: number, answered: Answered): void
  /** The next one has the number behind this one. */
  begin(last: number): void
  /** The number of the one that was added last. */
  sequence(): number
  /** Somebody follows it. */
  isFollowed(): boolean
  /** Calls back for each new entry until the returned function is called. */
  follow(listener: Listener): () => void
}

export const createJournal = (limits: JournalLimits): Journal => {
  const kept = new Queue<KeptEntry>()
  let bytes = 0
  let sequence = 0
  let told = false
  const listeners = new Set<Listener>()
  const { budget, full, sharing } = limits
  const spare = budget?.spare ?? []

  const give = (weight: number): void => {
    bytes -= weight
    budget?.gave(share, weight)
  }

  const takeFirst = (): KeptEntry | undefined => {
    const taken = kept.shift()
    if (taken === undefined) return undefined
    if (!told) full?.()
    told = true
    give(taken.weight)
    return taken
  }
  const dropFirst = (): boolean => {
    const taken = takeFirst()
    if (taken !== undefined && spare.length < SPARE) spare.push(taken.room)
    return taken !== undefined
  }
  const keep = (answered: Answered): KeptEntry => {
    const old = kept.size >= limits.entries ? takeFirst() : undefined
    if (old === undefined)
      return new KeptEntry(++sequence, answered, spare.pop() ?? new KeptBytes())
    old.fill(++sequence, answered)
    return old
  }
  const share: Share = { bytes: () => bytes, dropFirst }

  const add = (answered: Answered): KeptEntry => {
    const entry = keep(answered)
    const { weight } = entry
    kept.push(entry)
    bytes += weight
    budget?.took(share, weight)
    while (bytes > limits.bytes && dropFirst());
    for (const listener of listeners) listener(entry)
    return entry
  }

  return {
    add: (answered) => {
      if (sharing?.isGuarded() === true)
        return new KeptEntry(sequence + 1, answered, new KeptBytes())
      sharing?.tell({ k: 'entry', sequence: sequence + 1, answered })
      return add(answered)
    },
    take: (number, answered) => {
      sequence = number - 1
      add(answered)
    },
    begin: (last) => {
      sequence = last
    },
    sequence: () => sequence,
    isFollowed: () => listeners.size > 0,
    entries: () => kept.toArray(),
    latest: () => (kept.last?.sequence === sequence ? kept.last : undefined),
    find: (wanted) => kept.toArray().find((entry) => entry.sequence === wanted),
    remove: (unwanted) => {
      const entries = kept.toArray()
      const entry = entries.find(({ sequence: one }) => one === unwanted)
      if (entry === undefined) return false
      sharing?.tell({ k: 'no-entry', sequence: unwanted })
      kept.refill(entries.filter((one) => one !== entry))
      give(entry.weight)
      return true
    },
    clear: () => {
      sharing?.tell({ k: 'no-entries' })
      kept.refill([])
      give(bytes)
    },
    follow: (listener) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
  }
}
