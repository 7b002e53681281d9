import { parseDecimal } from '../clr/decimal.ts'
import { readDecimalText } from './number-text.ts'
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
