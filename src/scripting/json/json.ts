import { spend, onceATurn } from '../matchers/budget.ts'

/** A number that JavaScript would print in another way, so it keeps its text. */
export class JsonNumber {
  readonly text: string
  constructor(text: string) {
    this.text = text
  }
}

/** JSON whose numbers are integers of at most 15 digits, or kept as they were written. */
export type Json = null | boolean | string | number | JsonNumber | readonly Json[] | JsonObject
/** Objects have no prototype when the lenient reader made them; read own members only. */
export interface JsonObject {
  readonly [name: string]: Json
}

/**
 * How a reader deviates from the standard: Jackson's accepts comments and text after the value, json-smart's
 * also bare words.
 */
type Leniency = 'jackson' | 'smart'

/** A fraction, or a number of many digits. A text that only looks like one is read by the slower reader. */
const ODD_NUMBER = /\d[.eE]|\d{16}|-0/

/** Deepest nesting: deeper values are not read. */
const MOST_LEVELS = 1_000

/**
 * Reads JSON. Returns undefined for a text that is not JSON. Matchers that ask for the same text at once
 * share one reading.
 */
export const readJson = (text: string, leniency: Leniency): Json | undefined =>
  readers[leniency](text)

const attempt = (text: string, leniency: Leniency): Json | undefined => {
  // The engine's own reader is the fastest, and nearly all JSON is plain.
  if (!ODD_NUMBER.test(text))
    try {
      const value = JSON.parse(text) as Json
      return isShallow(value, MOST_LEVELS) ? value : undefined
    } catch {
      // The lenient reader may still read the text.
    }
  try {
    return createReader(text, leniency)()
  } catch (error) {
    if (error instanceof SyntaxError) return undefined
    throw error
  }
}

const readers: Readonly<Record<Leniency, (text: string) => Json | undefined>> = {
  jackson: onceATurn((text) => attempt(text, 'jackson')),
  smart: onceATurn((text) => attempt(text, 'smart')),
}

const isShallow = (value: Json, levels: number): boolean => {
  if (typeof value !== 'object' || value === null || value instanceof JsonNumber) return true
  if (levels === 0) return false
  return Object.values(value).every((one: Json) => isShallow(one, levels - 1))
}

/** The characters after a backslash, with their meanings. */
export const escapes: Readonly<Record<string, string>> = {
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
}

const fail = (): never => {
  throw new SyntaxError()
}

