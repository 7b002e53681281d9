import { readJson, type Json, type JsonObject } from '../json/json.ts'
import {
  closingOf,
  parseFilter,
  PathError,
  significantAt,
  unescaped,
  type FilterTest,
} from './parse-filter.ts'

/** A step of a path in Jayway's JsonPath. */
export type PathToken =
  | { readonly kind: 'names'; readonly names: readonly string[] }
  | { readonly kind: 'wildcard' }
  | { readonly kind: 'scan' }
  | { readonly kind: 'indexes'; readonly indexes: readonly number[] }
  | { readonly kind: 'slice'; readonly from?: number; readonly to?: number }
  | { readonly kind: 'filter'; readonly test: FilterTest }
  | { readonly kind: 'function'; readonly name: string; readonly args: readonly Argument[] }

/** An argument of a function: a path, or JSON. */
type Argument = { readonly path: JsonPath } | { readonly json: Json }

/** A compiled path. */
export interface JsonPath {
  /** The path begins with `$`, not with `@`. */
  readonly fromRoot: boolean
  readonly tokens: readonly PathToken[]
  /** The path finds one value or none, not a list. */
  readonly definite: boolean
}

/** Whether a step leads to one value. The last step may join several names. */
export const isDefinite = (token: PathToken, isLast: boolean): boolean => {
  switch (token.kind) {
    case 'names':
      return token.names.length === 1 || isLast
    case 'indexes':
      return token.indexes.length === 1
    case 'function':
      return true
    default:
      return false
  }
}

export const pathOf = (fromRoot: boolean, tokens: readonly PathToken[]): JsonPath => ({
  fromRoot,
  tokens,
  definite: tokens.every((token, index) => isDefinite(token, index === tokens.length - 1)),
})

/** How a path is followed, where Jayway has options. */
export interface Manner {
  /** A missing member is an error. */
  readonly strict?: boolean
  /** A missing last member is null. */
  readonly leafToNull?: boolean
  /** Receives the place of each value that is found. */
  readonly place?: (place: Place) => void
}

/** The list or object that contains a found value, and the value's index or name there. */
export interface Place {
  readonly parent: JsonObject | readonly Json[]
  readonly key: string | number
}

/** Thrown if a path that can lead to one value only leads nowhere. */
export class NotFound extends Error {}

/** Evaluates a path within a path. Throws NotFound, and other errors where Jayway fails. */
export type Find = (path: JsonPath, model: Json, root: Json, manner: Manner) => Json

/** Reads a path like Jayway's JsonPath. Throws a PathError if the path cannot be read. */
export const parsePath = (given: string): JsonPath => {
  const text = (/^[$@]/.test(given) ? given : `$.${given}`).trim()
  if (text.endsWith('.')) throw new PathError('it ends with a dot')
  return readPath(text)
}

