/**
 * What PHP made of a request's parameters. Every leaf is text: ThinkPHP's global `htmlspecialchars`
 * filter turns null, booleans and numbers into strings before any action sees them (S), and query
 * and form values never were anything else.
 */
export type PhpValue = string | PhpArray

/** A Map, so that no name (`__proto__`) means anything. */
export type PhpArray = ReadonlyMap<string, PhpValue>

/** Of a request that sends none. */
export const emptyArray: PhpArray = new Map()

/**
 * `empty()`: missing, `""`, `"0"` and `[]`; `" "` is not (docs/spec/shopxo.md#routes-and-request).
 */
export const isEmpty = (value: PhpValue | Readonly<Record<string, string>> | null | undefined) => {
  if (value === null || value === undefined || value === '' || value === '0') return true
  if (typeof value === 'string') return false
  return value instanceof Map ? value.size === 0 : Object.keys(value).length === 0
}

/** `trim()`: blanks, tabs, line ends, NUL and vertical tabs. */
export const trim = (text: string): string => {
  let start = 0
  let end = text.length
  while (start < end && blanks.includes(text.charAt(start))) start++
  while (end > start && blanks.includes(text.charAt(end - 1))) end--
  return text.slice(start, end)
}
const blanks = ' \t\n\r\0\v'

/** `intval()` of a string: the leading decimal integer, else 0. */
export const intval = (text: string): number => {
  const digits = /^[ \t\n\r\v\f]*([+-]?\d{1,15})/.exec(text)?.[1]
  return digits === undefined ? 0 : Number(digits)
}
