import type { Call } from '../../core/pipeline.ts'
import { boundInput } from '../../core/pipeline.ts'
import type { TellSlow } from './bounded-regex.ts'
import { queryValue } from './query-value.ts'
import type { RequestMatch } from './stub.ts'
import { compileMatch, describeMatch, type ValueMatch, type ValueTest } from './value-match.ts'

/** One condition of a stub, with what a near miss needs to explain it. */
export interface Condition {
  /** `method`, `header accept`, `field openId`. */
  readonly what: string
  readonly expected: string
  readonly read: (call: Call) => string | undefined
  readonly holds: ValueTest
  /** The only value that can hold, where there is one: the index goes by it. */
  readonly equalTo?: string
}

/** A stub's conditions, cheapest first. Throws a one-sentence Error for a match that cannot be read. */
export const compileConditions = (match: RequestMatch, slow?: TellSlow): readonly Condition[] => [
  ...exact('api', match.api, (call) => call.api.name),
  ...exact('operation', match.operation, (call) => call.operation?.name),
  ...exact(
    'method',
    match.method === 'ANY' ? undefined : match.method,
    (call) => call.request.method,
  ),
  ...one('path', match.path, (call) => call.request.path, slow),
  ...one('url', match.url, urlOf, slow),
  ...each('query', match.query, queryOf, slow),
  ...each('header', match.headers, headerOf, slow),
  ...each('cookie', match.cookies, cookieOf, slow),
  ...each('field', match.fields, fieldOf, slow),
  ...(match.body ?? []).flatMap((body) => one('body', body, bodyOf, slow)),
]

const exact = (
  what: string,
  wanted: string | undefined,
  read: Condition['read'],
): readonly Condition[] =>
  wanted === undefined
    ? []
    : [{ what, expected: wanted, read, holds: (value) => value === wanted, equalTo: wanted }]

const one = (
  what: string,
  match: ValueMatch | undefined,
  read: Condition['read'],
  slow: TellSlow | undefined,
): readonly Condition[] => {
  if (match === undefined) return []
  const condition = { what, expected: describeMatch(match), read, holds: compileMatch(match, slow) }
  return match.equalTo === undefined || match.caseInsensitive === true
    ? [condition]
    : [{ ...condition, equalTo: String(match.equalTo) }]
}

const each = (
  what: string,
  matches: Readonly<Record<string, ValueMatch>> | undefined,
  reader: (name: string) => Condition['read'],
  slow: TellSlow | undefined,
): readonly Condition[] =>
  Object.entries(matches ?? {}).flatMap(([name, match]) =>
    one(`${what} ${name}`, match, reader(name), slow),
  )

const urlOf = ({ request: { path, query } }: Call): string =>
  query === '' ? path : `${path}?${query}`

/** Own ones only: node's headers are an object like any other, with a `constructor`. */
const headerOf = (name: string): Condition['read'] => {
  const lower = name.toLowerCase()
  return ({ request: { headers } }) => (Object.hasOwn(headers, lower) ? headers[lower] : undefined)
}

const queryOf =
  (name: string): Condition['read'] =>
  ({ request }) =>
    queryValue(request.query, name)

const cookieOf =
  (name: string): Condition['read'] =>
  ({ request }) => {
    for (const pair of (request.headers['cookie'] ?? '').split(';')) {
      const at = pair.indexOf('=')
      if (at > 0 && pair.slice(0, at).trim() === name) return pair.slice(at + 1).trim()
    }
    return undefined
  }

/** Absent and null are both `absent`; numbers and the like are compared as texts. */
const fieldOf =
  (name: string): Condition['read'] =>
  (call) => {
    const input = boundInput(call)
    if (input === undefined || !Object.hasOwn(input, name)) return undefined
    const value = input[name]
    if (value === null || value === undefined) return undefined
    return typeof value === 'string' ? value : JSON.stringify(value)
  }

const bodyOf = ({ request: { body } }: Call): string | undefined =>
  body.length === 0 ? undefined : body.toString('utf8')
