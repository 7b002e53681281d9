import { parseJsonDate } from '../clr/date-time.ts'
import { decimalOf } from '../clr/text.ts'
import type { JsonReader } from './json-reader.ts'
import {
  Code,
  isBlankCode,
  isDigitCode,
  isLetterOrDigit,
  OUT_OF_RANGE,
  type Step,
  type Token,
  type TokenValue,
} from './token.ts'

/** Reads a value of any type. */
export const readValue = (reader: JsonReader): Step => {
  const { cursor } = reader
  cursor.skipBlank()
  const code = cursor.peek()
  switch (code) {
    case Code.end:
      return 'end'
    case Code.doubleQuote:
    case Code.singleQuote:
      return readString(reader, code)
    case Code.openBrace:
      return reader.take('StartObject')
    case Code.openBracket:
      return reader.take('StartArray')
    case Code.closeBracket:
      return reader.take('EndArray')
    case Code.closeParenthesis:
      return reader.take('EndConstructor')
    case Code.comma:
      // The comma is not consumed, because the next read handles it.
      reader.setToken('Undefined')
      return 'token'
    case Code.slash:
      return reader.readComment()
    case 0x6e:
      return readNullOrConstructor(reader)
    case Code.minus:
      return cursor.peek(1) === 0x49 ? readWord(reader, WORDS[code]) : readNumber(reader)
    default:
      return readWordOrNumber(reader, code)
  }
}

interface Word {
  readonly word: string
  readonly token: Token
  readonly value: TokenValue
  readonly what: string
}

const NULL: Word = { word: 'null', token: 'Null', value: null, what: 'null' }

/** The words by their first character. */
const WORDS = {
  0x74: { word: 'true', token: 'Boolean', value: true, what: 'boolean' },
  0x66: { word: 'false', token: 'Boolean', value: false, what: 'boolean' },
  0x75: { word: 'undefined', token: 'Undefined', value: null, what: 'undefined' },
  0x4e: { word: 'NaN', token: 'Float', value: NaN, what: 'NaN' },
  0x49: { word: 'Infinity', token: 'Float', value: Infinity, what: 'Infinity' },
  0x2d: { word: '-Infinity', token: 'Float', value: -Infinity, what: '-Infinity' },
} as const satisfies Readonly<Record<number, Word>>

const readWordOrNumber = (reader: JsonReader, code: number): Step => {
  if (code === Code.dot || isDigitCode(code)) return readNumber(reader)
  if (Object.hasOwn(WORDS, code)) return readWord(reader, WORDS[code as keyof typeof WORDS])
  reader.cursor.failUnexpected(code)
  return 'failed'
}

/** Reads a string. ISO dates and `/Date(ms)/` become Date tokens in every place. */
const readString = (reader: JsonReader, quote: number): Step => {
  const text = reader.cursor.string(quote)
  if (text === undefined) return 'failed'
  reader.afterValue(true)
  const date = parseJsonDate(text)
  if (date.ok) reader.setToken('Date', date.value, false)
  else if (date.reason === 'format') reader.setToken('String', text, false)
  else return reader.failPlain(OUT_OF_RANGE, `"${text}"`)
  return 'token'
}

/** Reads a number if the type of the value is not known. */
export const readNumber = (reader: JsonReader): Step => {
  const text = reader.cursor.number()
  if (text === undefined) return 'failed'
  reader.afterValue(true)
  const read = readAnyNumber(text)
  if (read.ok) {
    reader.setToken(read.float === true ? 'Float' : 'Integer', read.value, false)
    return 'token'
  }
  return read.why === 'size'
    ? reader.failNumber(`JSON integer ${text} is too large to parse.`, 'integer-out-of-range', text)
    : reader.failNumber(`Input string '${text}' is not a valid number.`, 'json-syntax', text)
}

const readWord = (reader: JsonReader, { word, token, value, what }: Word): Step => {
  const matched = matchWord(reader, word)
  if (matched === 'differs') return reader.fail(`Error parsing ${what} value.`)
  if (matched === 'failed') return 'failed'
  reader.setToken(token, value)
  return 'token'
}

/** Matches a word with a separator behind it. */
export const matchWord = (reader: JsonReader, word: string): 'whole' | 'differs' | 'failed' => {
  const { cursor } = reader
  const matched = cursor.word(word)
  if (matched !== 'whole') return matched
  const code = cursor.peek()
  const separated =
    code === Code.end ||
    code === Code.comma ||
    code === Code.closeBrace ||
    code === Code.closeBracket ||
    isBlankCode(code) ||
    (code === Code.slash && (cursor.peek(1) === Code.slash || cursor.peek(1) === Code.asterisk)) ||
    (code === Code.closeParenthesis && reader.state.startsWith('constructor'))
  return separated ? 'whole' : 'differs'
}

/** Reads `null`. The reader is on its first character. */
export const readNull = (reader: JsonReader): Step => readWord(reader, NULL)

const readNullOrConstructor = (reader: JsonReader): Step => {
  const { cursor } = reader
  const next = cursor.peek(1)
  if (next === 0x75) return readNull(reader)
  if (next === 0x65) return readConstructor(reader)
  if (next === Code.end) {
    cursor.pos++
    cursor.failAtEnd('Unexpected end when reading JSON.')
  } else cursor.failUnexpected(cursor.peek())
  return 'failed'
}

