import { parseLaxDateTime } from '../clr/date-time-lax.ts'
import { parseJsonDate } from '../clr/date-time.ts'
import { parseBoolean, parseDecimal, parseInt32 } from '../clr/text.ts'
import { Code } from './characters.ts'
import type { JsonReader } from './json-reader.ts'
import {
  isNumberText,
  matchWord,
  readDecimalText,
  readInt32Text,
  readNumber,
} from './read-value.ts'
import {
  constantAt,
  isQuote,
  quoted,
  readConstant,
  seekValue,
  settled,
  startsNumber,
  wrongType,
  type ReadAs,
} from './seek-value.ts'
import { OUT_OF_RANGE, type FailureKind, type Step, type Token, type TokenValue } from './token.ts'

/** Numbers keep their text: 5.50 is "5.50". */
export const readAsString: ReadAs = (reader) => {
  const code = seekValue(reader)
  if (code < 0) return settled(code)
  if (isQuote(code)) {
    const text = quoted(reader, code)
    return text === undefined ? 'failed' : took(reader, 'String', text)
  }
  const constant = constantAt(reader, code)
  if (constant !== undefined) return readConstant(reader, constant, true)
  if (code === 0x74 || code === 0x66) {
    const word = code === 0x74 ? 'true' : 'false'
    return readWordAs(reader, word, 'String', word)
  }
  if (!startsNumber(code)) return wrongType(reader, code)
  const text = reader.cursor.number()
  if (text === undefined) return 'failed'
  reader.afterValue(true)
  return isNumberText(text)
    ? took(reader, 'String', text)
    : reader.failNumber(`Input string '${text}' is not a valid number.`, 'json-syntax', text)
}

/** ReadAsInt32: text is read by Int32.Parse, a number by Json.NET itself. */
export const readAsInt32: ReadAs = (reader) => {
  const code = seekValue(reader)
  if (code < 0) return settled(code)
  if (isQuote(code)) return quotedInt32(reader, code)
  const constant = constantAt(reader, code)
  if (constant !== undefined) return readConstant(reader, constant, false)
  if (!startsNumber(code)) return wrongType(reader, code)
  const text = reader.cursor.number()
  if (text === undefined) return 'failed'
  reader.afterValue(true)
  const read = readInt32Text(text)
  if (read.ok) return took(reader, 'Integer', read.value)
  if (read.why === 'size' && /^-?[0-9]+$/.test(text) && !text.startsWith('0'))
    return reader.failNumber(
      `JSON integer ${text} is too large or small for an Int32.`,
      'integer-out-of-range',
      text,
    )
  return reader.failNumber(
    `Input string '${text}' is not a valid integer.`,
    read.why === 'size' ? 'integer-out-of-range' : 'json-type-mismatch',
    text,
  )
}

const quotedInt32 = (reader: JsonReader, quote: number): Step => {
  const text = quoted(reader, quote)
  if (text === undefined) return 'failed'
  if (text === '') return took(reader, 'Null', null)
  const int32 = parseInt32(text)
  if (int32.ok) return took(reader, 'Integer', int32.value)
  const kind = int32.reason === 'format' ? 'json-type-mismatch' : 'integer-out-of-range'
  return failText(reader, 'integer', text, kind)
}

/** NumberStyles.Number: no exponent, currency or parentheses. */
const STYLED = /[e()\u00a4]/i

/** ReadAsDecimal: the value is its canonical digits. */
export const readAsDecimal: ReadAs = (reader) => {
  const code = seekValue(reader)
  if (code < 0) return settled(code)
  const constant = constantAt(reader, code)
  if (constant !== undefined) return readConstant(reader, constant, false)
  if (!isQuote(code) && !startsNumber(code)) return wrongType(reader, code)
  const text = isQuote(code) ? quoted(reader, code) : reader.cursor.number()
  if (text === undefined) return 'failed'
  if (!isQuote(code)) reader.afterValue(true)
  if (text === '') return took(reader, 'Null', null)
  const digits = isQuote(code) ? parseStyled(text) : readDecimalText(text)
  if (digits !== undefined) return took(reader, 'Float', digits)
  const message = isQuote(code)
    ? `Could not convert string to decimal: ${text}.`
    : `Input string '${text}' is not a valid decimal.`
  return reader.failNumber(message, 'json-type-mismatch', isQuote(code) ? `"${text}"` : text)
}

