import type { Call } from '../../core/pipeline.ts'
import { decodeText, bodyText, partsOf, plainBody, type Part } from './request-body.ts'
import { bounded, type TellSlow } from '../matchers/budget.ts'
import * as values from './request-values.ts'
import type { Read } from './request-values.ts'
import type { PartMatch, RequestMatch } from './stub.ts'
import {
  compileMatch,
  compileValuesMatch,
  describeMatch,
  type ValueMatch,
  type ValuesTest,
} from '../matchers/value-match.ts'
import { compileRegex } from '../regex/compile-regex.ts'

/** One condition of a stub, with the data from which a near miss explains it. */
export interface Condition {
  /** `method`, `header accept`, `field openId`. */
  readonly what: string
  readonly expected: string
  /** Reads the value that the condition tests. */
  readonly read: Read
  /** False also if the test takes too long. */
  readonly holds: (call: Call) => boolean
  /** The only value for which the condition can hold, if there is just one. The stub index uses it. */
  readonly equalTo?: string
  /** The value is read as WireMock reads it, unlike in other conditions of the same `what`. */
  readonly isStrict?: true
}

/**
 * Returns a stub's conditions, cheapest first. Throws a one-sentence Error for a match that cannot be read.
 */
export const compileConditions = (match: RequestMatch, slow?: TellSlow): readonly Condition[] => {
  const one = (what: string, given: ValueMatch | undefined, read: Read) =>
    given === undefined ? [] : [conditionOf(what, given, read, slow, match.nearest)]
  const each = (
    what: string,
    matches: Readonly<Record<string, ValueMatch>> | undefined,
    reader: (name: string) => Read,
  ) =>
    Object.entries(matches ?? {}).flatMap(([name, given]) =>
      one(`${what} ${name}`, given, reader(name)),
    )
  const { isStrict } = match
  const strict = (condition: Condition): Condition =>
    isStrict === true ? { ...condition, isStrict } : condition
  return [
    ...exact('api', match.api, (call) => call.api.name),
    ...exact('operation', match.operation, (call) => call.operation?.name),
    ...methodConditions(match.method),
    ...exact('scheme', match.scheme, values.schemeOf),
    ...one('host', match.host, values.hostOf),
    ...exact('port', match.port === undefined ? undefined : String(match.port), values.portOf),
    ...one('clientIp', match.clientIp, values.clientIpOf),
    ...(isWritten(match, match.path)
      ? one('written path', match.path, values.writtenPathOf)
      : one('path', match.path, (call) => call.request.path)),
    ...(isWritten(match, match.url)
      ? one('written url', match.url, values.writtenUrlOf)
      : one('url', match.url, values.urlOf)),
    ...templateConditions(match, slow),
    ...each('query', match.query, values.queryOf),
    ...each('header', match.headers, values.headerOf),
    ...each('cookie', match.cookies, isStrict ? values.strictCookieOf : values.cookieOf)
      .map(neverMissing(match))
      .map(strict),
    ...each('form', match.form, isStrict ? values.typedFormOf : values.formOf).map(strict),
    ...each('field', match.fields, values.fieldOf),
    ...(match.body ?? []).map((body) => bodyCondition(body, slow)),
    ...(match.parts ?? []).map((part) => partCondition(part, slow)),
  ]
}

/** Makes a stub's conditions from its match. */
export type Compile = typeof compileConditions

/**
 * Clients percent-encode non-ASCII characters: a match with such characters is compared with the decoded
 * target.
 */
const isWritten = ({ asSent }: RequestMatch, match: ValueMatch | undefined): boolean =>
  asSent !== true && match !== undefined && /[^\x00-\x7f]/.test(JSON.stringify(match))

const exact = (what: string, wanted: string | undefined, read: Read): readonly Condition[] =>
  wanted === undefined
    ? []
    : [{ what, expected: wanted, read, holds: (call) => read(call) === wanted, equalTo: wanted }]

const methodConditions = (wanted: string | undefined): readonly Condition[] => {
  const read: Read = ({ request }) => request.method
  if (wanted === 'ANY') return []
  if (wanted !== 'GET_OR_HEAD') return exact('method', wanted, read)
  const holds = ({ request }: Call) => request.method === 'GET' || request.method === 'HEAD'
  return [{ what: 'method', expected: wanted, read, holds }]
}

const conditionOf = (
  what: string,
  match: ValueMatch,
  read: Read,
  slow: TellSlow | undefined,
  nearest?: true,
): Condition => {
  const expected = describeMatch(match)
  const holds = bounded(what, expected, slow, (costly) => {
    const test = compileValuesMatch(match, costly, nearest)
    return (call) => test(read(call), call.context.now)
  })
  const condition = { what, expected, read, holds }
  return match.equalTo === undefined || match.caseInsensitive === true
    ? condition
    : { ...condition, equalTo: String(match.equalTo) }
}

