import { grouped } from '../../core/grouped.ts'
import {
  canonicalNumber,
  isJsonList,
  isJsonNumber,
  isJsonObject,
  javaText,
  prettyJson,
  readJson,
  type Json,
} from '../json/json.ts'
import type { ValueTest, ValueMatch, CompileContext } from './value-match.ts'
import { spend, GivenUp } from './budget.ts'
import { compileRegex } from '../regex/compile-regex.ts'
import { evaluatePath } from '../jsonpath/evaluate-path.ts'
import { parsePath, type JsonPath } from '../jsonpath/parse-path.ts'
import { compileSchema } from '../json/json-schema.ts'
import { type SchemaVersion } from '../json/schema-rules.ts'

export interface JsonMatch {
  /** A JSON text, or the value itself. */
  readonly equalToJson?: unknown
  readonly ignoreArrayOrder?: boolean
  readonly ignoreExtraElements?: boolean
}

interface How {
  readonly anyOrder: boolean
  readonly extra: boolean
  /** Whether the expected JSON has placeholders. */
  readonly open: boolean
}

/** Compiles `equalToJson`. Throws a one-sentence Error for wrong JSON or an unsupported placeholder. */
export const jsonTest = (match: JsonMatch): ValueTest => {
  const { equalToJson, ignoreArrayOrder = false, ignoreExtraElements = false } = match
  const text = typeof equalToJson === 'string' ? equalToJson : JSON.stringify(equalToJson)
  const wanted = readJson(text, 'jackson')
  if (wanted === undefined) throw new Error(`equalToJson ${text} is not JSON.`)
  const how: How = {
    anyOrder: ignoreArrayOrder,
    extra: ignoreExtraElements,
    open: text.includes('json-unit.'),
  }
  // The check at compile time refuses a stub with a wrong placeholder.
  checkPlaceholders(wanted)
  return (value) => {
    const actual = value === undefined ? undefined : readJson(value, 'jackson')
    return actual !== undefined && same(wanted, actual, how)
  }
}

