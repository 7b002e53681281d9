import {
  canonicalNumber,
  isJsonList,
  isJsonNumber,
  isJsonObject,
  numberOf,
  readJson,
  type Json,
  type JsonObject,
} from './json.ts'
import { spend } from '../matchers/budget.ts'
import { compileRegex } from '../regex/compile-regex.ts'

/** The drafts that a schema may have. */
export const schemaVersions = ['V4', 'V6', 'V7', 'V201909', 'V202012'] as const
/** The name of a draft, in the spelling of WireMock's `schemaVersion`. */
export type SchemaVersion = (typeof schemaVersions)[number]

/** Whether a value matches. */
export type Test = (value: Json) => boolean
/** Compiles one keyword of a schema. Throws a one-sentence Error for an operand that is wrong. */
export type Rule = (operand: Json, schema: JsonObject, reader: Reader) => Test

/** The parts of the whole schema that a rule needs. */
export interface Reader {
  readonly version: SchemaVersion
  readonly read: (schema: Json | undefined) => Test
  readonly refer: (pointer: string) => Test
}

export const wrong = (keyword: string, words: string): never => {
  throw new Error(`${keyword} in a JSON Schema is ${words}.`)
}

const count = (operand: Json, keyword: string): number =>
  isJsonNumber(operand) && numberOf(operand) >= 0
    ? numberOf(operand)
    : wrong(keyword, 'a number of 0 or more')

export const limit =
  (keyword: string, holds: (value: number, bound: number) => boolean): Rule =>
  (operand) => {
    if (!isJsonNumber(operand)) return wrong(keyword, 'a number')
    const bound = numberOf(operand)
    return (value) => !isJsonNumber(value) || holds(numberOf(value), bound)
  }

/** In draft 4 `exclusiveMinimum` and `exclusiveMaximum` are booleans beside `minimum` and `maximum`. */
export const bound =
  (keyword: string, exclusive: string, isMore: boolean): Rule =>
  (operand, schema, reader) => {
    const isExclusive = schema[exclusive] === true
    return limit(keyword, (value, at) =>
      value === at ? !isExclusive : isMore ? value > at : value < at,
    )(operand, schema, reader)
  }

export const exclusive =
  (keyword: string, isMore: boolean): Rule =>
  (operand, schema, reader) =>
    typeof operand === 'boolean' && reader.version === 'V4'
      ? () => true
      : limit(keyword, (value, at) => (isMore ? value > at : value < at))(operand, schema, reader)

export const sized =
  (keyword: string, size: (value: Json) => number | undefined, isLeast: boolean): Rule =>
  (operand) => {
    const wanted = count(operand, keyword)
    return (value) => {
      const is = size(value)
      return is === undefined || (isLeast ? is >= wanted : is <= wanted)
    }
  }

export const lengthOf = (value: Json): number | undefined =>
  typeof value === 'string' ? (value.match(/[^]/gu)?.length ?? 0) : undefined
export const itemsOf = (value: Json): number | undefined =>
  isJsonList(value) ? value.length : undefined
export const membersOf = (value: Json): number | undefined =>
  isJsonObject(value) ? Object.keys(value).length : undefined

const types: ReadonlyMap<string, Test> = new Map<string, Test>([
  ['string', (value) => typeof value === 'string'],
  ['number', isJsonNumber],
  ['integer', (value) => isJsonNumber(value) && Number.isInteger(numberOf(value))],
  ['boolean', (value) => typeof value === 'boolean'],
  ['null', (value) => value === null],
  ['array', isJsonList],
  ['object', isJsonObject],
])

/** In draft 4 a number with a fraction is not an integer, even if the fraction is zero. */
const isWrittenWhole: Test = (value) =>
  isJsonNumber(value) &&
  (typeof value === 'number' ? Number.isInteger(value) : /^-?\d+$/.test(value.text))

export const type: Rule = (operand, schema, { version }) => {
  const testOf = (name: Json): Test | undefined =>
    name === 'integer' && version === 'V4'
      ? isWrittenWhole
      : typeof name === 'string'
        ? types.get(name)
        : undefined
  const tests = (isJsonList(operand) ? operand : [operand]).map(
    (name) => testOf(name) ?? wrong('type', `one of ${[...types.keys()].join(', ')}`),
  )
  if (schema['nullable'] === true) tests.push((value) => value === null)
  return (value) => tests.some((test) => test(value))
}

/** Returns a text that is the same for equal values. */
export const textOf = (value: Json): string => {
  spend()
  if (isJsonNumber(value)) return canonicalNumber(value)
  if (isJsonList(value)) return `[${value.map(textOf).join(',')}]`
  if (!isJsonObject(value)) return JSON.stringify(value)
  return `{${Object.keys(value)
    .sort()
    .map((name) => `${JSON.stringify(name)}:${textOf(value[name] ?? null)}`)
    .join(',')}}`
}

export const lists = (operand: Json, keyword: string, { read }: Reader): readonly Test[] =>
  isJsonList(operand) && operand.length > 0
    ? operand.map(read)
    : wrong(keyword, 'a list of schemas')

