import type { Step } from './failure.ts'
import type { JsonReader } from './json-reader.ts'
import { isNumberText } from './number-text.ts'
import { matchWord } from './read-value.ts'
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

/** Numbers keep their text: 5.50 is "5.50". */
export const readAsString: ReadAs = (reader) => {
  const code = seekValue(reader)
  if (code < 0) return settled(code)
  if (isQuote(code)) {
    const text = quoted(reader, code)
    if (text === undefined) return 'failed'
    reader.setToken('String', text, false)
    return 'token'
  }
  const constant = constantAt(reader, code)
  if (constant !== undefined) return readConstant(reader, constant, true)
  if (code === 0x74 || code === 0x66) return wordAsString(reader, code === 0x74 ? 'true' : 'false')
  if (!startsNumber(code)) return wrongType(reader, code)
  const text = reader.cursor.number()
  if (text === undefined) return 'failed'
  reader.afterValue(true)
  if (!isNumberText(text))
    return reader.failNumber(`Input string '${text}' is not a valid number.`, 'json-syntax', text)
  reader.setToken('String', text, false)
  return 'token'
}

const wordAsString = (reader: JsonReader, word: string): Step => {
  const matched = matchWord(reader, word)
  if (matched === 'whole') {
    reader.setToken('String', word)
    return 'token'
  }
  if (matched === 'differs') reader.cursor.failUnexpected(reader.cursor.peek())
  return 'failed'
}
