import { javaDouble } from '../../json/json.ts'
import { BigDecimal, Decimal, Dict, Instant, List, Thing, isNumber, type Value } from './values.ts'

/**
 * Receives the size of a value in characters before the value is printed. Throws if the size is too large.
 */
type Count = (characters: number) => void
let count: Count = () => undefined

/** Runs `act`. Calls `by` with the size of each list and map before it is printed. */
export const counting = <T>(by: Count, act: () => T): T => {
  const before = count
  count = by
  try {
    return act()
  } finally {
    count = before
  }
}

/** Returns the text of a value as Java's `toString` does. */
export const textOf = (value: Value): string => {
  if (value instanceof List || value instanceof Dict) count(sizeOf(value))
  return print(value)
}

const print = (value: Value): string => {
  if (value === null) return 'null'
  if (typeof value !== 'object') return String(value)
  if (value instanceof Decimal) return javaDouble(value.value)
  if (value instanceof BigDecimal) return value.toString()
  if (value instanceof Thing) return value.text()
  if (value instanceof Instant) return value.print()
  if (value.text !== undefined) return value.text
  if (value instanceof List) {
    if (value.printing === 'json') return compactJson(value)
    const [first] = value.items
    if (value.printing === 'first') return first === undefined ? '' : print(first)
    return `[${value.items.map(print).join(', ')}]`
  }
  return value.printing === 'json' ? prettyJson(value) : mapText(value)
}

const mapText = ({ members }: Dict): string =>
  `{${[...members].map(([name, one]) => `${name}=${print(one)}`).join(', ')}}`

const sizes = new WeakMap<object, number>()

/**
 * Returns roughly how many characters a value prints as. Ask before a value is printed or walked. Lists may
 * hold the same list many times, so the size of each list is computed once and kept.
 */
export const sizeOf = (value: Value): number => {
  if (value === null) return 4
  if (typeof value === 'string') return value.length
  if (!(value instanceof List || value instanceof Dict)) return 24
  const known = sizes.get(value)
  if (known !== undefined) return known
  let size = 2
  if (value instanceof List) for (const one of value.items) size += sizeOf(one) + 4
  else for (const [name, one] of value.members) size += name.length + sizeOf(one) + 8
  sizes.set(value, size)
  return size
}

/** Returns a value as JSON, as Jackson prints it without layout. With `isPlain` no number has an exponent. */
export const compactJson = (value: Value, isPlain = false): string => {
  if (value instanceof List)
    return `[${value.items.map((one) => compactJson(one, isPlain)).join(',')}]`
  if (value instanceof Dict) {
    const members = [...value.members].map(
      ([name, one]) => `${JSON.stringify(name)}:${compactJson(one, isPlain)}`,
    )
    return `{${members.join(',')}}`
  }
  return isPlain && value instanceof BigDecimal ? value.toPlainString() : scalarJson(value)
}

/**
 * Returns a value as JSON in Jackson's default layout: each member on a line, lists on one line. Leaves out
 * members that are null, unless `keepsNull` is true.
 */
export const prettyJson = (value: Value, keepsNull = false, indent = ''): string => {
  if (value instanceof List)
    return value.items.length === 0
      ? '[ ]'
      : `[ ${value.items.map((one) => prettyJson(one, keepsNull, indent)).join(', ')} ]`
  if (value instanceof BigDecimal) return value.toPlainString()
  if (!(value instanceof Dict)) return scalarJson(value)
  const inner = `${indent}  `
  const members = [...value.members].filter(([, one]) => keepsNull || one !== null)
  if (members.length === 0) return '{ }'
  const lines = members.map(
    ([name, one]) => `${inner}${JSON.stringify(name)} : ${prettyJson(one, keepsNull, inner)}`,
  )
  return `{\n${lines.join(',\n')}\n${indent}}`
}

const scalarJson = (value: Value): string => {
  if (value === null || typeof value === 'boolean') return String(value)
  if (value instanceof Decimal) return javaDouble(value.value)
  if (value instanceof BigDecimal) return value.toString()
  if (isNumber(value)) return String(value)
  if (value instanceof Thing) return JSON.stringify(value.text())
  if (value instanceof Instant) return JSON.stringify(value.print())
  return JSON.stringify(value)
}