export const texts = (operand: Json, keyword: string): readonly string[] =>
  isJsonList(operand) && operand.every((one) => typeof one === 'string')
    ? operand
    : wrong(keyword, 'a list of texts')

const named = (
  operand: Json,
  keyword: string,
  { read }: Reader,
): readonly (readonly [string, Test])[] =>
  isJsonObject(operand)
    ? Object.keys(operand).map((name) => [name, read(operand[name])] as const)
    : wrong(keyword, 'an object of schemas')

/**
 * Returns a test whether an expression matches anywhere in a text. Throws a one-sentence Error for an
 * expression that cannot be read.
 */
export const regexFinder = (source: string): ((text: string) => boolean) => {
  compileRegex(source)
  return compileRegex(`(?s).*?(?-s:${source})(?s:.*)`).test
}

export const properties: Rule = (operand, _schema, reader) => {
  const tests = named(operand, 'properties', reader)
  return (value) =>
    !isJsonObject(value) ||
    tests.every(([name, test]) => !Object.hasOwn(value, name) || test(value[name] ?? null))
}

export const patternProperties: Rule = (operand, _schema, reader) => {
  const tests = named(operand, 'patternProperties', reader).map(
    ([source, test]) => [regexFinder(source), test] as const,
  )
  return (value) =>
    !isJsonObject(value) ||
    Object.keys(value).every((name) =>
      tests.every(([finds, test]) => !finds(name) || test(value[name] ?? null)),
    )
}

/** Reads a schema that may be a boolean in draft 4 too. */
const rest = (operand: Json, { read }: Reader): Test =>
  typeof operand === 'boolean' ? () => operand : read(operand)

export const additionalProperties: Rule = (operand, schema, reader) => {
  const test = rest(operand, reader)
  const { properties: known, patternProperties: patterns } = schema
  const names = new Set(isJsonObject(known) ? Object.keys(known) : [])
  const finders = (isJsonObject(patterns) ? Object.keys(patterns) : []).map(regexFinder)
  return (value) =>
    !isJsonObject(value) ||
    Object.keys(value).every(
      (name) =>
        names.has(name) || finders.some((finds) => finds(name)) || test(value[name] ?? null),
    )
}

export const dependencies: Rule = (operand, _schema, { read }) => {
  if (!isJsonObject(operand)) return wrong('dependencies', 'an object')
  const tests = Object.keys(operand).map((name): readonly [string, Test] => {
    const one = operand[name] ?? null
    if (!isJsonList(one)) return [name, read(one)]
    const needed = texts(one, 'dependencies')
    return [
      name,
      (value) => isJsonObject(value) && needed.every((each) => Object.hasOwn(value, each)),
    ]
  })
  return (value) =>
    !isJsonObject(value) ||
    tests.every(([name, test]) => !Object.hasOwn(value, name) || test(value))
}

/** Tests the first items of a list by a schema each, and the other items by `rest`. */
export const tuple =
  (first: readonly Test[], rest: Test | undefined): Test =>
  (value) =>
    !isJsonList(value) ||
    value.every(
      (one, at) =>
        first[at]?.(one) ?? (first[at] === undefined && rest !== undefined ? rest(one) : true),
    )

export const items: Rule = (operand, schema, reader) => {
  const { read, version } = reader
  if (version === 'V202012') {
    const { length } = isJsonList(schema['prefixItems']) ? schema['prefixItems'] : []
    const test = read(operand)
    return (value) => !isJsonList(value) || value.slice(length).every(test)
  }
  if (!isJsonList(operand)) return tuple([], read(operand))
  const more = schema['additionalItems']
  return tuple(operand.map(read), more === undefined ? undefined : rest(more, reader))
}

export const contains: Rule = (operand, { minContains, maxContains }, { read }) => {
  const test = read(operand)
  const least = minContains === undefined ? 1 : count(minContains, 'minContains')
  const most = maxContains === undefined ? Infinity : count(maxContains, 'maxContains')
  return (value) => {
    if (!isJsonList(value)) return true
    const { length } = value.filter(test)
    return length >= least && length <= most
  }
}

export const conditional: Rule = (operand, schema, { read }) => {
  const test = read(operand)
  const [then, otherwise] = [schema['then'], schema['else']].map((one) =>
    one === undefined ? () => true : read(one),
  )
  return (value) => (test(value) ? then?.(value) : otherwise?.(value)) === true
}

/** Tests the content of a text. Draft 7 requires it to match, drafts after it only describe it. */
export const content: Rule = (_operand, schema, { version }) => {
  if (version !== 'V7') return () => true
  const { contentEncoding, contentMediaType } = schema
  return (value) => {
    if (typeof value !== 'string') return true
    if (contentEncoding === 'base64' && !BASE64.test(value)) return false
    if (contentMediaType !== 'application/json') return true
    const text =
      contentEncoding === 'base64' ? Buffer.from(value, 'base64').toString('utf8') : value
    return readJson(text, 'jackson') !== undefined
  }
}

const BASE64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2,3}={0,2})?$/
