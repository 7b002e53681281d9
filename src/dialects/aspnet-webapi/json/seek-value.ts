import { Code, isDigitCode } from './characters.ts'
import type { JsonReader } from './json-reader.ts'
import { matchWord, readNull } from './read-value.ts'
import type { Step } from './token.ts'

/**
 * Json.NET reads a member of a known primitive type by that type: text and numbers are converted on
 * the spot, and a value of another kind stops the reader inside it.
 */
export type ReadAs = (reader: JsonReader) => Step

/** What seekValue says instead of a character: a token is there, or reading failed. */
const DONE = -1
const FAILED = -2

/** Moves to where the value starts; `null`, ends and errors are dealt with here. */
export const seekValue = (reader: JsonReader): number => {
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
        // The comma will be read again.
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

/** What a code below 0 of `seekValue` means to the binder. */
export const settled = (code: number): Step => (code === DONE ? 'token' : 'failed')

/** A value of another type: the reader is left behind its first character. */
export const wrongType = (reader: JsonReader, code: number): Step => {
  reader.cursor.pos++
  reader.cursor.failUnexpected(code, 'json-type-mismatch')
  return 'failed'
}

/** A value in double or in single quotes begins. */
export const isQuote = (code: number): boolean =>
  code === Code.doubleQuote || code === Code.singleQuote

/** The text of a quoted value, the state set behind it. */
export const quoted = (reader: JsonReader, quote: number): string | undefined => {
  const text = reader.cursor.string(quote)
  if (text !== undefined) reader.afterValue(true)
  return text
}

const CONSTANTS: ReadonlyMap<number, string> = new Map([
  [0x4e, 'NaN'],
  [0x49, 'Infinity'],
])

/** NaN and the infinities, which only text has room for. */
export const constantAt = (reader: JsonReader, code: number): string | undefined =>
  code === Code.minus && reader.cursor.peek(1) === 0x49 ? '-Infinity' : CONSTANTS.get(code)

/** One of `constantAt`, as text or as the failure that it is for any other type. */
export const readConstant = (reader: JsonReader, word: string, asText: boolean): Step => {
  const matched = matchWord(reader, word)
  if (matched === 'failed') return 'failed'
  if (matched === 'whole' && asText) {
    reader.setToken('String', word)
    return 'token'
  }
  if (matched === 'whole')
    reader.cursor.fail(`Cannot read ${word} value.`, 'json-type-mismatch', word)
  else reader.cursor.fail(`Error parsing ${word} value.`)
  return 'failed'
}

/** A number begins, or what Json.NET takes for one. */
export const startsNumber = (code: number): boolean =>
  isDigitCode(code) || code === Code.dot || code === Code.minus
