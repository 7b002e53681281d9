import { parseJsonDate } from '../clr/date-time-iso.ts'
import { parseLaxDateTime } from '../clr/date-time-lax.ts'
import { Code } from './characters.ts'
import { OUT_OF_RANGE, type Step } from './failure.ts'
import type { JsonReader } from './json-reader.ts'
import { readNumber } from './read-value.ts'
import {
  constantAt,
  isQuote,
  quoted,
  readConstant,
  seekValue,
  settled,
  wrongType,
  type ReadAs,
} from './seek-value.ts'

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
  if (date.ok) reader.setToken('Date', date.value, false)
  else if (text === '') reader.setToken('Null', null, false)
  else {
    reader.setToken('String', text, false)
    reader.cursor.fail(`Could not convert string to DateTime: ${text}.`, 'date-format', `"${text}"`)
    return 'failed'
  }
  return 'token'
}
