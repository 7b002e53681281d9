import { readJson } from '../json/json.ts'
import { parseFilter } from './filter.ts'
import { pathOf, type Argument, type JsonPath, type PathToken } from './path-token.ts'

/** Where the next character that is no blank stands, from a place on. */
export const significantAt = (text: string, from: number): number => {
  let at = from
  while (text[at] === ' ') at++
  return at
}

/**
 * Where what opens at a place is closed; quoted texts are passed over, regular expressions where
 * there may be some. -1 for never.
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

/** Reads a path as Jayway's JsonPath does. Throws a PathError. */
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

/** A function behind `..` is given what the path before it finds. */
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

/** By commas that stand in no brackets or quotes. */
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
  tokens.push({ kind: 'filter', test: parseFilter(text.slice(open + 1, close)) })
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

/** A text with the escapes of Java's strings resolved. */
export const unescaped = (text: string): string =>
  text.replace(/\\(?:u([0-9a-fA-F]{4})|([^]))/g, (_all, code?: string, char = '') => {
    if (code !== undefined) return String.fromCharCode(parseInt(code, 16))
    const controls: Readonly<Record<string, string>> = {
      b: '\b',
      f: '\f',
      n: '\n',
      r: '\r',
      t: '\t',
    }
    return controls[char as string] ?? (char as string)
  })

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