const readPath = (text: string): JsonPath => {
  const fromRoot = text.startsWith('$')
  const tokens: PathToken[] = []
  let at = 1
  if (text.length > 1 && !/[.[]/.test(text[1] ?? ''))
    throw new PathError('after its first character stands neither a dot nor a [')
  while (at < text.length) at = readToken(text, at, tokens)
  if (tokens.at(-1)?.kind === 'scan') throw new PathError('it ends with two dots')
  return inverted(fromRoot, tokens)
}

/** A function after `..` receives the values that the path before it finds. */
const inverted = (fromRoot: boolean, tokens: readonly PathToken[]): JsonPath => {
  const last = tokens.at(-1)
  const [first] = tokens
  if (first?.kind !== 'scan' || last?.kind !== 'function') return pathOf(fromRoot, tokens)
  const path = pathOf(true, tokens.slice(0, -1))
  return pathOf(true, [{ ...last, args: [{ path }] }])
}

const readToken = (text: string, at: number, tokens: PathToken[]): number => {
  switch (text[at]) {
    case '[':
      return readBracket(text, at, tokens)
    case '.': {
      const isScan = text[at + 1] === '.'
      if (isScan) tokens.push({ kind: 'scan' })
      const next = at + (isScan ? 2 : 1)
      if (next >= text.length || text[next] === '.')
        throw new PathError(`there is nothing after the dot at ${at}`)
      return readToken(text, next, tokens)
    }
    case '*':
      tokens.push({ kind: 'wildcard' })
      return at + 1
    default:
      return readName(text, at, tokens)
  }
}

const readName = (text: string, start: number, tokens: PathToken[]): number => {
  const [name = ''] = /^[^.[( ]*/.exec(text.slice(start)) ?? []
  const end = start + name.length
  if (text[end] === ' ')
    throw new PathError("a name with a blank stands in brackets, as in ['my name']")
  if (text[end] !== '(') {
    if (name === '') throw new PathError(`there is no name at ${start}`)
    tokens.push({ kind: 'names', names: [name] })
    return end
  }
  const close = closingOf(text, end, '(', ')')
  if (close < 0) throw new PathError(`the ( of ${name} is not closed`)
  tokens.push({ kind: 'function', name, args: argumentsOf(text.slice(end + 1, close)) })
  if (close + 1 < text.length) throw new PathError(`nothing may follow the function ${name}`)
  return close + 1
}

/** Splits arguments at commas outside of brackets and quotes. */
const argumentsOf = (text: string): readonly Argument[] => {
  const parts: string[] = []
  let part = ''
  for (let at = 0; at < text.length; at++) {
    const char = text[at] ?? ''
    const pair = { '(': ')', '[': ']', '{': '}', '"': '"', "'": "'" }[char]
    if (pair !== undefined) {
      const close = closingOf(text, at, char, pair)
      if (close < 0) throw new PathError(`a ${char} is not closed`)
      part += text.slice(at, close + 1)
      at = close
    } else if (char === ',') {
      parts.push(part)
      part = ''
    } else part += char
  }
  parts.push(part)
  return parts
    .map((one) => one.trim())
    .filter((one) => one !== '')
    .flatMap((one): readonly Argument[] => {
      if (/^[$@]/.test(one)) return [{ path: readPath(one) }]
      // Jayway ignores arguments that begin with anything else.
      if (!/^[{\d"-]/.test(one)) return []
      const json = readJson(one, 'smart')
      if (json === undefined) throw new PathError(`${one} is no JSON`)
      return [{ json }]
    })
}

const readBracket = (text: string, at: number, tokens: PathToken[]): number => {
  const first = text[significantAt(text, at + 1)] ?? ''
  if (first === "'" || first === '"') return readNames(text, at, first, tokens)
  if (/[\d:-]/.test(first)) {
    const end = text.indexOf(']', at)
    const inner = end < 0 ? '' : text.slice(at + 1, end).trim()
    if (!/^[\d,\-: ]+$/.test(inner)) throw new PathError(`the [ at ${at} is not understood`)
    tokens.push(inner.includes(':') ? sliceOf(inner) : indexesOf(inner))
    return end + 1
  }
  if (first === '*') {
    const end = significantAt(text, significantAt(text, at + 1) + 1)
    if (text[end] !== ']') throw new PathError('after * stands no ]')
    tokens.push({ kind: 'wildcard' })
    return end + 1
  }
  if (first !== '?') throw new PathError(`the [ at ${at} is not understood`)
  const open = significantAt(text, significantAt(text, at + 1) + 1)
  const close = text[open] === '(' ? closingOf(text, open, '(', ')', true) : -1
  const end = close < 0 ? -1 : significantAt(text, close + 1)
  if (end < 0 || text[end] !== ']') throw new PathError('a filter is written [?(…)]')
  tokens.push({ kind: 'filter', test: parseFilter(text.slice(open + 1, close), parsePath) })
  return end + 1
}

const readNames = (text: string, at: number, quote: string, tokens: PathToken[]): number => {
  const names: string[] = []
  let next = significantAt(text, at + 1)
  for (;;) {
    if (text[next] !== quote) throw new PathError('a name in brackets lacks its quotes')
    const end = closingOf(text, next, quote, quote)
    if (end < 0) throw new PathError('a name in brackets is not closed')
    names.push(unescaped(text.slice(next + 1, end)))
    next = significantAt(text, end + 1)
    if (text[next] === ']') break
    if (text[next] !== ',') throw new PathError('between names in brackets stands a comma')
    next = significantAt(text, next + 1)
  }
  tokens.push({ kind: 'names', names })
  return next + 1
}

const sliceOf = (text: string): PathToken => {
  const [from = '', to = '', more] = text.split(':')
  if (
    more !== undefined ||
    (from === '' && to === '') ||
    !/^-?\d*$/.test(from + to.replace(/^-/, ''))
  )
    throw new PathError(`[${text}] is no slice`)
  return {
    kind: 'slice',
    ...(from === '' ? {} : { from: Number(from) }),
    ...(to === '' ? {} : { to: Number(to) }),
  }
}

const indexesOf = (text: string): PathToken => {
  const indexes = text.split(',').map((one) => one.trim())
  if (!indexes.every((one) => /^-?\d+$/.test(one))) throw new PathError(`[${text}] is no index`)
  return { kind: 'indexes', indexes: indexes.map(Number) }
}
