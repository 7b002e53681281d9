import { parseLaxDateTime } from '../clr/date-time-lax.ts'
import { parseJsonDate } from '../clr/date-time.ts'
import { parseBoolean, parseDecimal, parseInt32 } from '../clr/text.ts'
import type { JsonReader } from './json-reader.ts'
import {
  isNumberText,
  matchWord,
  readDecimalText,
  readInt32Text,
  readNull,
  readNumber,
} from './read-value.ts'
import {
  Code,
  isDigitCode,
  OUT_OF_RANGE,
  type FailureKind,
  type Step,
  type Token,
  type TokenValue,
} from './token.ts'

/**
 * Reads a value of a known primitive type. Json.NET converts text and numbers on the spot, and a value
 * of another kind stops the reader inside it.
 */
export type ReadAs = (reader: JsonReader) => Step

/** Reads a string as ReadAsString does. Numbers keep their text: 5.50 is "5.50". */
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

/** Reads an integer as ReadAsInt32 does: Int32.Parse reads a string, Json.NET itself reads a number. */
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

/** Matches what NumberStyles.Number does not allow: an exponent, currency or parentheses. */
const STYLED = /[e()\u00a4]/i

/** Reads a decimal as ReadAsDecimal does. The value is its canonical digits. */
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

/** Reads a boolean as ReadAsBoolean does. A number is true unless it is 0. */
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
  // Json.NET reads the text like any other string first, so a date that DateTime cannot hold is an
  // exception.
  const date = parseJsonDate(text)
  if (!date.ok && date.reason === 'exception') return reader.failPlain(OUT_OF_RANGE, `"${text}"`)
  const bool = parseBoolean(text)
  if (bool.ok) return took(reader, 'Boolean', bool.value)
  return text === ''
    ? took(reader, 'Null', null)
    : failText(reader, 'boolean', text, 'json-type-mismatch')
}

/**
 * Reads a date without a converter: Json.NET's own forms first, then every form that DateTime.Parse
 * reads.
 */
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

/** Sets the token of a value that has been read. The reader is behind the value already. */
const took = (reader: JsonReader, token: Token, value: TokenValue): Step => {
  reader.setToken(token, value, false)
  return 'token'
}

/** Records that a quoted text cannot be converted to the type. */
const failText = (reader: JsonReader, type: string, text: string, kind: FailureKind): Step => {
  reader.setToken('String', text, false)
  return reader.fail(`Could not convert string to ${type}: ${text}.`, kind, `"${text}"`)
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

/** Results of `seekValue` that are no character: a token has been read, or reading failed. */
const DONE = -1
const FAILED = -2

/**
 * Moves to the start of the value and returns its first character. Handles `null`, ends and errors
 * itself, and then returns DONE or FAILED.
 */
const seekValue = (reader: JsonReader): number => {
  const { cursor } = reader
  if (reader.state === 'post-value') {
    const step = reader.readSeparator(true)
    if (step !== 'again') return step === 'token' ? DONE : FAILED
  } else if (reader.state === 'finished') {
    if (reader.readFinished() === 'failed') return FAILED
    reader.setToken('None')
    return DONE
  }
  for (;;) {
    cursor.skipBlank()
    const code = cursor.peek()
    switch (code) {
      case Code.end:
        reader.setToken('None')
        return DONE
      case Code.slash:
        if (cursor.comment() === undefined) return FAILED
        break
      case Code.comma:
        reader.setToken('Undefined')
        cursor.pos++
        cursor.failUnexpected(code)
        // The next read sees the comma again.
        cursor.pos--
        return FAILED
      case Code.closeBracket:
        return endOfArray(reader)
      case 0x6e:
        return nullValue(reader)
      default:
        return code
    }
  }
}

const endOfArray = (reader: JsonReader): number => {
  reader.cursor.pos++
  if (reader.state === 'array' || reader.state === 'array-start')
    return reader.setToken('EndArray') ? DONE : FAILED
  reader.cursor.failUnexpected(Code.closeBracket)
  return FAILED
}

const nullValue = (reader: JsonReader): number => {
  const { cursor } = reader
  const next = cursor.peek(1)
  if (next === 0x75) return readNull(reader) === 'token' ? DONE : FAILED
  cursor.pos = Math.min(cursor.end, cursor.pos + 2)
  if (next === Code.end) cursor.failAtEnd('Unexpected end when reading JSON.')
  else cursor.failUnexpected(next)
  return FAILED
}

/** Returns the step that a negative result of `seekValue` means to the binder. */
const settled = (code: number): Step => (code === DONE ? 'token' : 'failed')

/** Records a value of another type. The reader stays behind its first character. */
const wrongType = (reader: JsonReader, code: number): Step => {
  reader.cursor.pos++
  reader.cursor.failUnexpected(code, 'json-type-mismatch')
  return 'failed'
}

/** Whether a value in double or in single quotes begins. */
const isQuote = (code: number): boolean => code === Code.doubleQuote || code === Code.singleQuote

/** Reads the text of a quoted value and sets the state behind it. */
const quoted = (reader: JsonReader, quote: number): string | undefined => {
  const text = reader.cursor.string(quote)
  if (text !== undefined) reader.afterValue(true)
  return text
}

const CONSTANTS: ReadonlyMap<number, string> = new Map([
  [0x4e, 'NaN'],
  [0x49, 'Infinity'],
])

/** Returns the constant that begins here: NaN or an infinity. Only text can hold these values. */
const constantAt = (reader: JsonReader, code: number): string | undefined =>
  code === Code.minus && reader.cursor.peek(1) === 0x49 ? '-Infinity' : CONSTANTS.get(code)

/**
 * Reads a constant of `constantAt`, as text if the type is text. For any other type the constant is a
 * failure.
 */
const readConstant = (reader: JsonReader, word: string, asText: boolean): Step => {
  const matched = matchWord(reader, word)
  if (matched === 'failed') return 'failed'
  if (matched === 'whole' && asText) {
    reader.setToken('String', word)
    return 'token'
  }
  return matched === 'whole'
    ? reader.fail(`Cannot read ${word} value.`, 'json-type-mismatch', word)
    : reader.fail(`Error parsing ${word} value.`)
}

/** Whether a number begins, or text that Json.NET takes for one. */
const startsNumber = (code: number): boolean =>
  isDigitCode(code) || code === Code.dot || code === Code.minus