/** Matches a placeholder. `ignore-element` is a placeholder only with a dollar sign. */
const PLACEHOLDER =
  /^(?!#\{json-unit\.ignore-element)[$#]\{json-unit\.([a-z-]+)(?::([^}]*))?\}([^]*)$/

const kinds: ReadonlyMap<string, (actual: Json) => boolean> = new Map<
  string,
  (actual: Json) => boolean
>([
  ['ignore', () => true],
  ['ignore-element', () => true],
  ['any-string', (actual) => typeof actual === 'string'],
  ['any-number', isJsonNumber],
  ['any-boolean', (actual) => typeof actual === 'boolean'],
])

/** Returns the test of a placeholder. Returns undefined if the expected text is no placeholder. */
const placeholder = (wanted: string): ((actual: Json) => boolean) | undefined => {
  const [, name = '', argument, rest = ''] = PLACEHOLDER.exec(wanted) ?? []
  if (name === 'regex') {
    const { test } = compileRegex(`(?-s)${rest}`)
    return (actual) => typeof actual === 'string' && test(actual)
  }
  if (name === 'matches')
    throw new Error(
      `equalToJson holds \${json-unit.matches:${argument ?? ''}}, which needs a matcher written in Java; use regex, any-string, any-number, any-boolean or ignore.`,
    )
  return rest === '' ? kinds.get(name) : undefined
}

const checkPlaceholders = (wanted: Json): void => {
  if (typeof wanted === 'string') placeholder(wanted)
  else if (typeof wanted === 'object' && wanted !== null && !isJsonNumber(wanted))
    for (const one of Object.values(wanted) as readonly Json[]) checkPlaceholders(one)
}

const same = (wanted: Json, actual: Json, how: How): boolean => {
  spend()
  if (typeof wanted === 'string') {
    const test = how.open ? placeholder(wanted) : undefined
    return test === undefined ? wanted === actual : test(actual)
  }
  if (isJsonNumber(wanted))
    return isJsonNumber(actual) && canonicalNumber(wanted) === canonicalNumber(actual)
  if (isJsonList(wanted)) return isJsonList(actual) && sameList(wanted, actual, how)
  if (!isJsonObject(wanted)) return wanted === actual
  if (!isJsonObject(actual)) return false
  let count = 0
  for (const name of Object.keys(wanted)) {
    const one = wanted[name] ?? null
    if (Object.hasOwn(actual, name)) {
      count++
      if (!same(one, actual[name] ?? null, how)) return false
    } else if (!(typeof one === 'string' && /^\$\{json-unit\.ignore-element\}$/.test(one)))
      return false
  }
  return how.extra || count === Object.keys(actual).length
}

const sameList = (wanted: readonly Json[], actual: readonly Json[], how: How): boolean => {
  if (how.extra ? actual.length < wanted.length : actual.length !== wanted.length) return false
  if (!how.anyOrder) return wanted.every((one, at) => same(one, actual[at] ?? null, how))
  return how.open || how.extra ? paired(wanted, actual, how) : sameBag(wanted, actual)
}

/** Compares lists in any order. Canonical texts keep the work linear in the length of the lists. */
const sameBag = (wanted: readonly Json[], actual: readonly Json[]): boolean => {
  const counts = new Map<string, number>()
  for (const one of wanted) {
    const text = canonicalText(one)
    counts.set(text, (counts.get(text) ?? 0) + 1)
  }
  return actual.every((one) => {
    const text = canonicalText(one)
    const left = counts.get(text) ?? 0
    counts.set(text, left - 1)
    return left > 0
  })
}

/** Returns a text that is equal for JSON values that differ only in order or in the notation of numbers. */
const canonicalText = (value: Json): string => {
  spend()
  if (isJsonNumber(value)) return canonicalNumber(value)
  if (isJsonList(value)) return `[${value.map(canonicalText).sort().join(',')}]`
  if (!isJsonObject(value)) return JSON.stringify(value)
  return `{${Object.keys(value)
    .sort()
    .map((name) => `${JSON.stringify(name)}:${canonicalText(value[name] ?? null)}`)
    .join(',')}}`
}

/** Pairs equal items first, then each other expected item with the first actual item that fits. */
const paired = (wanted: readonly Json[], actual: readonly Json[], how: How): boolean => {
  const left = grouped(actual.map((one) => [canonicalText(one), one] as const))
  const others = wanted.filter((one) => left.get(canonicalText(one))?.pop() === undefined)
  const rest = [...left.values()].flat()
  return others.every((one) => {
    const at = rest.findIndex((other) => same(one, other, how))
    if (at >= 0) rest.splice(at, 1)
    return at >= 0
  })
}

/** A path, alone or with the match of the values that it finds. */
export type PathMatch = string | ({ readonly expression: string } & ValueMatch)

/** Compiles `matchesJsonPath`. Throws a one-sentence Error if the path cannot be read. */
export const jsonPathTest = (given: PathMatch, { compile }: CompileContext): ValueTest => {
  const { expression, ...rest } = typeof given === 'string' ? { expression: given } : given
  const path = compiled(expression)
  if (typeof given === 'string')
    return (value) => {
      const found = foundIn(path, value)
      if (isJsonList(found)) return found.length > 0
      return isJsonObject(found)
        ? Object.keys(found).length > 0
        : found !== undefined && found !== null
    }
  const test = compile(rest)
  const mayMiss = Object.hasOwn(rest, 'absent')
  return (value, now) => {
    const found = foundIn(path, value)
    const isNone = found === undefined || found === null
    if (isNone && value !== undefined && !isReadable(value)) return false
    const texts = textsOf(found ?? null, Object.hasOwn(rest, 'equalToJson'))
    if (texts.length === 0) return mayMiss && test(undefined, now)
    return texts.some((text) => test(text, now))
  }
}

const compiled = (expression: string): JsonPath => {
  try {
    return parsePath(expression)
  } catch (cause) {
    throw new Error(
      `The JSONPath ${expression} cannot be read: ${(cause as Error).message}; write one of Jayway's.`,
      { cause },
    )
  }
}

/** Returns whether a value is a document that JSONPath can search. `null` is not. */
const isReadable = (value: string): boolean =>
  !value.trimStart().startsWith('<') && (readJson(value, 'smart') ?? null) !== null

/** Returns the value that a path finds, or undefined if the path finds nothing or `value` is not JSON. */
const foundIn = (path: JsonPath, value: string | undefined): Json | undefined => {
  if (value === undefined || value.trimStart().startsWith('<')) return undefined
  const document = readJson(value, 'smart')
  if (document === undefined) return undefined
  try {
    return evaluatePath(path, document, document)
  } catch (error) {
    if (error instanceof GivenUp || error instanceof RangeError) throw error
    // If Jayway fails, WireMock reports no match.
    return undefined
  }
}

/**
 * Returns the texts to test. A list gives one text for each item, unless it is compared as JSON. Null gives
 * no text, and any other value gives one.
 */
const textsOf = (found: Json, asJson: boolean): readonly string[] => {
  if (found === null) return []
  if (isJsonObject(found) || (asJson && isJsonList(found))) return [prettyJson(found)]
  return isJsonList(found) ? found.map(javaText) : [javaText(found)]
}

export interface SchemaMatch {
  /** A JSON Schema, or its JSON text. */
  readonly matchesJsonSchema?: unknown
  readonly schemaVersion?: SchemaVersion
}

/** Compiles `matchesJsonSchema`. Throws a one-sentence Error for a wrong or unsupported schema. */
export const schemaTest = ({ matchesJsonSchema, schemaVersion }: SchemaMatch): ValueTest => {
  const text =
    typeof matchesJsonSchema === 'string' ? matchesJsonSchema : JSON.stringify(matchesJsonSchema)
  const schema = readJson(text, 'jackson')
  if (schema === undefined) throw new Error(`matchesJsonSchema ${text} is not JSON.`)
  const test = compileSchema(schema, schemaVersion)
  return (value) => {
    if (value === undefined) return false
    const parsed = readJson(value, 'jackson')
    const read: Json = parsed === undefined ? value : parsed
    if (test(read)) return true
    // WireMock also validates the texts of numbers, booleans and null.
    const isTried = typeof read === 'string' || isJsonList(read) || isJsonObject(read)
    return !isTried && test(value)
  }
}
