const LONGEST = 64

/**
 * Returns the candidate that a mistyped name most likely means: a candidate that is equal but for case and
 * separators, or whose edit distance is at most a third of the name's length. Returns undefined if none is
 * near, and for names over 64 characters.
 */
export const nearestName = (name: string, candidates: readonly string[]): string | undefined => {
  if (name.length === 0 || name.length > LONGEST) return undefined
  const wanted = plain(name)
  let best: string | undefined
  let least = Math.max(1, Math.floor(wanted.length / 3)) + 1
  for (const candidate of candidates) {
    const away = editDistance(wanted, plain(candidate))
    // A candidate that shares no letter with the name is not meant: `7` is not near `0`.
    if (away < least && away < wanted.length) [best, least] = [candidate, away]
  }
  return best
}

/**
 * Returns the end of a sentence about an unknown name: suggests the nearest known name, or lists all known
 * names.
 */
export const meantOrKnown = (name: string, known: readonly string[]): string => {
  const near = nearestName(name, known)
  return near === undefined ? `: use one of ${known.join(', ')}.` : `; did you mean ${near}?`
}

const plain = (name: string): string => name.toLowerCase().replace(/[-_. ]/g, '')

/** Returns the Levenshtein distance. Time grows with the product of the lengths. */
export const editDistance = (a: string, b: string): number => {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index)
  for (let i = 1; i <= a.length; i++) {
    const next = [i]
    for (let j = 1; j <= b.length; j++) {
      const substituted = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1)
      next.push(Math.min(substituted, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1))
    }
    row = next
  }
  return row[b.length] ?? 0
}
