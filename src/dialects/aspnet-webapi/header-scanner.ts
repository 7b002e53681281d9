/** The grammar of System.Net.Http's header parsers, as far as content headers need it (S). */

const TOKEN = /[!#$%&'*+\-.0-9A-Z^_`a-z|~]*/y
const SPACE = /[ \t]*/y

const runEnd = (run: RegExp, text: string, at: number): number => {
  run.lastIndex = at
  run.test(text)
  return Math.max(run.lastIndex, at)
}

/** Where the token at `at` ends; `at` itself where there is none. */
export const tokenEnd = (text: string, at: number): number => runEnd(TOKEN, text, at)

export const skipSpace = (text: string, at: number): number => runEnd(SPACE, text, at)

/** Where the token or quoted string at `at` ends; `at` itself where there is neither. */
export const valueEnd = (text: string, at: number): number => {
  const end = tokenEnd(text, at)
  return end > at ? end : quotedEnd(text, at)
}

const quotedEnd = (text: string, start: number): number => {
  if (text.charAt(start) !== '"') return start
  for (let at = start + 1; at < text.length; at++) {
    const char = text.charAt(at)
    if (char === '"') return at + 1
    // A backslash before the last character quotes nothing: that may be the closing quote.
    if (char === '\\' && at + 2 < text.length) at++
  }
  return start
}

/** Reads one value of a header; undefined where it is malformed. */
export type ParseAt<T> = (
  text: string,
  at: number,
) => { readonly value: T; readonly end: number } | undefined

/**
 * A comma-separated header. One malformed value spoils the whole line: .NET then takes the header as
 * absent (S).
 */
export const parseList = <T>(text: string, parseAt: ParseAt<T>): readonly T[] => {
  const values: T[] = []
  let at = skipCommas(text, 0)
  while (at < text.length) {
    const parsed = parseAt(text, at)
    if (parsed === undefined) return []
    values.push(parsed.value)
    const end = skipSpace(text, parsed.end)
    if (end < text.length && text.charAt(end) !== ',') return []
    at = skipCommas(text, end)
  }
  return values
}

const skipCommas = (text: string, start: number): number => {
  let at = skipSpace(text, start)
  while (text.charAt(at) === ',') at = skipSpace(text, at + 1)
  return at
}
