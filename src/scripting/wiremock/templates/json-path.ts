import { JsonNumber, type Json, type JsonObject } from '../../json/json.ts'
import { evaluatePath } from '../../jsonpath/evaluate-path.ts'
import { parsePath, NotFound, type Manner, type JsonPath } from '../../jsonpath/parse-path.ts'
import { textOf } from './text-of.ts'
import { Decimal, Dict, isNumber, List, numberOf, type JavaNumber, type Value } from './values.ts'
import type { Budget } from './render.ts'

/** The error of a JSONPath that cannot be read. */
export class JsonPathError extends Error {}

/** The most characters of a JSONPath. */
const LONGEST = 10_000

const compiled = (expression: string): JsonPath => {
  if (expression.length > LONGEST) throw new JsonPathError(expression)
  try {
    return parsePath(expression)
  } catch (cause) {
    throw new JsonPathError(expression, { cause })
  }
}

/**
 * Returns the value that a JSONPath finds in a document, or null if only the last member is missing. Returns
 * undefined if the path finds nothing or its evaluation fails. Throws a JsonPathError.
 */
export const findJson = (
  document: Value,
  expression: string,
  budget: Budget,
): Value | undefined => {
  const path = budget.timed(() => compiled(expression))
  const found = foundIn(path, jsonOf(document), { leafToNull: true }, budget)
  if (found === undefined) return undefined
  const last = path.tokens.at(-1)
  // `keys()` returns a Java set, which prints its names without quotes.
  const isSet = last?.kind === 'function' && last.name === 'keys'
  return isSet && Array.isArray(found) ? new List(found.map(valueOf)) : valueOf(found)
}

/**
 * Returns the document with the list at a JSONPath replaced by the result of `change`. Returns undefined if
 * there is no list. If `change` returns a text, returns that text. Throws a JsonPathError.
 */
export const changeList = (
  document: Value,
  expression: string | undefined,
  change: (list: List) => List | string,
  budget: Budget,
): Value | undefined => {
  const originals = new Map<Json, Value>()
  const root = jsonOf(document, originals)
  const found = expression === undefined ? root : foundIn(compiled(expression), root, {}, budget)
  if (!Array.isArray(found)) return undefined
  const old = originals.get(found as Json)
  // If the path finds several values, their list is not part of the document.
  const list = old instanceof List ? old : new List(found.map(valueOf))
  const changed = change(list)
  return typeof changed === 'string' ? changed : replaced(document, list, changed)
}

/**
 * Removes the values that a JSONPath finds, and returns the rest of the document as `left`. Returns undefined
 * if the path finds nothing, and `root` if the path is the document itself. Throws a JsonPathError.
 */
export const removeJson = (
  document: Value,
  expression: string,
  budget: Budget,
): { readonly left: Value } | 'root' | undefined => {
  const path = compiled(expression)
  if (path.tokens.length === 0) return 'root'
  const originals = new Map<Json, Value>()
  const gone = new Map<Value, Set<string | number>>()
  const manner: Manner = {
    place: ({ parent, key }) => {
      const of = originals.get(parent) ?? null
      gone.set(of, (gone.get(of) ?? new Set()).add(key))
    },
  }
  const found = foundIn(path, jsonOf(document, originals), manner, budget)
  return found === undefined ? undefined : { left: without(document, gone) }
}

/** Evaluates a JSONPath. Returns undefined if the path finds nothing, or if Jayway would fail. */
const foundIn = (path: JsonPath, root: Json, manner: Manner, { timed }: Budget): Json | undefined =>
  timed(() => {
    try {
      return evaluatePath(path, root, root, manner)
    } catch (error) {
      if (error instanceof NotFound || isJayways(error)) return undefined
      throw error
    }
  })

const isJayways = (error: unknown): boolean =>
  error instanceof Error && !(error instanceof RangeError) && error.constructor === Error

/** A number for the JSONPath evaluation. `value` is the template's number from which it was made. */
class KeptNumber extends JsonNumber {
  readonly value: JavaNumber
  constructor(value: JavaNumber) {
    super(textOf(value).replace('E', 'e'))
    this.value = value
  }
}

/** Converts a value to JSON. Stores in `originals` the value of each list and object that is made. */
const jsonOf = (value: Value, originals?: Map<Json, Value>): Json => {
  if (value instanceof List || value instanceof Dict) {
    const made =
      value instanceof List
        ? value.items.map((one) => jsonOf(one, originals))
        : objectOf([...value.members].map(([name, one]) => [name, jsonOf(one, originals)]))
    originals?.set(made, value)
    return made
  }
  if (isNumber(value)) return Number.isSafeInteger(value) ? numberOf(value) : new KeptNumber(value)
  return value === null || typeof value === 'boolean' ? value : textOf(value)
}

const objectOf = (members: readonly (readonly [string, Json])[]): JsonObject => {
  const made = Object.create(null) as Record<string, Json>
  for (const [name, one] of members) made[name] = one
  return made
}

/** Converts JSON to a value. Lists print as JSON, and objects in them as Java's maps. */
const valueOf = (json: Json): Value => {
  if (json instanceof KeptNumber) return json.value
  if (json instanceof JsonNumber) return new Decimal(Number(json.text))
  if (Array.isArray(json)) return new List((json as readonly Json[]).map(valueOf), 'json')
  if (typeof json !== 'object' || json === null) return json
  return new Dict(
    new Map(Object.entries(json as JsonObject).map(([name, one]) => [name, valueOf(one)])),
  )
}

const replaced = (value: Value, old: List, by: List): Value => {
  if (value === old) return by
  if (value instanceof List)
    return new List(
      value.items.map((one) => replaced(one, old, by)),
      value.printing,
    )
  if (!(value instanceof Dict)) return value
  const members = [...value.members].map(([name, one]) => [name, replaced(one, old, by)] as const)
  return new Dict(new Map(members), value.printing)
}

const without = (value: Value, gone: ReadonlyMap<Value, ReadonlySet<string | number>>): Value => {
  const keys = gone.get(value)
  const rest = (one: Value): Value => without(one, gone)
  if (value instanceof List)
    return new List(
      value.items.filter((_, index) => keys?.has(index) !== true).map(rest),
      value.printing,
    )
  if (!(value instanceof Dict)) return value
  const members = [...value.members].filter(([name]) => keys?.has(name) !== true)
  return new Dict(new Map(members.map(([name, one]) => [name, rest(one)])), value.printing)
}
