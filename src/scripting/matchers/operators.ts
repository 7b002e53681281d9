import type { ValueMatch, ValueTest } from '../stubs/value-match.ts'
import { compileRegex } from '../regex/compile-regex.ts'
import { structuredOperators } from './structured.ts'
import {
  anyKind,
  base64Kind,
  flagKind,
  matchKind,
  regexKind,
  textKind,
  type ValueKind,
} from './value-kinds.ts'

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
