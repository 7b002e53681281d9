/**
 * Jackson's text of a value: compact, keys in the object's own order, nothing but `"`, `\`,
 * control characters and surrogates escaped (R), and these in upper-case hex (`\u001F`; JSON.stringify's
 * is lower). Strings that need no escape are pasted, for JSON.stringify is slow on long ones.
 */
export const writeJackson = (value: unknown): string => {
  if (typeof value === 'string') return writeString(value)
  if (typeof value === 'number' && Number.isFinite(value)) return String(value)
  if (typeof value !== 'object' || value === null) return JSON.stringify(value ?? null)
  if (Array.isArray(value)) return `[${value.map(writeJackson).join(',')}]`
  let json = ''
  for (const name of Object.keys(value)) {
    const member = (value as Readonly<Record<string, unknown>>)[name]
    if (member !== undefined)
      json += `${json === '' ? '{' : ','}${writeName(name)}${writeJackson(member)}`
  }
  return json === '' ? '{}' : `${json}}`
}

const writeString = (text: string): string =>
  text.includes('"') || text.includes('\\') || special.test(text)
    ? JSON.stringify(text).replace(escape, upperCase).replace(surrogate, escaped)
    : `"${text}"`

/** What else is escaped. Without the two characters above it is one range for most text, which is found faster. */
const special = /[\x00-\x1f\ud800-\udfff]/

/** Names with their quotes; they come from envelopes and stubs. */
const names = new Map<string, string>()
const MOST_NAMES = 1024

const writeName = (name: string): string => {
  let text = names.get(name)
  if (text === undefined) {
    text = `${writeString(name)}:`
    if (names.size < MOST_NAMES) names.set(name, text)
  }
  return text
}

/** Any escape, so that the `u` of an escaped backslash's neighbour is not taken for one. */
const escape = /\\(?:u([0-9a-f]{4})|.)/g

const upperCase = (whole: string, digits: string | undefined): string =>
  digits === undefined ? whole : `\\u${digits.toUpperCase()}`

/** Halves of pairs; JSON.stringify has escaped the lone ones. */
const surrogate = /[\ud800-\udfff]/g

const escaped = (unit: string): string => `\\u${unit.charCodeAt(0).toString(16).toUpperCase()}`
