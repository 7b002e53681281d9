import type { RequestMatch } from '../stubs/stub.ts'
import type { ValueMatch } from '../stubs/value-match.ts'

type Json = Readonly<Record<string, unknown>>

/** A mapping or pattern that cannot be understood: one sentence, and where (a JSON pointer). */
export interface MappingError extends Error {
  readonly pointer: string
}

export const mappingError = (pointer: string, message: string): MappingError =>
  Object.assign(new Error(message), { pointer })

export const isMappingError = (error: unknown): error is MappingError =>
  error instanceof Error && 'pointer' in error && typeof error.pointer === 'string'

const urls = ['url', 'urlPattern', 'urlPath', 'urlPathPattern'] as const
const known = new Set<string>([
  ...urls,
  'method',
  'headers',
  'queryParameters',
  'cookies',
  'bodyPatterns',
  'basicAuthCredentials',
  'basicAuth',
])

type Kind = readonly [words: string, is: (value: unknown) => boolean]

const isText = (value: unknown): boolean => typeof value === 'string'
const texts: Kind = ['a text', isText]
const truth: Kind = ['true or false', (value) => typeof value === 'boolean']
const any: Kind = ['any JSON', () => true]
const path: Kind = [
  'a text, or an object with the text expression',
  (value) => isText(value) || isText((value as { expression?: unknown } | null)?.expression),
]

/** What each matcher takes: another would only fail when a request comes, and for every one of them. */
const operators = new Map<string, Kind>([
  ['equalTo', ['a text, a number, true or false', (value) => typeof value !== 'object']],
  ['caseInsensitive', truth],
  ['contains', texts],
  ['doesNotContain', texts],
  ['matches', texts],
  ['doesNotMatch', texts],
  ['absent', truth],
  ['and', any],
  ['or', any],
  ['not', any],
  ['equalToJson', any],
  ['ignoreArrayOrder', truth],
  ['ignoreExtraElements', truth],
  ['matchesJsonPath', path],
  ['equalToXml', texts],
  ['matchesXPath', path],
  ['xPathNamespaces', ['an object of texts', (value) => isTexts(value)]],
])

const isTexts = (value: unknown): boolean =>
  typeof value === 'object' && value !== null && Object.values(value).every(isText)

/** WireMock's RequestPattern as ours. Throws a MappingError. */
export const toRequestMatch = (pattern: Json, at = '/request'): RequestMatch => {
  for (const name of Object.keys(pattern))
    if (!known.has(name) && pattern[name] !== undefined && pattern[name] !== null)
      throw mappingError(
        `${at}/${name}`,
        `${name} is not supported here; there is ${[...known].join(', ')}.`,
      )
  const { method, headers, queryParameters, cookies, bodyPatterns } = pattern
  return {
    ...(method === undefined ? {} : { method: text(method, `${at}/method`).toUpperCase() }),
    ...urlMatch(pattern, at),
    ...(headers === undefined && !hasCredentials(pattern)
      ? {}
      : { headers: { ...matches(headers ?? {}, `${at}/headers`), ...credentials(pattern, at) } }),
    ...(queryParameters === undefined
      ? {}
      : { query: matches(queryParameters, `${at}/queryParameters`) }),
    ...(cookies === undefined ? {} : { cookies: matches(cookies, `${at}/cookies`) }),
    ...(bodyPatterns === undefined ? {} : { body: bodies(bodyPatterns, `${at}/bodyPatterns`) }),
  }
}

const urlMatch = (pattern: Json, at: string): Pick<RequestMatch, 'url' | 'path'> => {
  const given = urls.filter((name) => pattern[name] !== undefined && pattern[name] !== null)
  if (given.length > 1)
    throw mappingError(
      at,
      `Only one of ${urls.join(', ')} may be given; there are ${given.join(', ')}.`,
    )
  const [name] = given
  if (name === undefined) return {}
  const value = text(pattern[name], `${at}/${name}`)
  switch (name) {
    case 'url':
      return { url: { equalTo: value } }
    case 'urlPattern':
      return { url: { matches: value } }
    case 'urlPath':
      return { path: { equalTo: value } }
    case 'urlPathPattern':
      return { path: { matches: value } }
  }
}

const hasCredentials = ({ basicAuthCredentials, basicAuth }: Json): boolean =>
  basicAuthCredentials !== undefined || basicAuth !== undefined

const credentials = (pattern: Json, at: string): Readonly<Record<string, ValueMatch>> => {
  if (!hasCredentials(pattern)) return {}
  const given = object(
    pattern['basicAuthCredentials'] ?? pattern['basicAuth'],
    `${at}/basicAuthCredentials`,
  )
  const pair = `${text(given['username'], at)}:${text(given['password'], at)}`
  return { authorization: { equalTo: `Basic ${Buffer.from(pair).toString('base64')}` } }
}

const matches = (value: unknown, at: string): Readonly<Record<string, ValueMatch>> =>
  Object.fromEntries(
    Object.entries(object(value, at)).map(([name, match]) => [
      name,
      toValueMatch(match, `${at}/${name}`),
    ]),
  )

const bodies = (value: unknown, at: string): readonly ValueMatch[] => {
  if (!Array.isArray(value)) throw mappingError(at, 'bodyPatterns is a list.')
  return value.map((match, index) => toValueMatch(match, `${at}/${index}`))
}

/** WireMock's StringValuePattern; `matchesXPath` and `matchesJsonPath` may be objects of their own. */
export const toValueMatch = (value: unknown, at: string): ValueMatch => {
  const pattern = object(value, at)
  const names = Object.keys(pattern)
  const unknown = names.find((name) => !operators.has(name))
  if (unknown !== undefined)
    throw mappingError(
      `${at}/${unknown}`,
      `${unknown} is not a matcher here; there is ${[...operators.keys()].join(', ')}.`,
    )
  if (names.length === 0) throw mappingError(at, 'A matcher says what to match.')
  for (const [name, [words, is]] of operators)
    if (Object.hasOwn(pattern, name) && !is(pattern[name]))
      throw mappingError(
        `${at}/${name}`,
        `${name} is ${words}, not ${JSON.stringify(pattern[name])}.`,
      )
  for (const name of ['matchesJsonPath', 'matchesXPath']) checkFound(pattern[name], `${at}/${name}`)
  const { and, or, not } = pattern
  const list = (of: unknown, name: string): readonly ValueMatch[] => {
    if (!Array.isArray(of)) throw mappingError(`${at}/${name}`, `${name} is a list.`)
    return of.map((one, index) => toValueMatch(one, `${at}/${name}/${index}`))
  }
  return {
    ...pattern,
    ...(and === undefined ? {} : { and: list(and, 'and') }),
    ...(or === undefined ? {} : { or: list(or, 'or') }),
    ...(not === undefined ? {} : { not: toValueMatch(not, `${at}/not`) }),
  }
}

/** What is said of the values that a path finds. */
const checkFound = (value: unknown, at: string): void => {
  if (typeof value !== 'object') return
  const rest = Object.entries(object(value, at)).filter(([name]) => name !== 'expression')
  if (rest.length > 0) toValueMatch(Object.fromEntries(rest), at)
}

export const object = (value: unknown, at: string): Json => {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw mappingError(at, `${at} is an object, not ${JSON.stringify(value)}.`)
  return value as Json
}

export const text = (value: unknown, at: string): string => {
  if (typeof value !== 'string')
    throw mappingError(at, `${at} is a text, not ${JSON.stringify(value)}.`)
  return value
}
