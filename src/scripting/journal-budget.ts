/** One journal's part of what all of them keep. */
export interface Share {
  readonly bytes: () => number
  /** Forgets the oldest entry; false when there is none. */
  readonly dropFirst: () => boolean
}

/** What the journals of all tenants keep together. Over `most`, the one that keeps most forgets. */
export interface JournalBudget {
  /** After a share has grown. */
  took(share: Share, bytes: number): void
  /** After it has shrunk. */
  gave(share: Share, bytes: number): void
}

/** The heaviest gives up this much of its own at once: looking for it takes time. */
const PART = 8

export const createJournalBudget = (most: number): JournalBudget => {
  // Only those that keep something: who is dropped with its tenant is held by nobody.
  const shares = new Set<Share>()
  let total = 0

  const heaviest = (): Share | undefined => {
    let found: Share | undefined
    for (const share of shares) if (share.bytes() > (found?.bytes() ?? 0)) found = share
    return found
  }

  const relieve = (share: Share): boolean => {
    const enough = share.bytes() - Math.ceil(share.bytes() / PART)
    let dropped = share.dropFirst()
    while (dropped && total > most && share.bytes() > enough) dropped = share.dropFirst()
    return dropped
  }

  return {
    took: (share, bytes) => {
      total += bytes
      if (share.bytes() === bytes) shares.add(share)
      while (total > most) {
        const share = heaviest()
        if (share === undefined || !relieve(share)) return
      }
    },
    gave: (share, bytes) => {
      total -= bytes
      if (share.bytes() === 0) shares.delete(share)
    },
  }
}
