const LONGEST = 64

/**
 * The candidate a mistyped name was most likely meant to be: equal but for case and separators, or
 * at most a third of its letters away. Undefined when none is near. Names over 64 characters have none.
 */
export const nearestName = (name: string, candidates: readonly string[]): string | undefined => {
  if (name.length === 0 || name.length > LONGEST) return undefined
  const wanted = plain(name)
  let best: string | undefined
  let least = Math.max(1, Math.floor(wanted.length / 3)) + 1
  for (const candidate of candidates) {
    const away = editDistance(wanted, plain(candidate))
    // What shares no letter is not meant: `7` is not near `0`.
    if (away < least && away < wanted.length) [best, least] = [candidate, away]
  }
  return best
}

/** How a sentence ends that has just named what is none of `known`: with the nearest of them, else with all. */
export const meantOrKnown = (name: string, known: readonly string[]): string => {
  const near = nearestName(name, known)
  return near === undefined ? `: use one of ${known.join(', ')}.` : `; did you mean ${near}?`
}

const plain = (name: string): string => name.toLowerCase().replace(/[-_. ]/g, '')

/** Levenshtein distance, one row at a time: it takes the product of the lengths. */
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
