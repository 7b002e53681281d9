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
  /** There are placeholders in what is wanted. */
  readonly open: boolean
}

/** Throws a one-sentence Error for what is no JSON, and for a placeholder that is not supported. */
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
  // Checked now, so that a wrong placeholder is refused with the stub.
  checkPlaceholders(wanted)
  return (value) => {
    const actual = value === undefined ? undefined : readJson(value, 'jackson')
    return actual !== undefined && same(wanted, actual, how)
  }
}

/** Of `ignore-element` only the spelling with a dollar counts. */
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

/** Undefined where a wanted text is no placeholder. */
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

/** Compares canonical texts, so that the work grows linearly with the lists. */
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

/** Members and items in an order of their own, numbers by value. */
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

/** Pairs equal items first, the rest one by one. */
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

/** A path, alone or with a match of what it finds. */
export type PathMatch = string | ({ readonly expression: string } & ValueMatch)

/** Throws a one-sentence Error for a path that cannot be read. */
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

/** Whether there is a document to look into: `null` is none. */
const isReadable = (value: string): boolean =>
  !value.trimStart().startsWith('<') && (readJson(value, 'smart') ?? null) !== null

/** Undefined where there is nothing, or no JSON. */
const foundIn = (path: JsonPath, value: string | undefined): Json | undefined => {
  if (value === undefined || value.trimStart().startsWith('<')) return undefined
  const document = readJson(value, 'smart')
  if (document === undefined) return undefined
  try {
    return evaluatePath(path, document, document)
  } catch (error) {
    if (error instanceof GivenUp || error instanceof RangeError) throw error
    // Where Jayway fails, WireMock says that nothing matches.
    return undefined
  }
}

/** A list's items, each for itself; an object as one. */
const textsOf = (found: Json, asJson: boolean): readonly string[] => {
  if (found === null) return []
  if (isJsonObject(found) || (asJson && isJsonList(found))) return [prettyJson(found)]
  return isJsonList(found) ? found.map(javaText) : [javaText(found)]
}

export interface SchemaMatch {
  /** A JSON Schema, or a text of one. */
  readonly matchesJsonSchema?: unknown
  readonly schemaVersion?: SchemaVersion
}

/** Throws a one-sentence Error for a schema that is wrong or not supported. */
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
    // WireMock tries numbers, truths and null as texts too.
    const isTried = typeof read === 'string' || isJsonList(read) || isJsonObject(read)
    return !isTried && test(value)
  }
}
