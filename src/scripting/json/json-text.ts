import { JsonNumber, type Json, type JsonObject } from './read-json.ts'

export const isJsonNumber = (value: Json | undefined): value is number | JsonNumber =>
  typeof value === 'number' || value instanceof JsonNumber

export const isJsonList = (value: Json | undefined): value is readonly Json[] =>
  Array.isArray(value)

export const isJsonObject = (value: Json | undefined): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value) && !isJsonNumber(value)

/** Equal for numbers of equal value, whatever their digits: `15e-1` for 1.5 and 1.50. */
export const canonicalNumber = (value: number | JsonNumber): string => {
  const text = typeof value === 'number' ? String(value) : value.text
  const [, sign = '', whole = '', fraction = '', exponent = '0'] =
    /^(-?)(\d+)(?:\.(\d*))?(?:[eE]([+-]?\d+))?$/.exec(text) ?? []
  const digits = (whole + fraction).replace(/^0+/, '')
  const short = digits.replace(/0+$/, '')
  if (short === '') return '0'
  return `${sign}${short}e${Number(exponent) - fraction.length + digits.length - short.length}`
}

/** As Java prints the number that its JSON readers make of it: 100, 100.0, 1.0E10. */
export const javaNumber = (value: number | JsonNumber): string => {
  if (typeof value === 'number') return String(value)
  const { text } = value
  if (/^-?\d+$/.test(text)) return text === '-0' ? '0' : text
  return javaDouble(Number(text))
}

/** As java.lang.Double prints it. */
export const javaDouble = (value: number): string => {
  if (!Number.isFinite(value)) return value > 0 ? 'Infinity' : value < 0 ? '-Infinity' : 'NaN'
  const size = Math.abs(value)
  if (size === 0) return Object.is(value, -0) ? '-0.0' : '0.0'
  if (size >= 1e-3 && size < 1e7) {
    const text = String(value)
    return text.includes('.') ? text : `${text}.0`
  }
  const [digits = '', exponent = ''] = value.toExponential().split('e')
  return `${digits.includes('.') ? digits : `${digits}.0`}E${Number(exponent)}`
}

/** As Jackson prints it for people to read: `{\n  "b" : 1\n}`, lists on a line. */
export const prettyJson = (value: Json, indent = ''): string => {
  if (isJsonList(value))
    return value.length === 0
      ? '[ ]'
      : `[ ${value.map((one) => prettyJson(one, indent)).join(', ')} ]`
  if (isJsonObject(value)) {
    const inner = `${indent}  `
    const members = Object.keys(value).map(
      (name) => `\n${inner}${JSON.stringify(name)} : ${prettyJson(value[name] ?? null, inner)}`,
    )
    return members.length === 0 ? '{ }' : `{${members.join(',')}\n${indent}}`
  }
  return isJsonNumber(value) ? javaNumber(value) : JSON.stringify(value)
}

/** As Java's collections print themselves: maps by their own `toString`, lists of JSON as JSON. */
export const javaText = (value: Json): string => {
  if (isJsonObject(value))
    return `{${Object.keys(value)
      .map((name) => `${name}=${javaText(value[name] ?? null)}`)
      .join(', ')}}`
  if (isJsonNumber(value)) return javaNumber(value)
  return typeof value === 'string' ? value : compactJson(value)
}

/** Without a blank. */
export const compactJson = (value: Json): string => {
  if (isJsonList(value)) return `[${value.map(compactJson).join(',')}]`
  if (isJsonNumber(value)) return javaNumber(value)
  if (!isJsonObject(value)) return JSON.stringify(value)
  return `{${Object.keys(value)
    .map((name) => `${JSON.stringify(name)}:${compactJson(value[name] ?? null)}`)
    .join(',')}}`
}
