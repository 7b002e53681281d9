/**
 * The language tag of the page, from `Accept-Language` (R; the tags' spelling by Java's Locale, S): the
 * best liked, the first of equals; English, the server's own, without one.
 */
export const contentLanguage = (header: string | undefined): string => {
  let best: string | undefined
  let most = 0
  for (const range of (header ?? '').split(',', 64)) {
    const [tag = '', ...parameters] = range.split(';')
    const language = tag.trim()
    if (!/^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/.test(language)) continue
    const quality = parameters.length === 0 ? 1 : weight(parameters.join(';'))
    if (quality > most) [best, most] = [language, quality]
  }
  return best === undefined ? 'en' : languageTag(best)
}

/** `q=0.9`; 0, and so out of the race, for anything else. */
const weight = (text: string): number => {
  const digits = /^\s*[qQ]\s*=\s*([01](?:\.\d{0,3})?)\s*$/.exec(text)?.[1]
  return digits === undefined ? 0 : Math.min(1, Number(digits))
}

/** Locale.forLanguageTag(…).toLanguageTag(): what is well-formed of it from the left; `und` for nothing. */
export const languageTag = (tag: string): string => {
  const [first = '', ...rest] = tag.split('-')
  if (!/^[A-Za-z]{2,8}$/.test(first)) return 'und'
  const parts = [renamed.get(first.toLowerCase()) ?? first.toLowerCase()]
  let at = 0
  const take = (pattern: RegExp, spell: (part: string) => string): void => {
    const part = rest[at]
    if (part === undefined || !pattern.test(part)) return
    parts.push(spell(part))
    at++
  }
  take(/^[A-Za-z]{4}$/, (part) => part.charAt(0).toUpperCase() + part.slice(1).toLowerCase())
  take(/^(?:[A-Za-z]{2}|\d{3})$/, (part) => part.toUpperCase())
  while (/^(?:[A-Za-z0-9]{5,8}|\d[A-Za-z0-9]{3})$/.test(rest[at] ?? '')) take(/./, (part) => part)
  return parts.join('-')
}

/** Languages that Java knows by their newer names. */
const renamed: ReadonlyMap<string, string> = new Map([
  ['iw', 'he'],
  ['ji', 'yi'],
  ['in', 'id'],
])
