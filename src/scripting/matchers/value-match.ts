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

/** The conditions on a header, parameter, field or body. A bare text in a fixture means `equalTo`. */
export interface ValueMatch extends StructuredMatch {
  readonly equalTo?: string | number | boolean
  /** Applies to `equalTo` only. */
  readonly caseInsensitive?: boolean
  readonly contains?: string
  readonly doesNotContain?: string
  /** A Java regular expression that must match the whole value, as in WireMock. */
  readonly matches?: string
  readonly doesNotMatch?: string
  /** `true`: the value must be missing. `false`: the value must be present. */
  readonly absent?: boolean
  readonly anything?: string
  readonly and?: readonly ValueMatch[]
  readonly or?: readonly ValueMatch[]
  readonly not?: ValueMatch
  /** For a repeated name: each match has a matching value, and there are as many values as matches. */
  readonly hasExactly?: readonly ValueMatch[]
  /** For a repeated name: each match has a matching value. */
  readonly includes?: readonly ValueMatch[]
  /** The whole body in Base64. */
  readonly binaryEqualTo?: string
}

/**
 * A compiled `ValueMatch`. `undefined` is a missing value. `now` returns the time in milliseconds since the
 * epoch. Throws GivenUp if the test takes too long.
 */
export type ValueTest = (value: string | undefined, now: () => number) => boolean

/** The values of a name: undefined for none, a text for one, or a list. */
export type Values = string | readonly string[] | undefined
export type ValuesTest = (values: Values, now: () => number) => boolean

/** Compiles a match. Calls `costly` if the match may take long on some value. Throws a one-sentence Error. */
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
 * Compiles a match for a name that may be repeated. One matching value is enough, except for `hasExactly` and
 * `includes`. With `nearest` the value nearest to the expected value must match, as in WireMock.
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

/** Describes a match in words, for near misses. */
export const describeMatch = (match: ValueMatch): string =>
  Object.entries(match)
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => `${name} ${typeof value === 'string' ? value : JSON.stringify(value)}`)
    .join(' and ') || 'anything'

/** The functions that an operator needs to compile its match. */
export interface CompileContext {
  /** Compiles a match within the match. */
  readonly compile: (match: ValueMatch) => ValueTest
  /** Marks the match as one that may take long on some value, so that it runs with a time limit. */
  readonly costly: () => void
}

/** An operator of a match. */
export interface Operator {
  /** The kind of operand in a fixture. */
  readonly takes: ValueKind
  /** The kind of operand in a WireMock mapping, if it differs. */
  readonly wiremock?: ValueKind
  /** The members that are allowed beside the operator. */
  readonly options?: Readonly<Record<string, ValueKind>>
  /** `values`: the operator tests all values of a repeated name. `bytes`: it tests the bytes of a body. */
  readonly of?: 'values' | 'bytes'
  /** Throws a one-sentence Error if the operand cannot be read. Absent for operators with `of`. */
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

/** Folds case as Java's `equalsIgnoreCase` does: character by character, and no character becomes two. */
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

/** All operators by name, in the order in which they are tested: the cheapest first. */
export const operators: ReadonlyMap<string, Operator> = new Map<string, Operator>([
  ...plainOperators,
  ['hasExactly', { takes: matches(0), of: 'values' }],
  ['includes', { takes: matches(0), of: 'values' }],
  ['binaryEqualTo', { takes: base64Kind, of: 'bytes' }],
  ...structuredOperators,
])

/** Allows a number where a text is expected: fixtures read the number as its text. */
const written = (schema: ValueKind['schema']): ValueKind['schema'] =>
  schema['type'] === 'string' ? { ...schema, type: ['string', 'number'] } : schema

/** Returns operators and options as properties of a JSON Schema. `value` is the schema of an inner match. */
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
