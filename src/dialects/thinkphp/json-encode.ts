/** What `json_encode` says when a string is no UTF-8. */
export const MALFORMED_UTF8 = 'Malformed UTF-8 characters, possibly incorrectly encoded'

/**
 * `json_encode($value, JSON_UNESCAPED_UNICODE)` (R): compact, `/` escaped, Chinese raw, U+2028 and
 * U+2029 escaped. Undefined where PHP gives false: a string that is no UTF-8.
 */
export const encodeJson = (value: unknown): string | undefined => {
  const text = JSON.stringify(value)
  return isMalformed(text) ? undefined : text.replace(/[/\u2028\u2029]/g, escaped)
}

const escaped = (mark: string): string => (mark === '/' ? '\\/' : unit(mark))

/** JSON.stringify escapes lone surrogates. Whole escapes are taken, so that `\\\\ud8…` is none. */
const isMalformed = (text: string): boolean => {
  if (!text.includes('\\ud')) return false
  for (const [escape] of text.matchAll(/\\ud[89a-f]|\\./g)) if (escape.length > 2) return true
  return false
}

/** Flagless `json_encode` (R): everything beyond ASCII as `\uXXXX`, lower-case. */
export const encodeAsciiJson = (value: unknown): string | undefined =>
  encodeJson(value)?.replace(/[^\0-\x7f]/g, unit)

const unit = (character: string): string =>
  `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`
