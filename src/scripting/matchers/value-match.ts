import { isUneven, nearestOf } from './nearest.ts'
import { type StructuredMatch, structuredOperators } from './structured.ts'
import { compileRegex } from '../regex/compile-regex.ts'
import {
  anyKind,
  base64Kind,
  flagKind,
  matchKind,
  regexKind,
  textKind,
  type ValueKind,
} from './value-kinds.ts'

/** What a header, parameter, field or body must be. A bare text means `equalTo`. */
export interface ValueMatch extends StructuredMatch {
  readonly equalTo?: string | number | boolean
  /** For `equalTo` only. */
  readonly caseInsensitive?: boolean
  readonly contains?: string
  readonly doesNotContain?: string
  /** A Java regular expression that must match the whole value, as WireMock's must. */
  readonly matches?: string
  readonly doesNotMatch?: string
  /** True: must not be there. */
  readonly absent?: boolean
  readonly anything?: string
  readonly and?: readonly ValueMatch[]
  readonly or?: readonly ValueMatch[]
  readonly not?: ValueMatch
  /** Of a repeated name: each has its value, and there are as many. */
  readonly hasExactly?: readonly ValueMatch[]
  /** Of a repeated name: each has its value. */
  readonly includes?: readonly ValueMatch[]
  /** Base64 of a whole body. */
  readonly binaryEqualTo?: string
}

/**
 * A compiled `ValueMatch`; `undefined` is a value that is not there. `now` tells the time in
 * milliseconds since the epoch. Throws GivenUp where it takes too long.
 */
export type ValueTest = (value: string | undefined, now: () => number) => boolean

/** What there is of a name: nothing, one value, or several. */
export type Values = string | readonly string[] | undefined
export type ValuesTest = (values: Values, now: () => number) => boolean

/** `costly` is told of a match that may take long on some value. Throws a one-sentence Error for one that cannot be read. */
export const compileMatch = (
  match: ValueMatch,
  costly: () => void = () => undefined,
): ValueTest => {
  const context: CompileContext = { compile: (inner) => compileMatch(inner, costly), costly }
  const tests: ValueTest[] = []
  for (const [name, { compile }] of operators)
    if (compile !== undefined && Object.hasOwn(match, name)) tests.push(compile(match, context))
  const [only] = tests
  if (only === undefined) return (value) => value !== undefined
  return tests.length === 1 ? only : (value, now) => tests.every((test) => test(value, now))
}

/**
 * Of a repeated name one value is enough, except for `hasExactly` and `includes`; or, as in WireMock, it is the
 * `nearest` that must match.
 */
export const compileValuesMatch = (
  match: ValueMatch,
  costly?: () => void,
  nearest = false,
): ValuesTest => {
  const { hasExactly, includes, ...rest } = match
  const list = hasExactly ?? includes
  const one = compileMatch(rest, costly)
  const pick =
    nearest && isUneven(rest) ? nearestOf(rest, (part) => compileMatch(part, costly)) : undefined
  const any: ValuesTest = (values, now) => {
    if (typeof values !== 'object') return one(values, now)
    if (pick !== undefined && values.length > 1) return one(pick(values, now), now)
    return values.some((value) => one(value, now))
  }
  if (list === undefined) return any
  const tests = list.map((each) => compileValuesMatch(each, costly, nearest))
  const isAlone = Object.keys(rest).length === 0
  return (given, now) => {
    if (given === undefined) return false
    const values = typeof given === 'string' ? [given] : given
    if (hasExactly !== undefined && values.length !== tests.length) return false
    if (!tests.every((test) => test(values, now))) return false
    return isAlone || any(values, now)
  }
}

/** A match in words, for near misses. */
export const describeMatch = (match: ValueMatch): string =>
  Object.entries(match)
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => `${name} ${typeof value === 'string' ? value : JSON.stringify(value)}`)
    .join(' and ') || 'anything'

/** What compiling a match needs beside it. */
export interface CompileContext {
  /** For a match within the match. */
  readonly compile: (match: ValueMatch) => ValueTest
  /** Says that the match may take long on some value: it is then run with a time limit. */
  readonly costly: () => void
}

/** One operator of a match: what it takes, in which spelling, and what it does. */
export interface Operator {
  /** Operand in a fixture. */
  readonly takes: ValueKind
  /** Operand in a WireMock mapping, where that is another. */
  readonly wiremock?: ValueKind
  /** Members that may stand beside it. */
  readonly options?: Readonly<Record<string, ValueKind>>
  /** `values`: looks at all values of a repeated name; `bytes`: at a body as it came. */
  readonly of?: 'values' | 'bytes'
  /** Throws a one-sentence Error for an operand that cannot be read. Absent: see `of`. */
  readonly compile?: (match: ValueMatch, context: CompileContext) => ValueTest
}

