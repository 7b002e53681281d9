import { javaCharset } from '../reading/java-text.ts'

/** A media type as Spring's MediaType holds it. Type and subtype are in lower case. */
export interface MediaType {
  readonly type: string
  readonly subtype: string
  /** The parameters in the order of the header. Names keep their case, but are compared without case. */
  readonly parameters: readonly (readonly [name: string, value: string])[]
  /** The value of the parameter `q`, or 1 without that parameter. */
  readonly quality: number
  /** Java's name of the charset in the parameter `charset`. Undefined without that parameter. */
  readonly charset: string | undefined
}

/**
 * Parses a comma-separated list of media types (MimeTypeUtils.tokenize). Returns undefined if any is
 * malformed.
 */
export const parseMediaTypes = (text: string): readonly MediaType[] | undefined => {
  const types: MediaType[] = []
  for (const token of partsAt(',', text, true)) {
    if (token.trim() === '') continue
    const type = parseMediaType(token)
    if (type === undefined) return undefined
    types.push(type)
  }
  return types
}

/** Splits text at a separator outside quotes. With `hides`, a backslash escapes the next character. */
const partsAt = (separator: string, text: string, hides: boolean): readonly string[] => {
  if (!text.includes('"') && !(hides && text.includes('\\'))) return text.split(separator)
  const parts: string[] = []
  let start = 0
  let isInQuotes = false
  for (let at = 0; at < text.length; at++) {
    const character = text[at]
    if (character === '"') isInQuotes = !isInQuotes
    else if (character === '\\' && hides) at++
    else if (character === separator && !isInQuotes) {
      parts.push(text.slice(start, at))
      start = at + 1
    }
  }
  return [...parts, text.slice(start)]
}

/**
 * Parses a media type (MimeTypeUtils.parseMimeTypeInternal, MediaType.checkParameters). Returns undefined if
 * it is malformed.
 */
export const parseMediaType = (text: string): MediaType | undefined => {
  const semicolon = text.indexOf(';')
  const given = (semicolon < 0 ? text : text.slice(0, semicolon)).trim()
  const full = given === '*' ? '*/*' : given
  const slash = full.indexOf('/')
  const [type, subtype] = [full.slice(0, Math.max(slash, 0)), full.slice(slash + 1)]
  if (slash < 0 || type === '' || subtype === '' || !isToken(type) || !isToken(subtype))
    return undefined
  if (type === '*' && subtype !== '*') return undefined
  const parameters = parametersOf(semicolon < 0 ? '' : text.slice(semicolon + 1))
  const checked = check(parameters)
  return (
    checked && { type: type.toLowerCase(), subtype: subtype.toLowerCase(), parameters, ...checked }
  )
}

const parametersOf = (text: string): MediaType['parameters'] => {
  const found = new Map<string, readonly [string, string]>()
  for (const pair of partsAt(';', text, false)) {
    const equals = pair.indexOf('=')
    // Spring ignores a parameter without an equals sign.
    if (equals < 0) continue
    const [name, value] = [pair.slice(0, equals).trim(), pair.slice(equals + 1).trim()]
    found.set(name.toLowerCase(), [name, value])
  }
  return [...found.values()]
}

const check = (
  parameters: MediaType['parameters'],
): Pick<MediaType, 'quality' | 'charset'> | undefined => {
  let quality = 1
  let charset: string | undefined
  for (const [name, value] of parameters) {
    if (name === '' || value === '' || !isToken(name)) return undefined
    if (name === 'charset') {
      charset = javaCharset(unquote(value))
      if (charset === undefined) return undefined
    } else if (!isQuoted(value) && !isToken(value)) return undefined
    if (name === 'q') {
      quality = javaDouble(unquote(value))
      if (!(quality >= 0 && quality <= 1)) return undefined
    }
  }
  return { quality, charset }
}

const isToken = (text: string): boolean => /^[!#$%&'*+.^_`|~0-9A-Za-z-]*$/.test(text)

const isQuoted = (text: string): boolean => /^(?:"[^]*"|'[^]*')$/.test(text)

const unquote = (text: string): string => (isQuoted(text) ? text.slice(1, -1) : text)

/** Imitates Double.parseDouble for decimal numbers. Returns NaN for any other text. */
const javaDouble = (text: string): number =>
  /^\s*[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?[dDfF]?\s*$/.test(text)
    ? Number.parseFloat(text)
    : Number.NaN

const isWildcardType = ({ type }: MediaType): boolean => type === '*'

/** Whether the subtype is `*` or of the form `*+json`. */
const isWildcardSubtype = ({ subtype }: MediaType): boolean =>
  subtype === '*' || subtype.startsWith('*+')

/** Whether the media type has no wildcard, neither `*` nor `*+json`. */
export const isConcrete = (type: MediaType): boolean =>
  !isWildcardType(type) && !isWildcardSubtype(type)

const suffixOf = ({ subtype }: MediaType): string | undefined => {
  const plus = subtype.lastIndexOf('+')
  return plus < 0 ? undefined : subtype.slice(plus + 1)
}

/** Imitates MimeType.isCompatibleWith. */
export const isCompatible = (one: MediaType, other: MediaType): boolean => {
  if (isWildcardType(one) || isWildcardType(other)) return true
  if (one.type !== other.type) return false
  if (one.subtype === other.subtype || one.subtype === '*' || other.subtype === '*') return true
  return hasSuffix(one, other) || hasSuffix(other, one)
}

/** Whether a wildcard such as `*+json` matches the other type's subtype or suffix. */
const hasSuffix = (wildcard: MediaType, other: MediaType): boolean => {
  const suffix = suffixOf(wildcard)
  if (!isWildcardSubtype(wildcard) || suffix === undefined) return false
  return suffix === other.subtype || suffix === suffixOf(other)
}

/**
 * Imitates MimeType.SpecificityComparator with MediaType's parameters. Returns a number below 0 if `one`
 * sorts first.
 */
export const compareSpecificity = (one: MediaType, other: MediaType): number => {
  const byType = Number(isWildcardType(one)) - Number(isWildcardType(other))
  if (byType !== 0) return byType
  if (one.type !== other.type) return 0
  const bySubtype = Number(isWildcardSubtype(one)) - Number(isWildcardSubtype(other))
  if (bySubtype !== 0) return bySubtype
  if (one.subtype !== other.subtype) return 0
  return other.quality - one.quality || other.parameters.length - one.parameters.length
}

/** Imitates MediaType.QUALITY_VALUE_COMPARATOR. */
const compareQuality = (one: MediaType, other: MediaType): number =>
  other.quality - one.quality || compareSpecificity(one, other)

/** Imitates MediaType.sortBySpecificityAndQuality. The sort is stable, as Java's is. */
export const sortBySpecificity = (types: readonly MediaType[]): readonly MediaType[] =>
  types.toSorted((one, other) => compareSpecificity(one, other) || compareQuality(one, other))
