import { javaDouble } from '../../json/json.ts'
import { BigDecimal, Decimal, Dict, Instant, List, Thing, isNumber, type Value } from './values.ts'

/** Told of the characters of what is about to be printed; throws where there are too many. */
type Count = (characters: number) => void
let count: Count = () => undefined

/** Runs `act`; before each value that it prints, `by` is told of the value's size. */
export const counting = <T>(by: Count, act: () => T): T => {
  const before = count
  count = by
  try {
    return act()
  } finally {
    count = before
  }
}

/** What a value prints as: Java's `toString`. */
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
 * About how many characters a value prints as: to be asked before it is printed or gone through. Lists may
 * hold one another many times over, so that each is counted once.
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

/** JSON as Jackson prints it without layout; `isPlain`: no number has an exponent. */
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

/** JSON as Jackson's default layout has it: objects in lines, lists in one. Members that are null are left out. */
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