const createReader = (text: string, leniency: Leniency): (() => Json) => {
  const isSmart = leniency === 'smart'
  let at = 0
  const sticky = (source: string) => {
    const regex = new RegExp(source, 'y')
    return (): string | undefined => {
      regex.lastIndex = at
      const found = regex.exec(text)?.[0]
      at += found?.length ?? 0
      return found
    }
  }
  const blank = sticky('(?:[ \\t\\r\\n]+|//[^\\n]*|/\\*[^]*?\\*/)*')
  const number = sticky('-?(?:0|[1-9]\\d*)(?:\\.\\d+)?(?:[eE][+-]?\\d+)?(?![\\w.+-])')
  const word = sticky(
    isSmart ? '[^\\s:,\\[\\]{}"\'][^:,\\[\\]{}]*' : '(?:true|false|null)(?![\\w$])',
  )
  const plain = sticky('[^"\\\\\\x00-\\x1f]+')
  const single = sticky("[^'\\\\]+")

  const string = (quote: string): string => {
    at++
    let read = ''
    for (;;) {
      spend()
      read += (quote === '"' ? plain() : single()) ?? ''
      const char = text[at++]
      if (char === quote) return read
      if (char !== '\\') return fail()
      const escape = text[at++] ?? fail()
      if (escape === 'u') {
        const digits = /^[0-9a-fA-F]{4}/.exec(text.slice(at, at + 4))?.[0] ?? fail()
        at += 4
        read += String.fromCharCode(parseInt(digits, 16))
      } else if (Object.hasOwn(escapes, escape)) read += escapes[escape] ?? ''
      else if ('"\\/'.includes(escape) || isSmart) read += escape
      else return fail()
    }
  }
  const isQuote = (char: string | undefined): boolean => char === '"' || (isSmart && char === "'")

  const value = (levels: number): Json => {
    spend()
    blank()
    const char = text[at] ?? fail()
    if (char === '{') return object(levels - 1)
    if (char === '[') return list(levels - 1)
    if (isQuote(char)) return string(char)
    const digits = number()
    return digits === undefined ? named(word()?.trim()) : writtenNumber(digits)
  }
  const named = (bare: string | undefined): Json => {
    if (bare === 'true') return true
    if (bare === 'false') return false
    if (bare === 'null') return null
    return isSmart && bare !== undefined ? bare : fail()
  }
  const object = (levels: number): Json => {
    if (levels < 0) return fail()
    const members: Record<string, Json> = Object.create(null) as Record<string, Json>
    at++
    for (let isFirst = true; ; isFirst = false) {
      blank()
      if (text[at] === '}' && (isFirst || isSmart)) break
      const char = text[at] ?? fail()
      const name = isQuote(char) ? string(char) : isSmart ? (word()?.trim() ?? fail()) : fail()
      blank()
      if (text[at++] !== ':') return fail()
      members[name] = value(levels)
      blank()
      if (text[at] !== ',') break
      at++
    }
    return text[at++] === '}' ? members : fail()
  }
  const list = (levels: number): Json => {
    if (levels < 0) return fail()
    const items: Json[] = []
    at++
    for (let isFirst = true; ; isFirst = false) {
      blank()
      if (text[at] === ']' && (isFirst || isSmart)) break
      items.push(value(levels))
      blank()
      if (text[at] !== ',') break
      at++
    }
    return text[at++] === ']' ? items : fail()
  }
  /** json-smart takes a whole document as one word if it is not an object, a list or a quoted text. */
  const bareDocument = (): Json => {
    const whole = text.trim()
    return number() === whole ? writtenNumber(whole) : named(whole)
  }
  // Both readers ignore text after the value, but Jackson requires a blank after a number (R).
  return () => {
    blank()
    if (isSmart && /[^{["']/.test(text[at] ?? '')) return bareDocument()
    const read = value(MOST_LEVELS)
    return isJsonNumber(read) && /\S/.test(text[at] ?? '') ? fail() : read
  }
}

const writtenNumber = (text: string): number | JsonNumber =>
  /^-?\d{1,15}$/.test(text) && text !== '-0' ? Number(text) : new JsonNumber(text)

/** Whether a value is a number, in either form. */
export const isJsonNumber = (value: Json | undefined): value is number | JsonNumber =>
  typeof value === 'number' || value instanceof JsonNumber

/** Returns the number as a JavaScript number. */
export const numberOf = (value: number | JsonNumber): number =>
  typeof value === 'number' ? value : Number(value.text)

/** Whether a value is a list. */
export const isJsonList = (value: Json | undefined): value is readonly Json[] =>
  Array.isArray(value)

/** Whether a value is an object. A `JsonNumber` is not one. */
export const isJsonObject = (value: Json | undefined): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value) && !isJsonNumber(value)

/**
 * Returns a text that is the same for numbers of the same value, whatever their digits: `15e-1` for 1.5 and
 * 1.50.
 */
export const canonicalNumber = (value: number | JsonNumber): string => {
  const text = typeof value === 'number' ? String(value) : value.text
  const [, sign = '', whole = '', fraction = '', exponent = '0'] =
    /^(-?)(\d+)(?:\.(\d*))?(?:[eE]([+-]?\d+))?$/.exec(text) ?? []
  const digits = (whole + fraction).replace(/^0+/, '')
  const short = digits.replace(/0+$/, '')
  if (short === '') return '0'
  return `${sign}${short}e${Number(exponent) - fraction.length + digits.length - short.length}`
}

/** Prints the number that Java's JSON readers make of it, as Java does: 100, 100.0, 1.0E10. */
export const javaNumber = (value: number | JsonNumber): string => {
  if (typeof value === 'number') return String(value)
  const { text } = value
  if (/^-?\d+$/.test(text)) return text === '-0' ? '0' : text
  return javaDouble(Number(text))
}

/** Prints a number like java.lang.Double. */
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

/** Prints JSON like Jackson's pretty printer: `{\n  "b" : 1\n}`, lists on one line. */
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

/** Prints a value like Java's collections: maps by their own `toString`, lists of JSON as JSON. */
export const javaText = (value: Json): string => {
  if (isJsonObject(value))
    return `{${Object.keys(value)
      .map((name) => `${name}=${javaText(value[name] ?? null)}`)
      .join(', ')}}`
  if (isJsonNumber(value)) return javaNumber(value)
  return typeof value === 'string' ? value : compactJson(value)
}

/** Prints JSON without blanks; numbers as Java prints them. */
const compactJson = (value: Json): string => {
  if (isJsonList(value)) return `[${value.map(compactJson).join(',')}]`
  if (isJsonNumber(value)) return javaNumber(value)
  if (!isJsonObject(value)) return JSON.stringify(value)
  return `{${Object.keys(value)
    .map((name) => `${JSON.stringify(name)}:${compactJson(value[name] ?? null)}`)
    .join(',')}}`
}
