/** A media type as .NET's MediaTypeHeaderValue holds it. */
export interface MediaType {
  /** The type and subtype as sent, without white space and parameters. */
  readonly text: string
  /** In lower case. */
  readonly type: string
  readonly subtype: string
  /** Names in lower case; quotes stay part of a value. */
  readonly parameters: readonly (readonly [name: string, value: string])[]
}

/** Parses a Content-Type. Returns undefined if .NET cannot parse the header, which then counts as absent. */
export const parseMediaType = (text: string): MediaType | undefined => {
  const parsed = mediaTypeAt(text, skipSpace(text, 0))
  return parsed?.end === text.length ? parsed.value : undefined
}

/** Parses an Accept header. Returns an empty list if any value is malformed. */
export const parseAccept = (text: string): readonly MediaType[] => parseList(text, mediaTypeAt)

/** Returns the value of the first parameter with a name, which is given in lower case. */
export const parameterOf = (mediaType: MediaType, name: string): string | undefined =>
  mediaType.parameters.find((parameter) => parameter[0] === name)?.[1]

/**
 * Returns how closely a range (`text/xml`, `text/*`, `*` `/*`) matches a type: 2, 1 or 0 in this order;
 * undefined if the range does not include the type.
 */
export const closeness = (
  range: MediaType,
  type: string,
  subtype: string,
): 0 | 1 | 2 | undefined => {
  if (range.type === type && range.subtype === subtype) return 2
  if (range.subtype !== '*') return undefined
  if (range.type === type) return 1
  return range.type === '*' ? 0 : undefined
}

const mediaTypeAt: ParseAt<MediaType> = (text, start) => {
  const typeEnd = tokenEnd(text, start)
  const slash = skipSpace(text, typeEnd)
  if (typeEnd === start || text.charAt(slash) !== '/') return undefined
  const subtypeStart = skipSpace(text, slash + 1)
  const subtypeEnd = tokenEnd(text, subtypeStart)
  if (subtypeEnd === subtypeStart) return undefined
  const [type, subtype] = [text.slice(start, typeEnd), text.slice(subtypeStart, subtypeEnd)]
  const parameters: [string, string][] = []
  const end = parametersEnd(text, skipSpace(text, subtypeEnd), parameters)
  if (end === undefined) return undefined
  const value = {
    text: `${type}/${subtype}`,
    type: type.toLowerCase(),
    subtype: subtype.toLowerCase(),
    parameters,
  }
  return { value, end }
}

/**
 * Reads parameters into `into` and returns their end; undefined if they are malformed. Each `;` must
 * have a parameter after it: `application/json;` is malformed.
 */
const parametersEnd = (
  text: string,
  start: number,
  into: [string, string][],
): number | undefined => {
  let at = start
  while (text.charAt(at) === ';') {
    const nameStart = skipSpace(text, at + 1)
    const nameEnd = tokenEnd(text, nameStart)
    if (nameEnd === nameStart) return undefined
    const name = text.slice(nameStart, nameEnd).toLowerCase()
    at = skipSpace(text, nameEnd)
    if (text.charAt(at) !== '=') {
      into.push([name, ''])
      continue
    }
    const valueStart = skipSpace(text, at + 1)
    const end = valueEnd(text, valueStart)
    if (end === valueStart) return undefined
    into.push([name, text.slice(valueStart, end)])
    at = skipSpace(text, end)
  }
  return at
}

/**
 * The functions below follow the grammar of System.Net.Http's header parsers, as far as
 * content headers need it (S).
 */

const TOKEN = /[!#$%&'*+\-.0-9A-Z^_`a-z|~]*/y
const SPACE = /[ \t]*/y

const runEnd = (run: RegExp, text: string, at: number): number => {
  run.lastIndex = at
  run.test(text)
  return Math.max(run.lastIndex, at)
}

/** Returns where the token at `at` ends; `at` itself if there is none. */
export const tokenEnd = (text: string, at: number): number => runEnd(TOKEN, text, at)

/** Returns where the spaces and tabs at `at` end. */
export const skipSpace = (text: string, at: number): number => runEnd(SPACE, text, at)

/** Returns where the token or quoted string at `at` ends; `at` itself if there is neither. */
const valueEnd = (text: string, at: number): number => {
  const end = tokenEnd(text, at)
  return end > at ? end : quotedEnd(text, at)
}

const quotedEnd = (text: string, start: number): number => {
  if (text.charAt(start) !== '"') return start
  for (let at = start + 1; at < text.length; at++) {
    const char = text.charAt(at)
    if (char === '"') return at + 1
    // A backslash does not escape the last character of the text, because that may be the closing
    // quote.
    if (char === '\\' && at + 2 < text.length) at++
  }
  return start
}

/** Reads one value of a header. Returns undefined if the value is malformed. */
export type ParseAt<T> = (
  text: string,
  at: number,
) => { readonly value: T; readonly end: number } | undefined

/**
 * Parses a comma-separated header. Returns an empty list if any value is malformed: .NET then treats
 * the header as absent (S).
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
