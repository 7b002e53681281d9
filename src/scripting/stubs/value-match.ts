import { operators, type CompileContext } from '../matchers/operators.ts'
import type { StructuredMatch } from '../matchers/structured.ts'

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

/** Of a repeated name one value is enough, except for `hasExactly` and `includes`. */
export const compileValuesMatch = (match: ValueMatch, costly?: () => void): ValuesTest => {
  const { hasExactly, includes, ...rest } = match
  const list = hasExactly ?? includes
  const one = compileMatch(rest, costly)
  const any: ValuesTest = (values, now) =>
    typeof values === 'object' ? values.some((value) => one(value, now)) : one(values, now)
  if (list === undefined) return any
  const tests = list.map((each) => compileMatch(each, costly))
  const isAlone = Object.keys(rest).length === 0
  return (given, now) => {
    if (given === undefined) return false
    const values = typeof given === 'string' ? [given] : given
    if (hasExactly !== undefined && values.length !== tests.length) return false
    if (!tests.every((test) => values.some((value) => test(value, now)))) return false
    return isAlone || any(values, now)
  }
}

/** A match in words, for near misses. */
export const describeMatch = (match: ValueMatch): string =>
  Object.entries(match)
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => `${name} ${typeof value === 'string' ? value : JSON.stringify(value)}`)
    .join(' and ') || 'anything'
