import { defined } from '../../core/defined.ts'
import { isUneven } from '../matchers/nearest.ts'
import type { PartMatch, RequestMatch } from '../stubs/stub.ts'
import type { ValueMatch } from '../matchers/value-match.ts'
import { mappingError, object, text, present, type Json } from './mapping-members.ts'
import { toValueMatch, type Place } from './value-pattern.ts'

const urls = ['url', 'urlPattern', 'urlPath', 'urlPathPattern', 'urlPathTemplate'] as const
const known = new Set<string>([
  ...urls,
  'method',
  'pathParameters',
  'headers',
  'queryParameters',
  'formParameters',
  'cookies',
  'bodyPatterns',
  'multipartPatterns',
  'basicAuthCredentials',
  'basicAuth',
  'scheme',
  'host',
  'port',
  'clientIp',
])

/** Converts WireMock's RequestPattern. Throws a MappingError. */
export const toRequestMatch = (given: Json, at = '/request'): RequestMatch => {
  const pattern = present(given)
  refuseUnknown(pattern, known, at)
  const read = readerOf(pattern, at)
  const { headers, formParameters, cookies } = pattern
  const credentials = credentialsOf(pattern, at)
  const match: RequestMatch = defined({
    method: read('method', text),
    ...urlMatch(pattern, at),
    asSent: urls.some((name) => /[^\x00-\x7f]/.test(String(pattern[name])))
      ? (true as const)
      : undefined,
    scheme: read('scheme', text),
    host: read('host', toValueMatch),
    port: read('port', portOf),
    clientIp: read('clientIp', toValueMatch),
    headers:
      headers === undefined && credentials === undefined
        ? undefined
        : { ...read('headers', matches('values')), ...defined({ Authorization: credentials }) },
    isStrict: formParameters === undefined && cookies === undefined ? undefined : (true as const),
    query: read('queryParameters', matches('values')),
    form: read('formParameters', matches('values')),
    cookies: read('cookies', matches('value')),
    body: read('bodyPatterns', bodies),
    parts: read('multipartPatterns', partsOf),
  })
  const named = [match.headers, match.query, match.form, match.cookies]
  const isApart = named.some((group) => Object.values(group ?? {}).some(isUneven))
  return isApart ? { ...match, nearest: true } : match
}

type Read<T> = (value: unknown, at: string) => T

/** Returns a function that reads a member of a pattern, or returns undefined if the member is missing. */
const readerOf =
  (pattern: Json, at: string) =>
  <T>(name: string, read: Read<T>): T | undefined =>
    pattern[name] === undefined ? undefined : read(pattern[name], `${at}/${name}`)

const refuseUnknown = (given: Json, names: ReadonlySet<string>, at: string): void => {
  const unknown = Object.keys(given).find((name) => !names.has(name))
  if (unknown !== undefined)
    throw mappingError(
      `${at}/${unknown}`,
      `${unknown} is not supported here; there is ${[...names].join(', ')}.`,
    )
}

const urlMatch = (
  pattern: Json,
  at: string,
): Pick<RequestMatch, 'url' | 'path' | 'pathTemplate' | 'pathParameters'> => {
  const given = urls.filter((name) => pattern[name] !== undefined)
  if (given.length > 1)
    throw mappingError(
      at,
      `Only one of ${urls.join(', ')} may be given; there are ${given.join(', ')}.`,
    )
  const [name] = given
  const { pathParameters } = pattern
  if (pathParameters !== undefined && name !== 'urlPathTemplate')
    throw mappingError(
      `${at}/pathParameters`,
      'pathParameters need a urlPathTemplate that names them.',
    )
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
    case 'urlPathTemplate':
      return defined({
        pathTemplate: value,
        pathParameters: readerOf(pattern, at)('pathParameters', matches('value')),
      })
  }
}

const portOf = (value: unknown, at: string): number => {
  if (typeof value !== 'number' || !Number.isInteger(value))
    throw mappingError(at, `${at} is a whole number, not ${JSON.stringify(value)}.`)
  return value
}

/** Returns the match of the `Authorization` header. The scheme may be in any case, as in WireMock. */
const credentialsOf = (pattern: Json, at: string): ValueMatch | undefined => {
  const name = ['basicAuthCredentials', 'basicAuth'].find((one) => pattern[one] !== undefined)
  if (name === undefined) return undefined
  const given = object(pattern[name], `${at}/${name}`)
  refuseUnknown(given, new Set(['username', 'password']), `${at}/${name}`)
  const part = (member: string): string => {
    const value = given[member]
    if (typeof value === 'string') return value
    throw mappingError(
      `${at}/${name}/${member}`,
      `${member} is a text, not ${JSON.stringify(value)}.`,
    )
  }
  const pair = Buffer.from(`${part('username')}:${part('password')}`).toString('base64')
  return { matches: `(?i:Basic )\\Q${pair}\\E` }
}

const matches =
  (place: Place): Read<Readonly<Record<string, ValueMatch>>> =>
  (value, at) =>
    Object.fromEntries(
      Object.entries(object(value, at)).map(([name, match]) => [
        name,
        toValueMatch(match, `${at}/${name}`, place),
      ]),
    )

const bodies = (value: unknown, at: string): readonly ValueMatch[] => {
  if (!Array.isArray(value)) throw mappingError(at, 'bodyPatterns is a list.')
  return value.map((match, index) => toValueMatch(match, `${at}/${index}`, 'bytes'))
}

const partMembers = new Set(['name', 'fileName', 'matchingType', 'headers', 'bodyPatterns'])

/**
 * Converts the patterns of parts. `name` has no effect, as in WireMock: it only labels a part for readers.
 */
const partsOf = (value: unknown, at: string): readonly PartMatch[] => {
  if (!Array.isArray(value)) throw mappingError(at, 'multipartPatterns is a list.')
  return value.map((one, index) => partOf(present(object(one, `${at}/${index}`)), `${at}/${index}`))
}

const partOf = (part: Json, at: string): PartMatch => {
  refuseUnknown(part, partMembers, at)
  const { name, fileName, matchingType = 'ANY', headers, bodyPatterns } = part
  if (name !== undefined) text(name, `${at}/name`)
  if (matchingType !== 'ANY' && matchingType !== 'ALL')
    throw mappingError(`${at}/matchingType`, 'The matchingType is ANY or ALL.')
  if (fileName !== undefined && headers === undefined && bodyPatterns === undefined)
    throw mappingError(
      `${at}/fileName`,
      'WireMock looks at a fileName only beside headers or bodyPatterns; add one.',
    )
  const read = readerOf(part, at)
  return defined({
    fileName: read('fileName', text),
    headers: read('headers', matches('values')),
    body: read('bodyPatterns', bodies),
    all: matchingType === 'ALL' ? true : undefined,
  })
}
