/**
 * Jackson's text of a value: compact, keys in the object's own order, nothing but `"`, `\` and
 * control characters escaped, and these in upper-case hex (`\u001F`; JSON.stringify's is lower).
 */
export const writeJackson = (value: unknown): string => {
  const text = JSON.stringify(value)
  return text.includes('\\u') ? text.replace(escape, upperCase) : text
}

/** Any escape, so that the `u` of an escaped backslash's neighbour is not taken for one. */
const escape = /\\(?:u([0-9a-f]{4})|.)/g

const upperCase = (whole: string, digits: string | undefined): string =>
  digits === undefined ? whole : `\\u${digits.toUpperCase()}`
