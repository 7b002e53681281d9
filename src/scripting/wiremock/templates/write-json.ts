import { BigDecimal } from './big-decimal.ts'
import { Decimal, decimalText, Dict, Instant, isNumber, List, Thing, type Value } from './values.ts'

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
  if (value instanceof Decimal) return decimalText(value.value)
  if (value instanceof BigDecimal) return value.toString()
  if (isNumber(value)) return String(value)
  if (value instanceof Thing) return JSON.stringify(value.text())
  if (value instanceof Instant) return JSON.stringify(value.print())
  return JSON.stringify(value)
}
