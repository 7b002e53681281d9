import {
  decodeComponent,
  emptyArray,
  fromByteChars,
  toByteChars,
  type PhpArray,
  type PhpValue,
} from './php-value.ts'

/** Reads a query string or a urlencoded body as PHP does (`parse_str`). */
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

/** Reads the fields of a multipart body. Files are not parameters (S: rfc1867). */
export const parseMultipart = (
  contentType: string,
  body: Buffer,
  bounds?: VariableBounds,
): PhpArray => {
  const boundary = boundaryOf(contentType)
  if (boundary === undefined) return emptyArray
  const chars = body.toString('latin1')
  const delimiter = `--${boundary}`
  const table = createVariableTable(bounds)
  let at = chars.startsWith(delimiter) ? 0 : after(chars.indexOf(`\n${delimiter}`))
  while (at >= 0 && !chars.startsWith('--', at + delimiter.length)) {
    const head = after(chars.indexOf('\n', at + delimiter.length))
    if (head < 0) break
    const next = chars.indexOf(`\n${delimiter}`, head - 1)
    const part = chars.slice(head, next < 0 ? chars.length : next)
    if (!addPart(table.add, next < 0 ? part : part.replace(/\r$/, ''))) break
    at = after(next)
  }
  return table.variables
}

const after = (index: number): number => (index < 0 ? -1 : index + 1)

const boundaryOf = (contentType: string): string | undefined => {
  const found = /boundary\s*=\s*(?:"([^"]*)"|([^,;]*))/i.exec(contentType)
  const boundary = found?.[1] ?? found?.[2]?.trim()
  return boundary === '' ? undefined : boundary
}

const addPart = (add: AddVariable, part: string): boolean => {
  const blank = part.startsWith('\r\n') ? null : /\r?\n\r?\n/.exec(part)
  if (blank === null) return true
  const disposition = /^content-disposition:([^\n]*)/im.exec(part.slice(0, blank.index))?.[1] ?? ''
  const name = nameParameter.exec(disposition)
  if (name === null || isFile.test(disposition)) return true
  const text = name[1]?.replace(/\\(["\\])/g, '$1') ?? name[2] ?? ''
  return add(fromByteChars(text), fromByteChars(part.slice(blank.index + blank[0].length)))
}

const nameParameter = /;\s*name=(?:"((?:\\.|[^"\\])*)"|([^;\s]*))/i
const isFile = /;\s*filename=/i

/** The limits `max_input_vars` and `max_input_nesting_level` of php.ini. */
const MOST_VARIABLES = 1000
const DEEPEST = 64

type Mutable = Map<string, PhpValue>

type AddVariable = (name: string, value: string) => boolean

interface VariableTable {
  readonly variables: PhpArray
  /** Adds one decoded name and value. Returns false if the table is full, because PHP stops reading there. */
  readonly add: AddVariable
}

/** The limit on the number of variables. `full` is called when a request has more. */
export interface VariableBounds {
  readonly most: number
  readonly full: () => void
}

const createVariableTable = (bounds: VariableBounds | undefined): VariableTable => {
  const variables: Mutable = new Map()
  const last = Math.min(bounds?.most ?? MOST_VARIABLES, MOST_VARIABLES)
  let count = 0
  return {
    variables,
    add: (name, value) => {
      if (++count > last) {
        bounds?.full()
        return false
      }
      register(variables, name, value)
      return true
    },
  }
}

/**
 * Imitates php_register_variable_ex (S): `a.b` and `a b` become `a_b`, `a[b][]` nests, and `a[b` becomes
 * `a_b`. Text after a `]` is ignored. A later value replaces an earlier one.
 */
const register = (table: Mutable, given: string, value: string): void => {
  const name = cString(given).replace(/^ +/, '')
  const bracket = name.indexOf('[')
  const base = (bracket < 0 ? name : name.slice(0, bracket)).replace(/[ .]/g, '_')
  if (base === '') return
  if (bracket < 0) table.set(base, value)
  else registerNested(table, base, name.slice(bracket), value)
}

const registerNested = (table: Mutable, base: string, brackets: string, value: string): void => {
  const path = indexesOf(brackets)
  if (path === undefined) {
    table.set(`${base}_${brackets.slice(1)}`, value)
    return
  }
  if (path.length > DEEPEST) {
    table.delete(base)
    return
  }
  let current = table
  let index: string | null = base
  for (const next of path) {
    current = arrayAt(current, index)
    index = next
  }
  current.set(index ?? nextIndex(current), value)
}

/**
 * Returns the indexes of `[b][]`, with null for `[]`. Returns undefined if the first bracket is never closed.
 */
const indexesOf = (brackets: string): readonly (string | null)[] | undefined => {
  const indexes: (string | null)[] = []
  let at = 0
  while (brackets.charAt(at) === '[' && indexes.length <= DEEPEST) {
    const close = brackets.indexOf(']', at)
    if (close < 0) return indexes.length === 0 ? undefined : indexes
    const index = brackets.slice(at + 1, close)
    indexes.push(/^\s?$/.test(index) ? null : index)
    at = close + 1
  }
  return indexes
}

const arrayAt = (table: Mutable, index: string | null): Mutable => {
  const key = index ?? nextIndex(table)
  const there = table.get(key)
  if (there instanceof Map) return there as Mutable
  const made: Mutable = new Map()
  table.set(key, made)
  return made
}

/**
 * Returns the highest integer key plus one. The table has at most MOST_VARIABLES keys, so the loop is short.
 */
const nextIndex = (table: Mutable): string => {
  let next = 0
  for (const key of table.keys())
    if (/^(0|[1-9]\d{0,9})$/.test(key)) next = Math.max(next, Number(key) + 1)
  return String(next)
}

/** A C string ends at its first NUL. */
const cString = (text: string): string => {
  const end = text.indexOf('\0')
  return end < 0 ? text : text.slice(0, end)
}