/** For a missing cookie WireMock tests `absent` only. */
const neverMissing =
  ({ cookies = {} }: RequestMatch) =>
  (condition: Condition): Condition => {
    const { what, read, holds } = condition
    const mayMiss = cookies[what.slice('cookie '.length)]?.absent === true
    return {
      ...condition,
      holds: (call) => (read(call) === undefined ? mayMiss && holds(call) : holds(call)),
    }
  }

const templateConditions = (
  { pathTemplate, pathParameters = {} }: RequestMatch,
  slow: TellSlow | undefined,
): readonly Condition[] => {
  if (pathTemplate === undefined) return []
  const { read, costly } = readPathTemplate(pathTemplate)
  const path: Condition = {
    what: 'path',
    expected: `template ${pathTemplate}`,
    read: ({ request }) => request.path,
    holds: bounded('path', pathTemplate, slow, (tell) => {
      if (costly) tell()
      return ({ request }) => read(request.path) !== undefined
    }),
  }
  const parameter =
    (name: string): Read =>
    ({ request }) =>
      read(request.path)?.[name]
  return [
    path,
    ...Object.entries(pathParameters).map(([name, match]) =>
      conditionOf(`path parameter ${name}`, match, parameter(name), slow),
    ),
  ]
}

const bodyCondition = (match: ValueMatch, slow: TellSlow | undefined): Condition => {
  const { binaryEqualTo } = match
  if (binaryEqualTo === undefined) return conditionOf('body', match, bodyText, slow)
  const wanted = Buffer.from(binaryEqualTo, 'base64')
  return {
    what: 'body',
    expected: describeMatch(match),
    read: ({ request }) => request.body.toString('base64'),
    holds: ({ request }) => plainBody(request).equals(wanted),
  }
}

const partCondition = (match: PartMatch, slow: TellSlow | undefined): Condition => {
  const expected = JSON.stringify(match)
  const parts = ({ request: { body, headers } }: Call) =>
    partsOf(body, headers['content-type'] ?? '')
  return {
    what: 'part',
    expected,
    read: (call) => (parts(call) === undefined ? undefined : bodyText(call)),
    holds: bounded('part', expected, slow, (costly) => {
      const test = partTest(match, costly)
      return (call) => {
        const found = parts(call)
        if (found === undefined) return false
        const holds = (part: Part) => test(part, call.context.now)
        return match.all === true ? found.length > 0 && found.every(holds) : found.some(holds)
      }
    }),
  }
}

type PartTest = (part: Part, now: () => number) => boolean

const partTest = (
  { fileName, headers = {}, body = [] }: PartMatch,
  costly: () => void,
): PartTest => {
  const headerTests = Object.entries(headers).map(
    ([name, match]): readonly [string, ValuesTest] => [
      name.toLowerCase(),
      compileValuesMatch(match, costly),
    ],
  )
  const bodyTests = body.map((match): PartTest => {
    const { binaryEqualTo } = match
    if (binaryEqualTo !== undefined) {
      const wanted = Buffer.from(binaryEqualTo, 'base64')
      return (part) => part.body.equals(wanted)
    }
    const test = compileMatch(match, costly)
    return (part, now) => test(decodeText(part.body, part.headers.get('content-type')?.[0]), now)
  })
  return (part, now) =>
    headerTests.every(([name, test]) => test(part.headers.get(name), now)) &&
    bodyTests.every((test) => test(part, now)) &&
    (fileName === undefined || part.fileName === fileName)
}

/** A path with variables, as in WireMock's `urlPathTemplate`: `/users/{id}/**`. */
export interface PathTemplate {
  /** Returns the raw values of the variables by name, those of `**` by number; undefined for another path. */
  readonly read: (path: string) => Readonly<Record<string, string>> | undefined
  readonly costly: boolean
}

const SYMBOL = /\{([^}]+)\}|\*\*/g

/** Compiles a path template. Text outside of variables is literal. */
export const readPathTemplate = (template: string): PathTemplate => {
  const names: string[] = []
  let source = ''
  let last = 0
  let wildcards = 0
  for (const found of template.matchAll(SYMBOL)) {
    source += quoted(template.slice(last, found.index))
    const [symbol, variable] = found
    // `.`, `;` and `*` beside a name say how the variable is expanded. They do not belong to the name.
    names.push(variable === undefined ? String(wildcards++) : variable.replace(/[.;*]/g, ''))
    source += variable === undefined ? '(.*?)' : '([^/]+)'
    last = found.index + symbol.length
  }
  const { match, costly } = compileRegex(source + quoted(template.slice(last)))
  return {
    costly,
    read: (path) => {
      const found = match(path)
      return found === undefined
        ? undefined
        : Object.fromEntries(names.map((name, index) => [name, found[index + 1] ?? '']))
    },
  }
}

const quoted = (text: string): string => text.replace(/[^A-Za-z0-9/]/gu, (char) => `\\${char}`)
