import type { ValueMatch, ValueTest } from '../stubs/value-match.ts'
import { isJsonList, isJsonObject, javaText, prettyJson } from '../json/json-text.ts'
import { readJson, type Json } from '../json/read-json.ts'
import { evaluatePath } from '../jsonpath/evaluate-path.ts'
import { parsePath } from '../jsonpath/parse-path.ts'
import type { JsonPath } from '../jsonpath/path-token.ts'
import { GivenUp } from './budget.ts'
import type { CompileContext } from './operators.ts'

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
    if (found === undefined && value !== undefined && !isReadable(value)) return false
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

const isReadable = (value: string): boolean =>
  !value.trimStart().startsWith('<') && readJson(value, 'smart') !== undefined

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
