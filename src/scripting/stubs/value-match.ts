import { boundedRegex, type TellSlow } from './bounded-regex.ts'
import { compileStructured, isStructured, type StructuredMatch } from './structured-match.ts'

/** What a header, parameter, field or body must be. A bare text means `equalTo`. */
export interface ValueMatch extends StructuredMatch {
  readonly equalTo?: string | number | boolean
  /** For `equalTo` only. */
  readonly caseInsensitive?: boolean
  readonly contains?: string
  readonly doesNotContain?: string
  /** A JavaScript regular expression that must match the whole value, as WireMock's must. */
  readonly matches?: string
  readonly doesNotMatch?: string
  /** True: must not be there. */
  readonly absent?: boolean
  readonly and?: readonly ValueMatch[]
  readonly or?: readonly ValueMatch[]
  readonly not?: ValueMatch
}

/** A compiled `ValueMatch`; `undefined` is a value that is not there. */
export type ValueTest = (value: string | undefined) => boolean

/** Throws a one-sentence Error for a regular expression, JSON or XPath that cannot be read. */
export const compileMatch = (match: ValueMatch, slow: TellSlow = () => undefined): ValueTest => {
  const compile = (inner: ValueMatch) => compileMatch(inner, slow)
  const tests = [...plainTests(match), ...regexTests(match, slow), ...nested(match, compile)]
  if (isStructured(match)) tests.push(compileStructured(match, compile, slow))
  if (tests.length === 0) return (value) => value !== undefined
  return (value) => tests.every((test) => test(value))
}

const plainTests = (match: ValueMatch): ValueTest[] => {
  const tests: ValueTest[] = []
  const { absent, contains, doesNotContain } = match
  if (absent !== undefined) tests.push((value) => (value === undefined) === absent)
  if (match.equalTo !== undefined)
    tests.push(equalTest(String(match.equalTo), match.caseInsensitive))
  if (contains !== undefined) tests.push((value) => value?.includes(contains) === true)
  if (doesNotContain !== undefined) tests.push((value) => value?.includes(doesNotContain) !== true)
  return tests
}

const equalTest = (wanted: string, caseInsensitive = false): ValueTest => {
  if (!caseInsensitive) return (value) => value === wanted
  const lower = wanted.toLowerCase()
  return (value) => value?.toLowerCase() === lower
}

const regexTests = (match: ValueMatch, slow: TellSlow): ValueTest[] => {
  const tests: ValueTest[] = []
  if (match.matches !== undefined) tests.push(regexTest(match.matches, slow))
  if (match.doesNotMatch !== undefined) {
    const test = regexTest(match.doesNotMatch, slow)
    tests.push((value) => !test(value))
  }
  return tests
}

const regexTest = (source: string, slow: TellSlow): ValueTest => {
  const test = boundedRegex(source, slow)
  return (value) => value !== undefined && test(value)
}

const nested = (match: ValueMatch, compile: (inner: ValueMatch) => ValueTest): ValueTest[] => {
  const tests: ValueTest[] = []
  const { and, or, not } = match
  if (and !== undefined) tests.push(...and.map(compile))
  if (or !== undefined) {
    const any = or.map(compile)
    tests.push((value) => any.some((test) => test(value)))
  }
  if (not !== undefined) {
    const test = compile(not)
    tests.push((value) => !test(value))
  }
  return tests
}

/** A match in words, for near misses. */
export const describeMatch = (match: ValueMatch): string =>
  Object.entries(match)
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => `${name} ${typeof value === 'string' ? value : JSON.stringify(value)}`)
    .join(' and ') || 'anything'
