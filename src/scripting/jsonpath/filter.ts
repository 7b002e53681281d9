import { compileRegex } from '../regex/compile-regex.ts'
import { readJson, JsonNumber, type Json } from '../json/json.ts'
import { parsePath, PathError, unescaped, closingOf, significantAt } from './parse-path.ts'
import { NotFound, type JsonPath, type Find, type Manner } from './path-token.ts'
import { relations, Incomparable, type Operand } from './relations.ts'

/** Finds what a path of a filter leads to, from the item or the root. */
interface FilterScope {
  /** Undefined where there is nothing. */
  readonly find: (path: JsonPath) => Json | undefined
  readonly exists: (path: JsonPath) => boolean
}

/** Whether an item is let through. */
export type FilterTest = (scope: FilterScope) => boolean

/** What a comparison compares: a path, or something written. */
type Side = { readonly path: JsonPath; readonly not: boolean } | { readonly operand: Operand }

/** Reads what stands between `[?(` and `)]`. Throws a PathError. */
export const parseFilter = (text: string): FilterTest => {
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
  /** Up to a blank, a comparison or a closing bracket that is not a function's. */
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

/** Whether a filter lets a value through. */
export const accepted = (
  test: FilterTest,
  model: Json,
  root: Json,
  manner: Manner,
  find: Find,
): boolean => {
  try {
    return test({
      find: (path) =>
        foundOr(undefined, () => find(path, path.fromRoot ? root : model, root, manner)),
      exists: (path) =>
        foundOr(false, () => {
          find(path, path.fromRoot ? root : model, root, { strict: true })
          return true
        }),
    })
  } catch (error) {
    if (error instanceof Incomparable) return false
    throw error
  }
}

const foundOr = <T, N>(nothing: N, act: () => T): T | N => {
  try {
    return act()
  } catch (error) {
    if (error instanceof NotFound) return nothing
    throw error
  }
}
