import { isUtf8 } from 'node:buffer'
import { floatText, type PhpArray, type PhpValue } from './php-value.ts'

/** The result of `json_decode($body, true)`. */
export type JsonRead =
  | {
      readonly kind: 'array'
      readonly value: PhpArray
      readonly isList: boolean
      /** Names that occur more than once in the outermost object. */
      readonly twice?: readonly string[]
    }
  /** Valid JSON that is neither an object nor an array. */
  | { readonly kind: 'scalar'; readonly text: string }
  /** Invalid JSON, for which PHP returns null. `at` is an offset in characters. */
  | {
      readonly kind: 'invalid'
      readonly reason: string
      readonly at: number
      readonly isTooDeep?: boolean
    }

/** The nesting limit of json_decode. */
const DEEPEST = 512

/**
 * Reads a body as strict JSON, as PHP 7 does (S: json_scanner.re). Leaves are the strings that
 * `htmlspecialchars` receives.
 */
export const readJson = (body: Buffer, mostDepth?: number): JsonRead =>
  isUtf8(body)
    ? readJsonText(body.toString('utf8'), mostDepth)
    : { kind: 'invalid', reason: 'it is not UTF-8', at: 0 }

/**
 * Reads JSON text as `readJson` does, to a depth of at most `mostDepth` levels, and never more than
 * json_decode's 512.
 */
export const readJsonText = (text: string, mostDepth = DEEPEST): JsonRead => {
  const reader: Reader = { text, deepest: Math.min(mostDepth, DEEPEST), at: 0 }
  try {
    const value = readValue(reader, 0)
    skipBlanks(reader)
    if (reader.at < text.length) throw new JsonFault('text follows the value')
    return typeof value === 'string'
      ? { kind: 'scalar', text: value }
      : {
          kind: 'array',
          value,
          isList: /^[ \t\r\n]*\[/.test(text),
          ...(reader.twice !== undefined && { twice: reader.twice }),
        }
  } catch (error) {
    if (!(error instanceof JsonFault)) throw error
    const isTooDeep = error instanceof DepthFault
    const { message: reason } = error
    return { kind: 'invalid', reason, at: reader.at, ...(isTooDeep && { isTooDeep }) }
  }
}

/** Thrown to stop the parser at any depth. Never leaves this file. */
class JsonFault extends Error {}
class DepthFault extends JsonFault {}

interface Reader {
  readonly text: string
  readonly deepest: number
  at: number
  twice?: string[]
}

const skipBlanks = (reader: Reader): void => {
  const { text } = reader
  let code = text.charCodeAt(reader.at)
  while (code === 32 || code === 10 || code === 13 || code === 9)
    code = text.charCodeAt(++reader.at)
}

const readValue = (reader: Reader, depth: number): PhpValue => {
  skipBlanks(reader)
  switch (reader.text[reader.at]) {
    case '{':
      return readObject(reader, depth + 1)
    case '[':
      return readList(reader, depth + 1)
    case '"':
      return readString(reader)
    case undefined:
      throw new JsonFault('it ends too early')
    default:
      return readWord(reader)
  }
}

const readObject = (reader: Reader, depth: number): PhpArray => {
  const members = new Map<string, PhpValue>()
  open(reader, depth)
  if (closes(reader, '}')) return members
  for (;;) {
    skipBlanks(reader)
    if (reader.text[reader.at] !== '"') throw new JsonFault('a member name in double quotes is due')
    const name = readString(reader)
    expect(reader, ':')
    if (depth === 1 && members.has(name)) (reader.twice ??= []).push(name)
    members.set(name, readValue(reader, depth))
    if (closes(reader, '}')) return members
    expect(reader, ',')
  }
}

const readList = (reader: Reader, depth: number): PhpArray => {
  const items = new Map<string, PhpValue>()
  open(reader, depth)
  if (closes(reader, ']')) return items
  for (;;) {
    items.set(String(items.size), readValue(reader, depth))
    if (closes(reader, ']')) return items
    expect(reader, ',')
  }
}

const open = (reader: Reader, depth: number): void => {
  if (depth > reader.deepest) throw new DepthFault(`it nests deeper than ${reader.deepest}`)
  reader.at++
}

const closes = (reader: Reader, close: string): boolean => {
  skipBlanks(reader)
  if (reader.text[reader.at] !== close) return false
  reader.at++
  return true
}

const expect = (reader: Reader, mark: string): void => {
  skipBlanks(reader)
  if (reader.text[reader.at] !== mark) throw new JsonFault(`\`${mark}\` is due`)
  reader.at++
}

const plain = /[^"\\\0-\x1f]*/y
const escapes: Readonly<Record<string, string>> = {
  '"': '"',
  '\\': '\\',
  '/': '/',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
}

const readString = (reader: Reader): string => {
  const { text } = reader
  let result = ''
  reader.at++
  for (;;) {
    plain.lastIndex = reader.at
    const run = plain.exec(text)?.[0] ?? ''
    result += run
    reader.at += run.length
    const mark = text[reader.at]
    if (mark === '"') break
    if (mark !== '\\')
      throw new JsonFault(mark === undefined ? 'a string is not closed' : 'a control character')
    result += readEscape(reader)
  }
  reader.at++
  return result
}

const unicode = /\\u(?:[\da-fA-F]{4})/y

const readEscape = (reader: Reader): string => {
  const letter = reader.text[reader.at + 1] ?? ''
  const simple = Object.hasOwn(escapes, letter) ? escapes[letter] : undefined
  if (simple !== undefined) {
    reader.at += 2
    return simple
  }
  const unit = readUnit(reader)
  if (unit < 0xd800 || unit > 0xdfff) return String.fromCharCode(unit)
  const low = unit < 0xdc00 && reader.text[reader.at] === '\\' ? readUnit(reader) : 0
  if (low < 0xdc00 || low > 0xdfff) throw new JsonFault('half of a surrogate pair')
  return String.fromCharCode(unit, low)
}

const readUnit = (reader: Reader): number => {
  unicode.lastIndex = reader.at
  const escape = unicode.exec(reader.text)?.[0]
  if (escape === undefined) throw new JsonFault('an unknown escape')
  reader.at += escape.length
  return Number.parseInt(escape.slice(2), 16)
}

const word = /null|true|false|(-?(?:0|[1-9]\d*))(\.\d+)?([eE][+-]?\d+)?/y
const words: Readonly<Record<string, string>> = { null: '', true: '1', false: '' }

const readWord = (reader: Reader): string => {
  word.lastIndex = reader.at
  const [all, whole, fraction, power] = word.exec(reader.text) ?? []
  if (all === undefined) throw new JsonFault('no value begins so')
  reader.at += all.length
  if (whole === undefined) return words[all] ?? ''
  if (fraction === undefined && power === undefined && isInt64(whole)) return integerText(whole)
  return floatText(Number(all))
}

const isInt64 = (digits: string): boolean => {
  if (digits.length < 19) return true
  if (digits.length > 20) return false
  const value = BigInt(digits)
  return BigInt.asIntN(64, value) === value
}

const integerText = (digits: string): string => (digits === '-0' ? '0' : digits)
