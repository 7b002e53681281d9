import {
  BigDecimal,
  Decimal,
  Dict,
  List,
  isNumber,
  numberOf,
  type Value,
} from './templates/values.ts'
import { compactJson } from './templates/text-of.ts'

/** The error of a JSON text that cannot be read. `message` is one clause. */
export class JsonError extends Error {}

/**
 * The rules for reading JSON. `strict`: Jackson with WireMock's settings. Comments and single quotes are
 * allowed, and fractions keep their digits. `smart`: the reader of documents for JSONPath. Names and texts
 * need no quotes, and fractions are doubles. Both ignore the text after the value.
 */
type JsonManner = 'strict' | 'smart'

const DEEPEST = 512
const BLANK = ' \t\r\n'

/** Reads a JSON text as WireMock does. Throws JsonError if the text cannot be read. */
export const readJson = (text: string, manner: JsonManner): Value => {
  const smart = manner === 'smart'
  let at = 0
  const fail = (): JsonError =>
    new JsonError(
      at < text.length
        ? `unexpected character ${text[at] ?? ''} at position ${at} of the JSON`
        : 'the JSON ends too early',
    )

  const skip = (): void => {
    for (;;) {
      while (at < text.length && BLANK.includes(text[at] ?? '')) at++
      if (smart || text[at] !== '/') return
      const [close, more] = text[at + 1] === '/' ? ['\n', 1] : ['*/', 2]
      if (text[at + 1] !== '/' && text[at + 1] !== '*') throw fail()
      const end = text.indexOf(close, at + 2)
      at = end < 0 ? text.length : end + more
    }
  }

  const value = (depth: number): Value => {
    if (depth > DEEPEST) throw new JsonError(`the JSON is nested over ${DEEPEST} deep`)
    skip()
    const first = text[at]
    if (first === '{') return object(depth)
    if (first === '[') return list(depth)
    if (first === '"' || first === "'") return string(first)
    return smart ? word(depth === 0 ? '' : ',}]') : scalar()
  }

  /** Reads the separator after a member or an item. Returns whether another member or item follows. */
  const goesOn = (close: string): boolean => {
    skip()
    const sign = text[at]
    if (sign !== ',' && sign !== close) throw fail()
    at++
    if (sign === close) return false
    if (!smart) return true
    skip()
    if (text[at] !== close) return true
    at++
    return false
  }

  const object = (depth: number): Value => {
    const members = new Map<string, Value>()
    at++
    skip()
    if (text[at] === '}') {
      at++
      return new Dict(members)
    }
    do {
      skip()
      const quote = text[at]
      if (quote !== '"' && quote !== "'" && !smart) throw fail()
      const name = quote === '"' || quote === "'" ? string(quote) : bareText(':,}')
      skip()
      if (text[at] !== ':') throw fail()
      at++
      members.set(name, value(depth + 1))
    } while (goesOn('}'))
    return new Dict(members)
  }

  const list = (depth: number): Value => {
    const items: Value[] = []
    at++
    skip()
    if (text[at] === ']') {
      at++
      return new List(items)
    }
    do items.push(value(depth + 1))
    while (goesOn(']'))
    return new List(items)
  }

  const string = (quote: string): string => {
    let end = at + 1
    while (end < text.length && text[end] !== quote) end += text[end] === '\\' ? 2 : 1
    if (end >= text.length) {
      at = text.length
      throw fail()
    }
    const raw = text.slice(at + 1, end)
    if (!smart && /[\0-\x1f]/.test(raw)) throw fail()
    const read = raw.includes('\\') ? unescaped(raw) : raw
    at = end + 1
    return read
  }

  const unescaped = (raw: string): string =>
    raw.replace(/\\(?:u([0-9a-fA-F]{4})|([^]))/g, (_all, code?: string, one?: string) => {
      if (code !== undefined) return String.fromCharCode(parseInt(code, 16))
      const plain = escapes.get(one ?? '')
      if (plain === undefined) throw fail()
      return plain
    })

  const scalar = (): Value => {
    const [found = ''] = /^[\w+.-]+/.exec(text.slice(at, at + 1_100)) ?? []
    const read = words.has(found) ? words.get(found) : exactNumber(found)
    if (read === undefined) throw fail()
    at += found.length
    return read
  }

  /** Reads a text without quotes, up to the first of the characters `ends`. */
  const bareText = (ends: string): string => {
    const start = at
    while (at < text.length && !ends.includes(text[at] ?? '')) at++
    const found = text.slice(start, at).trim()
    if (found === '') throw fail()
    return found
  }

  /** Reads a value without quotes: a number, `null`, `true`, `false`, or else a text. */
  const word = (ends: string): Value => {
    const found = bareText(ends)
    const known = words.get(found)
    return known !== undefined ? known : (looseNumber(found) ?? found)
  }

  return value(0)
}

const whole = (text: string): number | bigint => {
  const value = Number(text)
  return Number.isSafeInteger(value) ? value : BigInt(text)
}

const exactNumber = (text: string): Value | undefined => {
  if (!/^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?$/.test(text)) return undefined
  return /^-?\d+$/.test(text) ? whole(text) : BigDecimal.read(text)
}

const looseNumber = (text: string): Value | undefined => {
  if (/^-?\d{1,400}$/.test(text)) return whole(text)
  return /^-?\d+(?:\.\d*)?(?:[eE][+-]?\d+)?$/.test(text) ? new Decimal(Number(text)) : undefined
}

const words = new Map<string, Value>([
  ['null', null],
  ['true', true],
  ['false', false],
])

const escapes = new Map([
  ['"', '"'],
  ["'", "'"],
  ['\\', '\\'],
  ['/', '/'],
  ['b', '\b'],
  ['f', '\f'],
  ['n', '\n'],
  ['r', '\r'],
  ['t', '\t'],
])

/** The values that `readExactJson` read, with all digits of their numbers, by the plain object or array. */
const written = new WeakMap<object, Value>()

/** Finds numbers that JavaScript may print differently from how they are written. */
const ODD_NUMBER = /\d(?:\.\d*0|[eE])|\d[\d.]{15}/

/**
 * Reads a JSON text as WireMock does: comments and single quotes are allowed, and text after the value is
 * ignored. Returns undefined if the text cannot be read.
 */
export const readExactJson = (text: string): { readonly value: unknown } | undefined => {
  if (!ODD_NUMBER.test(text)) {
    try {
      return { value: JSON.parse(text) as unknown }
    } catch {
      // WireMock reads some texts that `JSON.parse` refuses.
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

/**
 * Returns a value as JSON, as WireMock writes it. Numbers that `readExactJson` read keep all their digits,
 * and no number has an exponent. A character outside the Basic Multilingual Plane is written as two escapes.
 */
export const exactJson = (value: unknown): string =>
  exactText(value).replace(
    /[\ud800-\udfff]/g,
    (half) => `\\u${half.charCodeAt(0).toString(16).toUpperCase()}`,
  )

const exactText = (value: unknown): string => {
  if (typeof value === 'number') return BigDecimal.read(String(value))?.toPlainString() ?? 'null'
  if (typeof value !== 'object' || value === null) return JSON.stringify(value)
  const exact = written.get(value)
  if (exact !== undefined) return compactJson(exact, true)
  if (Array.isArray(value)) return `[${value.map(exactText).join(',')}]`
  const members = Object.entries(value).filter(([, one]) => one !== undefined)
  return `{${members.map(([name, one]) => `${JSON.stringify(name)}:${exactText(one)}`).join(',')}}`
}
