import { parseList, skipSpace, tokenEnd, valueEnd, type ParseAt } from './header-scanner.ts'

/** What .NET's MediaTypeHeaderValue holds. */
export interface MediaType {
  /** As sent, without white space and parameters. */
  readonly text: string
  /** In lower case. */
  readonly type: string
  readonly subtype: string
  /** Names in lower case; quotes stay part of a value. */
  readonly parameters: readonly (readonly [name: string, value: string])[]
}

/** A Content-Type; undefined where .NET cannot parse it and takes it as absent. */
export const parseMediaType = (text: string): MediaType | undefined => {
  const parsed = mediaTypeAt(text, skipSpace(text, 0))
  return parsed?.end === text.length ? parsed.value : undefined
}

/** The values of an Accept header; none where any of them is malformed. */
export const parseAccept = (text: string): readonly MediaType[] => parseList(text, mediaTypeAt)

export const parameterOf = (mediaType: MediaType, name: string): string | undefined =>
  mediaType.parameters.find((parameter) => parameter[0] === name)?.[1]

/** Whether `range` (`text/xml`, `text/*`, `*` `/*`) takes in a type, and how closely: 2, 1 or 0. */
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

/** Each `;` must have a parameter after it: `application/json;` is malformed. */
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
