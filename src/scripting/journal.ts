import { type Answered, type Entry, JournalEntry } from './journal-entry.ts'
import { EntryBytes } from './entry-bytes.ts'
import type { Sharing } from './shared/script-change.ts'

/** One journal's part of the bytes that all journals keep. */
interface Share {
  readonly bytes: () => number
  /** Forgets the oldest entry. Returns false if there is none. */
  readonly dropFirst: () => boolean
}

/**
 * A limit on what the journals of all tenants keep together. Above it, one of the heaviest journals forgets
 * entries.
 */
export interface JournalBudget {
  /** To be called after a share has grown by so many bytes. */
  took(share: Share, bytes: number): void
  /** To be called after a share has shrunk by so many bytes. */
  gave(share: Share, bytes: number): void
}

/** A share counts as heaviest if it is lighter than the heaviest by at most one part in so many. */
const PART = 8

/** Creates a budget. `most`: bytes of the entries of all journals together. */
export const createJournalBudget = (most: number): JournalBudget => {
  // Holds only shares that keep something, so that the journal of a dropped tenant is soon released.
  const shares = new Set<Share>()
  let total = 0
  // Each of these shrinks to the level before the next search, because a search goes over all tenants.
  let heaviest: Share[] = []
  let level = 0

  const findHeaviest = (): void => {
    let top = 0
    for (const share of shares) top = Math.max(top, share.bytes())
    level = top - Math.ceil(top / PART)
    heaviest = [...shares].filter((share) => share.bytes() > level)
  }

  const heavy = (): Share | undefined => {
    while ((heaviest.at(-1)?.bytes() ?? Infinity) <= level) heaviest.pop()
    if (heaviest.length === 0) findHeaviest()
    return heaviest.at(-1)
  }

  return {
    took: (share, bytes) => {
      total += bytes
      if (share.bytes() === bytes) shares.add(share)
      while (total > most && heavy()?.dropFirst() === true);
    },
    gave: (share, bytes) => {
      total -= bytes
      if (share.bytes() === 0) shares.delete(share)
    },
  }
}

export interface JournalLimits {
  readonly entries: number
  /** Bodies of requests and answers, and headers of requests, together. */
  readonly bytes: number
  /** The budget that the journals of all tenants share. */
  readonly budget?: JournalBudget
  /** Called once, when the journal forgets its oldest entry for the first time. */
  readonly full?: () => void
  /** How replicas share the journal; absent where only one server runs. */
  readonly sharing?: Sharing | undefined
}

type Listener = (entry: Entry) => void

/**
 * The last requests of a tenant, oldest first, bounded by count and by bytes. An entry that was handed out
 * stays unchanged, even after the journal has forgotten it.
 */
export interface Journal {
  add(answered: Answered): void
  entries(): readonly Entry[]
  find(sequence: number): Entry | undefined
  /** The entry that was added last, unless it is already forgotten. */
  latest(): Entry | undefined
  remove(sequence: number): boolean
  clear(): void
  /** Adds an entry of another replica, under the number that it has there. */
  take(sequence: number, answered: Answered): void
  /** Sets the number of the last entry: the next entry gets the number after it. */
  begin(last: number): void
  /** The number of the entry that was added last. */
  sequence(): number
  /** Calls back for each new entry until the returned function is called. */
  follow(listener: Listener): () => void
}

/**
 * Creates an empty journal. `limits.entries` and `limits.bytes` bound this journal alone, `limits.budget`
 * bounds it together with others.
 */
export const createJournal = (limits: JournalLimits): Journal => {
  const kept = new Map<number, JournalEntry>()
  /** No kept entry has a lower number. */
  let oldest = 1
  let sequence = 0
  /** Entries up to this number were handed out and may be read later: their bytes are not refilled. */
  let handedOut = 0
  let bytes = 0
  let told = false
  const listeners = new Set<Listener>()
  const { budget, full, sharing } = limits

  const forget = (unwanted: number): JournalEntry | undefined => {
    const entry = kept.get(unwanted)
    if (entry === undefined) return undefined
    kept.delete(unwanted)
    bytes -= entry.weight
    budget?.gave(share, entry.weight)
    return entry
  }

  /** Forgets the oldest entry. */
  const dropFirst = (): JournalEntry | undefined => {
    if (kept.size === 0) return undefined
    while (!kept.has(oldest)) oldest++
    if (!told) full?.()
    told = true
    return forget(oldest)
  }
  const share: Share = { bytes: () => bytes, dropFirst: () => dropFirst() !== undefined }

  /** Makes room for one more entry. Reuses the bytes of the forgotten entry, if that was never handed out. */
  const makeRoom = (): EntryBytes => {
    const dropped = kept.size < limits.entries ? undefined : dropFirst()
    return dropped !== undefined && dropped.sequence > handedOut ? dropped.bytes : new EntryBytes()
  }

  const find = (wanted: number): Entry | undefined => {
    const entry = kept.get(wanted)
    if (entry !== undefined) handedOut = Math.max(handedOut, wanted)
    return entry
  }

  const add = (answered: Answered): void => {
    const before = kept.get(sequence)
    const entry = new JournalEntry(++sequence, answered, makeRoom(), before)
    kept.set(sequence, entry)
    bytes += entry.weight
    budget?.took(share, entry.weight)
    while (bytes > limits.bytes && dropFirst() !== undefined);
    if (listeners.size > 0) handedOut = Math.max(handedOut, sequence)
    for (const listener of listeners) listener(entry)
  }

  const begin = (last: number): void => {
    sequence = last
    oldest = Math.min(oldest, last + 1)
    forget(last + 1)
  }

  return {
    add: (answered) => {
      if (sharing?.isGuarded() === true) return
      sharing?.tell({ k: 'entry', sequence: sequence + 1, answered })
      add(answered)
    },
    take: (number, answered) => {
      begin(number - 1)
      add(answered)
    },
    begin,
    sequence: () => sequence,
    entries: () => {
      handedOut = Math.max(handedOut, sequence)
      return [...kept.values()]
    },
    latest: () => find(sequence),
    find,
    remove: (unwanted) => {
      if (!kept.has(unwanted)) return false
      sharing?.tell({ k: 'no-entry', sequence: unwanted })
      forget(unwanted)
      return true
    },
    clear: () => {
      sharing?.tell({ k: 'no-entries' })
      kept.clear()
      const freed = bytes
      bytes = 0
      budget?.gave(share, freed)
    },
    follow: (listener) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
  }
}
