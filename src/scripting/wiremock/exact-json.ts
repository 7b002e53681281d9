import { BigDecimal } from './templates/big-decimal.ts'
import { readJson, JsonError } from './templates/read-json.ts'
import { compactJson } from './templates/write-json.ts'
import { Dict, isNumber, List, numberOf, type Value } from './templates/values.ts'

/** The objects and lists that were read, each with the numbers in it as they were written. */
const written = new WeakMap<object, Value>()

/** Numbers that a JavaScript number does not print as they are written. */
const ODD_NUMBER = /\d(?:\.\d*0|[eE])|\d{16}/

/**
 * Reads JSON as WireMock does: with comments, with single quotes, and whatever follows the value. Undefined
 * for what it does not read.
 */
export const readExactJson = (text: string): { readonly value: unknown } | undefined => {
  if (!ODD_NUMBER.test(text)) {
    try {
      return { value: JSON.parse(text) as unknown }
    } catch {
      // Perhaps it is only what JSON does not allow and WireMock does.
    }
  }
  try {
    return { value: plain(readJson(text, 'strict')) }
  } catch (error) {
    if (error instanceof JsonError) return undefined
    throw error
  }
}

const plain = (value: Value): unknown => {
  if (value instanceof List) return kept(value.items.map(plain), value)
  if (value instanceof Dict)
    return kept(
      Object.fromEntries([...value.members].map(([name, one]) => [name, plain(one)])),
      value,
    )
  return isNumber(value) ? numberOf(value) : value
}

const kept = (made: object, value: Value): object => {
  written.set(made, value)
  return made
}

/** JSON text with numbers as they were written, without exponents where that is known no more. */
export const exactJson = (value: unknown): string => {
  if (typeof value === 'number') return BigDecimal.read(String(value))?.toPlainString() ?? 'null'
  if (typeof value !== 'object' || value === null) return JSON.stringify(value)
  const exact = written.get(value)
  if (exact !== undefined) return compactJson(exact, true)
  if (Array.isArray(value)) return `[${value.map(exactJson).join(',')}]`
  const members = Object.entries(value).filter(([, one]) => one !== undefined)
  return `{${members.map(([name, one]) => `${JSON.stringify(name)}:${exactJson(one)}`).join(',')}}`
}
