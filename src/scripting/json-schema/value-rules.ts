import {
  canonicalNumber,
  isJsonList,
  isJsonNumber,
  isJsonObject,
  type Json,
  type JsonNumber,
} from '../json/json.ts'
import { spend } from '../matchers/budget.ts'
import type { Reader, Rule, Test } from './schema-rule.ts'

export const numeric = (value: number | JsonNumber): number =>
  typeof value === 'number' ? value : Number(value.text)

export const wrong = (keyword: string, words: string): never => {
  throw new Error(`${keyword} in a JSON Schema is ${words}.`)
}

export const count = (operand: Json, keyword: string): number =>
  isJsonNumber(operand) && numeric(operand) >= 0
    ? numeric(operand)
    : wrong(keyword, 'a number of 0 or more')

export const limit =
  (keyword: string, holds: (value: number, bound: number) => boolean): Rule =>
  (operand) => {
    if (!isJsonNumber(operand)) return wrong(keyword, 'a number')
    const bound = numeric(operand)
    return (value) => !isJsonNumber(value) || holds(numeric(value), bound)
  }

/** Draft 4's exclusive limits are flags beside the others. */
export const bound =
  (keyword: string, exclusive: string, isMore: boolean): Rule =>
  (operand, schema) => {
    const isExclusive = schema[exclusive] === true
    return limit(keyword, (value, at) =>
      value === at ? !isExclusive : isMore ? value > at : value < at,
    )(operand, schema, unread)
  }

export const exclusive =
  (keyword: string, isMore: boolean): Rule =>
  (operand, schema, reader) =>
    typeof operand === 'boolean' && reader.version === 'V4'
      ? () => true
      : limit(keyword, (value, at) => (isMore ? value > at : value < at))(operand, schema, reader)

export const unread: Reader = {
  version: 'V202012',
  read: () => () => true,
  refer: () => () => true,
}

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
  ['integer', (value) => isJsonNumber(value) && Number.isInteger(numeric(value))],
  ['boolean', (value) => typeof value === 'boolean'],
  ['null', (value) => value === null],
  ['array', isJsonList],
  ['object', isJsonObject],
])

export const type: Rule = (operand, schema) => {
  const tests = (isJsonList(operand) ? operand : [operand]).map(
    (name) =>
      (typeof name === 'string' ? types.get(name) : undefined) ??
      wrong('type', `one of ${[...types.keys()].join(', ')}`),
  )
  if (schema['nullable'] === true) tests.push((value) => value === null)
  return (value) => tests.some((test) => test(value))
}

/** Equal values have equal texts. */
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

export const named = (
  operand: Json,
  keyword: string,
  { read }: Reader,
): readonly (readonly [string, Test])[] =>
  isJsonObject(operand)
    ? Object.keys(operand).map((name) => [name, read(operand[name])] as const)
    : wrong(keyword, 'an object of schemas')
