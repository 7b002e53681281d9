/** One journal's part of what all of them keep. */
export interface Share {
  readonly bytes: () => number
  /** Forgets the oldest entry; false when there is none. */
  readonly dropFirst: () => boolean
}

/** What the journals of all tenants keep together. Over `most`, one of those that keep most forgets. */
export interface JournalBudget {
  /** After a share has grown. */
  took(share: Share, bytes: number): void
  /** After it has shrunk. */
  gave(share: Share, bytes: number): void
}

/** Shares that keep less than the heaviest by no more than this part of it are as heavy. */
const PART = 8

/** `most`: bytes of the entries of all journals. */
export const createJournalBudget = (most: number): JournalBudget => {
  // Only those that keep something: who is dropped with its tenant is soon held by nobody.
  const shares = new Set<Share>()
  let total = 0
  // Each forgets down to the level before they are looked for again: a search goes over all tenants.
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
