import { compileRegex } from '../regex/compile-regex.ts'
import { escapes, readJson, JsonNumber, type Json } from '../json/json.ts'
import type { JsonPath } from './parse-path.ts'
import { relations, type Operand } from './relations.ts'

/** Evaluates the paths of a filter, from the item or from the root. */
interface FilterScope {
  /** Returns undefined if the path leads nowhere. */
  readonly find: (path: JsonPath) => Json | undefined
  readonly exists: (path: JsonPath) => boolean
}

/** Whether a filter accepts an item. */
export type FilterTest = (scope: FilterScope) => boolean

/** One side of a comparison: a path, or a literal. */
type Side = { readonly path: JsonPath; readonly not: boolean } | { readonly operand: Operand }

/**
 * Reads the text between `[?(` and `)]`. `parsePath` reads the paths in it. Throws a PathError if it cannot
 * be read.
 */
export const parseFilter = (text: string, parsePath: (text: string) => JsonPath): FilterTest => {
  let at = 0
  const skip = (): string => text[(at = significantAt(text, at))] ?? ''
  const taken = (word: string): boolean => {
    skip()
    if (!text.startsWith(word, at)) return false
    at += word.length
    return true
  }

  const either = (): FilterTest => {
    const tests = [both()]
    while (taken('||')) tests.push(both())
    return (scope) => tests.some((test) => test(scope))
  }
  const both = (): FilterTest => {
    const tests = [operand()]
    while (taken('&&')) tests.push(operand())
    return (scope) => tests.every((test) => test(scope))
  }
  const operand = (): FilterTest => {
    if (skip() === '!' && !/[$@]/.test(text[significantAt(text, at + 1)] ?? '')) {
      at++
      const test = operand()
      return (scope) => !test(scope)
    }
    if (!taken('(')) return comparison()
    const test = either()
    if (!taken(')')) throw new PathError('a ( of the filter is not closed')
    return test
  }
  const comparison = (): FilterTest => {
    const left = side()
    const before = at
    const relation = relations.get(operator().toLowerCase())
    if (relation !== undefined) {
      const right = side()
      return (scope) => relation(valueOf(left, scope), valueOf(right, scope))
    }
    at = before
    if (!('path' in left)) throw new PathError('a filter compares, or asks for a path')
    const { path, not } = left
    return (scope) => scope.exists(path) !== not
  }
  const operator = (): string => {
    const symbol = /[<>=~!]/.test(skip())
    const [found = ''] = (symbol ? /^[<>=~!]+/ : /^[^ ]*/).exec(text.slice(at)) ?? []
    at += found.length
    return found
  }
  const side = (): Side => {
    const not = skip() === '!'
    if (not) at++
    const first = skip()
    if (first === '$' || first === '@') return { path: parsePath(pathText()), not }
    if (not) throw new PathError('a ! of the filter negates nothing')
    return { operand: literal(first) }
  }
  /** A path ends before a blank, a comparison, or a closing bracket that does not belong to a function. */
  const pathText = (): string => {
    const start = at++
    while (at < text.length) {
      const char = text[at] ?? ''
      if (char === '[' || char === '(') {
        const close = closingOf(text, at, char, char === '[' ? ']' : ')', true)
        if (close < 0) throw new PathError(`a ${char} of the filter is not closed`)
        at = close + 1
      } else if (/[<>=~!) ]/.test(char)) break
      else at++
    }
    return text.slice(start, at)
  }
  const quoted = (open: string, close: string): string => {
    const end = closingOf(text, at, open, close)
    if (end < 0) throw new PathError(`a ${open} of the filter is not closed`)
    const found = text.slice(at, end + 1)
    at = end + 1
    return found
  }
  const literal = (first: string): Operand => {
    switch (first) {
      case "'":
      case '"':
        return { kind: 'value', value: unescaped(quoted(first, first).slice(1, -1)) }
      case '[':
      case '{': {
        const value = readJson(quoted(first, first === '[' ? ']' : '}'), 'smart')
        if (value === undefined) throw new PathError('the filter compares with broken JSON')
        return { kind: 'value', value, isWritten: true }
      }
      case '/': {
        const source = quoted('/', '/').slice(1, -1)
        const [flags = ''] = /^[dixmsuU]*/.exec(text.slice(at)) ?? []
        at += flags.length
        const on = flags === '' ? '' : `(?${flags})`
        const { test } = compileRegex(`${flags.includes('s') ? '' : '(?-s)'}${on}${source}`)
        return { kind: 'regex', test }
      }
      default: {
        const [word = ''] = /^(?:true|false|null|[-+.\deE]+)/.exec(text.slice(at)) ?? []
        at += word.length
        if (word === 'true' || word === 'false') return { kind: 'value', value: word === 'true' }
        if (word === 'null') return { kind: 'value', value: null }
        if (!/^[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?$/.test(word))
          throw new PathError(`the filter compares with ${word === '' ? 'nothing' : word}`)
        return { kind: 'value', value: new JsonNumber(word) }
      }
    }
  }

  const test = either()
  if (skip() !== '') throw new PathError(`the filter ends before ${text.slice(at)}`)
  return test
}

const valueOf = (side: Side, { find }: FilterScope): Operand => {
  if ('operand' in side) return side.operand
  const value = find(side.path)
  return value === undefined ? { kind: 'nothing' } : { kind: 'value', value }
}

/** Returns the index of the next character that is not a blank. */
export const significantAt = (text: string, from: number): number => {
  let at = from
  while (text[at] === ' ') at++
  return at
}

/**
 * Returns the index at which the bracket or quote at `from` is closed, or -1. Skips quoted texts, and, with
 * `regexes`, regular expressions.
 */
export const closingOf = (
  text: string,
  from: number,
  open: string,
  close: string,
  regexes = false,
): number => {
  if (open === close) return quoteEnd(text, from, open)
  let depth = 0
  for (let at = from; at < text.length; at++) {
    const char = text[at] ?? ''
    const isQuoted =
      char === "'" || char === '"' || (regexes && char === '/' && /=~\s*$/.test(text.slice(0, at)))
    if (isQuoted) {
      const end = quoteEnd(text, at, char)
      if (end < 0) return -1
      at = end
    } else if (char === open) depth++
    else if (char === close && --depth === 0) return at
  }
  return -1
}

const quoteEnd = (text: string, from: number, quote: string): number => {
  for (let at = from + 1; at < text.length; at++) {
    if (text[at] === '\\') at++
    else if (text[at] === quote) return at
  }
  return -1
}

/** Thrown for a path that cannot be read. */
export class PathError extends Error {}

/** Resolves the escapes of Java's strings in a text. */
export const unescaped = (text: string): string =>
  text.replace(/\\(?:u([0-9a-fA-F]{4})|([^]))/g, (_all, code?: string, char = '') => {
    if (code !== undefined) return String.fromCharCode(parseInt(code, 16))
    return escapes[char as string] ?? (char as string)
  })
