import { parseBoolean } from '../clr/conversion.ts'
import { parseJsonDate } from '../clr/date-time-iso.ts'
import { OUT_OF_RANGE, type Step } from './failure.ts'
import type { JsonReader } from './json-reader.ts'
import { matchWord, readNumber } from './read-value.ts'
import {
  isQuote,
  quoted,
  seekValue,
  settled,
  startsNumber,
  wrongType,
  type ReadAs,
} from './seek-value.ts'

export const readAsBoolean: ReadAs = (reader) => {
  const code = seekValue(reader)
  if (code < 0) return settled(code)
  if (isQuote(code)) return quotedBoolean(reader, code)
  if (code === 0x74 || code === 0x66) return wordAsBoolean(reader, code === 0x74)
  if (!startsNumber(code)) return wrongType(reader, code)
  const step = readNumber(reader)
  if (step !== 'token') return step
  reader.setToken('Boolean', Number(reader.value) !== 0, false)
  return 'token'
}

const quotedBoolean = (reader: JsonReader, quote: number): Step => {
  const text = quoted(reader, quote)
  if (text === undefined) return 'failed'
  // Read like any other string first: a date that DateTime cannot hold is an exception.
  const date = parseJsonDate(text)
  if (!date.ok && date.reason === 'exception') return reader.failPlain(OUT_OF_RANGE, `"${text}"`)
  const bool = parseBoolean(text)
  if (bool.ok) reader.setToken('Boolean', bool.value, false)
  else if (text === '') reader.setToken('Null', null, false)
  else {
    reader.setToken('String', text, false)
    reader.cursor.fail(
      `Could not convert string to boolean: ${text}.`,
      'json-type-mismatch',
      `"${text}"`,
    )
    return 'failed'
  }
  return 'token'
}

const wordAsBoolean = (reader: JsonReader, value: boolean): Step => {
  const matched = matchWord(reader, value ? 'true' : 'false')
  if (matched === 'whole') {
    reader.setToken('Boolean', value)
    return 'token'
  }
  if (matched === 'differs') reader.cursor.failUnexpected(reader.cursor.peek())
  return 'failed'
}
