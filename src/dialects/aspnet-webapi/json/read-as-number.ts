import { parseInt32 } from '../clr/conversion.ts'
import { parseDecimal } from '../clr/decimal.ts'
import type { Step } from './failure.ts'
import type { JsonReader } from './json-reader.ts'
import { readDecimalText, readInt32Text } from './number-text.ts'
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
  if (read.ok) reader.setToken('Integer', read.value, false)
  else if (read.why === 'size' && /^-?[0-9]+$/.test(text) && !text.startsWith('0'))
    return reader.failNumber(
      `JSON integer ${text} is too large or small for an Int32.`,
      'integer-out-of-range',
      text,
    )
  else
    return reader.failNumber(
      `Input string '${text}' is not a valid integer.`,
      read.why === 'size' ? 'integer-out-of-range' : 'json-type-mismatch',
      text,
    )
  return 'token'
}

const quotedInt32 = (reader: JsonReader, quote: number): Step => {
  const text = quoted(reader, quote)
  if (text === undefined) return 'failed'
  if (text === '') {
    reader.setToken('Null', null, false)
    return 'token'
  }
  const int32 = parseInt32(text)
  if (int32.ok) {
    reader.setToken('Integer', int32.value, false)
    return 'token'
  }
  reader.setToken('String', text, false)
  const kind = int32.reason === 'format' ? 'json-type-mismatch' : 'integer-out-of-range'
  reader.cursor.fail(`Could not convert string to integer: ${text}.`, kind, `"${text}"`)
  return 'failed'
}

/** NumberStyles.Number: no exponent, currency or parentheses. */
const STYLED = /[e()\u00a4]/i

export const readAsDecimal: ReadAs = (reader) => {
  const code = seekValue(reader)
  if (code < 0) return settled(code)
  const constant = constantAt(reader, code)
  if (constant !== undefined) return readConstant(reader, constant, false)
  if (!isQuote(code) && !startsNumber(code)) return wrongType(reader, code)
  const text = isQuote(code) ? quoted(reader, code) : reader.cursor.number()
  if (text === undefined) return 'failed'
  if (!isQuote(code)) reader.afterValue(true)
  if (text === '') {
    reader.setToken('Null', null, false)
    return 'token'
  }
  const digits = isQuote(code) ? parseStyled(text) : readDecimalText(text)
  if (digits !== undefined) {
    reader.setToken('Float', digits, false)
    return 'token'
  }
  const message = isQuote(code)
    ? `Could not convert string to decimal: ${text}.`
    : `Input string '${text}' is not a valid decimal.`
  return reader.failNumber(message, 'json-type-mismatch', isQuote(code) ? `"${text}"` : text)
}

const parseStyled = (text: string): string | undefined =>
  STYLED.test(text) ? undefined : parseDecimal(text)