const valueRef = { $ref: '#/definitions/value' }
const oneMatch = matchKind('a matcher', valueRef)
const matches = (least: number): ValueKind => ({
  ...matchKind('a list of matchers', { type: 'array', items: valueRef }),
  is: (value) => Array.isArray(value) && value.length >= least,
})
const twoMatches: ValueKind = { ...matches(2), words: 'a list of at least two matchers' }

const equalTo: NonNullable<Operator['compile']> = ({ equalTo: operand, caseInsensitive }) => {
  const wanted = String(operand)
  if (caseInsensitive !== true) return (value) => value === wanted
  const folded = withoutCase(wanted)
  return (value) => value !== undefined && withoutCase(value) === folded
}

/** As Java's `equalsIgnoreCase` does: character by character, none becomes two. */
const withoutCase = (text: string): string =>
  /^[\x00-\x7f]*$/.test(text) ? text.toLowerCase() : Array.from(text, folded).join('')

const folded = (char: string): string => {
  const upper = char.toUpperCase()
  const one = upper.length === char.length ? upper : char
  const lower = one === 'İ' ? 'i' : one.toLowerCase()
  return lower.length === one.length ? lower : one
}

const regex = (source: string, context: CompileContext): ValueTest => {
  const { test, costly } = compileRegex(source)
  if (costly) context.costly()
  return (value) => value !== undefined && test(value)
}

const plainOperators: readonly (readonly [string, Operator])[] = [
  [
    'equalTo',
    {
      takes: {
        words: 'a text, a number, true or false',
        is: (value) => ['string', 'number', 'boolean'].includes(typeof value),
        schema: { type: ['string', 'number', 'boolean'] },
      },
      wiremock: textKind,
      options: { caseInsensitive: flagKind },
      compile: equalTo,
    },
  ],
  [
    'contains',
    {
      takes: textKind,
      compile: ({ contains = '' }) => {
        return (value) => value?.includes(contains) === true
      },
    },
  ],
  [
    'doesNotContain',
    {
      takes: textKind,
      compile: ({ doesNotContain = '' }) => {
        return (value) => value?.includes(doesNotContain) !== true
      },
    },
  ],
  ['matches', { takes: regexKind, compile: ({ matches: source = '' }, to) => regex(source, to) }],
  [
    'doesNotMatch',
    {
      takes: regexKind,
      compile: ({ doesNotMatch = '' }, context) => {
        const test = regex(doesNotMatch, context)
        return (value, now) => !test(value, now)
      },
    },
  ],
  [
    'absent',
    {
      takes: flagKind,
      wiremock: anyKind,
      compile:
        ({ absent }) =>
        (value) =>
          (value === undefined) === absent,
    },
  ],
  ['anything', { takes: textKind, compile: () => () => true }],
  [
    'and',
    {
      takes: matches(0),
      wiremock: twoMatches,
      compile: ({ and = [] }, { compile }) => {
        const tests = and.map(compile)
        return (value, now) => tests.every((test) => test(value, now))
      },
    },
  ],
  [
    'or',
    {
      takes: matches(0),
      wiremock: twoMatches,
      compile: ({ or = [] }, { compile }) => {
        const tests = or.map(compile)
        return (value, now) => tests.some((test) => test(value, now))
      },
    },
  ],
  [
    'not',
    {
      takes: oneMatch,
      compile: ({ not = {} }, { compile }) => {
        const test = compile(not)
        return (value, now) => !test(value, now)
      },
    },
  ],
]

/** All operators by name, in the order in which they are tried: the cheapest first. */
export const operators: ReadonlyMap<string, Operator> = new Map<string, Operator>([
  ...plainOperators,
  ['hasExactly', { takes: matches(0), of: 'values' }],
  ['includes', { takes: matches(0), of: 'values' }],
  ['binaryEqualTo', { takes: base64Kind, of: 'bytes' }],
  ...structuredOperators,
])

/** Where a text is wanted, a number is taken as the text it is written as. */
const written = (schema: ValueKind['schema']): ValueKind['schema'] =>
  schema['type'] === 'string' ? { ...schema, type: ['string', 'number'] } : schema

/** Operators and what may stand beside them, as properties of a JSON Schema. `value` is that of a match within. */
export const operatorSchemas = (
  spelling: 'fixture' | 'wiremock' = 'fixture',
  value: ValueKind['schema'] = valueRef,
): Readonly<Record<string, ValueKind['schema']>> => {
  const of = ({ schema }: ValueKind) => withRef(schema, value)
  return Object.fromEntries(
    [...operators].flatMap(([name, { takes, wiremock = takes, options = {} }]) => [
      [name, spelling === 'fixture' ? written(of(takes)) : of(wiremock)] as const,
      ...Object.entries(options).map(([option, kind]) => [option, of(kind)] as const),
    ]),
  )
}

const withRef = (schema: ValueKind['schema'], value: ValueKind['schema']): ValueKind['schema'] => {
  if (schema === valueRef) return value
  return schema['items'] === valueRef ? { ...schema, items: value } : schema
}
