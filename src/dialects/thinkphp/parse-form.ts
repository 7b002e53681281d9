import { decodeComponent, toByteChars } from './byte-text.ts'
import { emptyArray, type PhpArray } from './php-value.ts'
import { createVariableTable, type AddVariable, type VariableBounds } from './register-variable.ts'

/** A query string or a urlencoded body as PHP reads it (`parse_str`). */
export const parseForm = (text: string, bounds?: VariableBounds): PhpArray => {
  if (text === '') return emptyArray
  const chars = toByteChars(text)
  const table = createVariableTable(bounds)
  let start = 0
  while (start < chars.length) {
    const end = endOf(chars, start)
    if (end > start && !addPair(table.add, chars.slice(start, end))) break
    start = end + 1
  }
  return table.variables
}

const endOf = (chars: string, start: number): number => {
  const end = chars.indexOf('&', start)
  return end < 0 ? chars.length : end
}

const addPair = (add: AddVariable, pair: string): boolean => {
  const equals = pair.indexOf('=')
  return equals < 0
    ? add(decodeComponent(pair), '')
    : add(decodeComponent(pair.slice(0, equals)), decodeComponent(pair.slice(equals + 1)))
}
