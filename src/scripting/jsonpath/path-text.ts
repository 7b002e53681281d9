/** Where the next character that is no blank stands, from a place on. */
export const significantAt = (text: string, from: number): number => {
  let at = from
  while (text[at] === ' ') at++
  return at
}

/**
 * Where what opens at a place is closed; quoted texts are passed over, regular expressions where
 * there may be some. -1 for never.
 */
export const closingOf = (
  text: string,
  from: number,
  open: string,
  close: string,
  regexes = false,
): number => {
  if (open === close) return quoteEnd(text, from, open)
  let depth = 0
  for (let at = from; at < text.length; at++) {
    const char = text[at] ?? ''
    const isQuoted =
      char === "'" || char === '"' || (regexes && char === '/' && /=~\s*$/.test(text.slice(0, at)))
    if (isQuoted) {
      const end = quoteEnd(text, at, char)
      if (end < 0) return -1
      at = end
    } else if (char === open) depth++
    else if (char === close && --depth === 0) return at
  }
  return -1
}

const quoteEnd = (text: string, from: number, quote: string): number => {
  for (let at = from + 1; at < text.length; at++) {
    if (text[at] === '\\') at++
    else if (text[at] === quote) return at
  }
  return -1
}