const parseStyled = (text: string): string | undefined =>
  STYLED.test(text) ? undefined : parseDecimal(text)

/** ReadAsBoolean: a number is true unless it is 0. */
export const readAsBoolean: ReadAs = (reader) => {
  const code = seekValue(reader)
  if (code < 0) return settled(code)
  if (isQuote(code)) return quotedBoolean(reader, code)
  if (code === 0x74) return readWordAs(reader, 'true', 'Boolean', true)
  if (code === 0x66) return readWordAs(reader, 'false', 'Boolean', false)
  if (!startsNumber(code)) return wrongType(reader, code)
  const step = readNumber(reader)
  return step === 'token' ? took(reader, 'Boolean', Number(reader.value) !== 0) : step
}

const quotedBoolean = (reader: JsonReader, quote: number): Step => {
  const text = quoted(reader, quote)
  if (text === undefined) return 'failed'
  // Read like any other string first: a date that DateTime cannot hold is an exception.
  const date = parseJsonDate(text)
  if (!date.ok && date.reason === 'exception') return reader.failPlain(OUT_OF_RANGE, `"${text}"`)
  const bool = parseBoolean(text)
  if (bool.ok) return took(reader, 'Boolean', bool.value)
  return text === ''
    ? took(reader, 'Null', null)
    : failText(reader, 'boolean', text, 'json-type-mismatch')
}

/** Without a converter: Json.NET's own forms first, then whatever DateTime.Parse reads. */
export const readAsDateTime: ReadAs = (reader) => {
  const code = seekValue(reader)
  if (code < 0) return settled(code)
  if (isQuote(code)) return quotedDateTime(reader, code)
  const constant = constantAt(reader, code)
  if (constant !== undefined) return readConstant(reader, constant, false)
  if (code !== Code.minus) return wrongType(reader, code)
  const step = readNumber(reader)
  return step === 'token'
    ? reader.failPlain('Specified cast is not valid.', '-', 'json-type-mismatch')
    : step
}

const quotedDateTime = (reader: JsonReader, quote: number): Step => {
  const text = quoted(reader, quote)
  if (text === undefined) return 'failed'
  const own = parseJsonDate(text)
  if (!own.ok && own.reason === 'exception') return reader.failPlain(OUT_OF_RANGE, `"${text}"`)
  const date = own.ok ? own : parseLaxDateTime(text, true)
  if (date.ok) return took(reader, 'Date', date.value)
  return text === ''
    ? took(reader, 'Null', null)
    : failText(reader, 'DateTime', text, 'date-format')
}

/** The value is read; the reader stands behind it already. */
const took = (reader: JsonReader, token: Token, value: TokenValue): Step => {
  reader.setToken(token, value, false)
  return 'token'
}

/** A quoted text that the type cannot be read from. */
const failText = (reader: JsonReader, type: string, text: string, kind: FailureKind): Step => {
  reader.setToken('String', text, false)
  reader.cursor.fail(`Could not convert string to ${type}: ${text}.`, kind, `"${text}"`)
  return 'failed'
}

const readWordAs = (reader: JsonReader, word: string, token: Token, value: TokenValue): Step => {
  const matched = matchWord(reader, word)
  if (matched === 'whole') {
    reader.setToken(token, value)
    return 'token'
  }
  if (matched === 'differs') reader.cursor.failUnexpected(reader.cursor.peek())
  return 'failed'
}