/** Reads the name in `new Date(…)`. The arguments are values of their own. */
const readConstructor = (reader: JsonReader): Step => {
  const { cursor } = reader
  const matched = matchWord(reader, 'new')
  if (matched === 'differs') return reader.fail('Unexpected content while parsing JSON.')
  if (matched === 'failed') return 'failed'
  cursor.skipBlank()
  const start = cursor.pos
  while (isLetterOrDigit(cursor.peek())) cursor.pos++
  const name = cursor.text.slice(start, cursor.pos)
  if (cursor.peek() === Code.end)
    return reader.fail('Unexpected end while parsing constructor.', 'json-truncated')
  cursor.skipBlank()
  const code = cursor.peek()
  if (code !== Code.openParenthesis) {
    const shown = String.fromCharCode(Math.max(0, code))
    return reader.fail(`Unexpected character while parsing constructor: ${shown}.`)
  }
  cursor.pos++
  return reader.setToken('StartConstructor', name) ? 'token' : 'failed'
}

/** The value of a number's text, or the reason why there is none. */
type NumberRead<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly why: 'invalid' | 'size' }

const value = <T>(number: T): NumberRead<T> => ({ ok: true, value: number })
const invalid: NumberRead<never> = { ok: false, why: 'invalid' }
const size: NumberRead<never> = { ok: false, why: 'size' }

/** Whether a number is not decimal: Json.NET takes a leading 0 for octal and 0x for hexadecimal. */
const isNonDecimal = (text: string): boolean => /^0[^.eE]/s.test(text)

/** Reads text in base 8 or 16 as `Convert.ToInt32` or `ToInt64` does: in two's complement. */
const readNonDecimal = (text: string, bits: 32 | 64): NumberRead<bigint> => {
  const hex = /^0x([0-9a-f]+)$/i.exec(text)?.[1]
  const octal = hex === undefined ? /^0+([0-7]*)$/.exec(text)?.[1] : undefined
  const digits = (hex ?? octal)?.replace(/^0+/, '')
  if (digits === undefined) return invalid
  if (digits.length > 22) return size
  const number = BigInt(hex === undefined ? `0o${digits || '0'}` : `0x${digits || '0'}`)
  return number >= 1n << BigInt(bits) ? size : value(BigInt.asIntN(bits, number))
}

/** Reads the text of a number as ReadAsInt32 does. */
export const readInt32Text = (text: string): NumberRead<number> => {
  if (isNonDecimal(text)) {
    const read = readNonDecimal(text, 32)
    return read.ok ? value(Number(read.value)) : read
  }
  if (!INTEGER.test(text)) return invalid
  const number = Number(text)
  const tooLong = text.length > (text.startsWith('-') ? 11 : 10)
  return tooLong || number > 0x7fff_ffff || number < -0x8000_0000 ? size : value(number + 0)
}

const INTEGER = /^-?[0-9]+$/
/** Maximum number of characters in an integer. */
const LONGEST_INTEGER = 380
const EXACT_DIGITS = 15

/** Reads the text of a number if the type is not known: an Integer of any size, or a Float. */
const readAnyNumber = (text: string): NumberRead<number | bigint> & { float?: boolean } => {
  if (isNonDecimal(text)) {
    const read = readNonDecimal(text, 64)
    return read.ok ? value(read.value) : invalid
  }
  if (INTEGER.test(text)) {
    if (text.length > LONGEST_INTEGER) return size
    return value(text.length <= EXACT_DIGITS ? Number(text) + 0 : BigInt(text))
  }
  return isFloat(text) ? { ...value(Number(text)), float: true } : invalid
}

/**
 * Whether `Double.TryParse` with NumberStyles.Float reads the text. I: a number too large for a double
 * is refused, as the .NET Framework does; later runtimes read infinity.
 */
const isFloat = (text: string): boolean => FLOAT.test(text) && Number.isFinite(Number(text))

const FLOAT = /^[-+]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:e[-+]?[0-9]+)?$/i

/** Whether ReadAsString keeps the text of a number, which it does if the text is a valid number. */
export const isNumberText = (text: string): boolean =>
  isNonDecimal(text) ? readNonDecimal(text, 64).ok : isFloat(text)

const DECIMAL = /^(-?)((?:0|[1-9][0-9]*)(?=[.eE]|$))(?:\.([0-9]+))?(?:[eE]([-+][0-9]*|[0-9]+))?$/

/**
 * Reads the text of a number as ReadAsDecimal does (`1e+` is 1). Returns canonical digits with their
 * scale.
 */
export const readDecimalText = (text: string): string | undefined => {
  if (isNonDecimal(text)) {
    const read = readNonDecimal(text, 64)
    return read.ok ? String(read.value) : undefined
  }
  const match = DECIMAL.exec(text)
  if (match === null) return undefined
  const [, sign, whole = '', part = '', exponent = '0'] = match
  return decimalOf(sign === '-', whole, part, Number.parseInt(exponent, 10) || 0)
}
