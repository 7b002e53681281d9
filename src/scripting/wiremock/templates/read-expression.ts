/** The content of a tag: a path, or a helper with its parameters. */
export interface Expression {
  readonly name: string
  readonly path: Path
  readonly params: readonly Param[]
  readonly hash: readonly (readonly [string, Param])[]
}

export type Param =
  | { readonly kind: 'literal'; readonly value: string | number | boolean | Fraction }
  | { readonly kind: 'path'; readonly path: Path }
  | { readonly kind: 'call'; readonly call: Expression }

/** A number written with a decimal point. */
interface Fraction {
  readonly fraction: number
}

export type Path = readonly Step[]

export type Step =
  | { readonly kind: 'this' }
  | { readonly kind: 'parent' }
  /** A name such as `@index`; `name` has no `@`. */
  | { readonly kind: 'data'; readonly name: string }
  | { readonly kind: 'member'; readonly name: string }

/** The error of a template that cannot be read. `message` is one sentence. */
export class TemplateError extends Error {}

const THIS: Step = { kind: 'this' }
const PARENT: Step = { kind: 'parent' }

/** Splits a name such as `request.query.[a b].0`, `../x` or `@index` into steps, as Handlebars.java does. */
const readPath = (text: string): Path => {
  if (text === 'this' || text === '.' || text === './') return [THIS]
  if (text === '..') return [PARENT]
  if (text.startsWith('../')) return [PARENT, ...readPathAfter(text.slice(3))]
  if (text.startsWith('./')) return [THIS, ...readPathAfter(text.slice(2))]
  const steps: Step[] = []
  let data = false
  for (const [part] of text.matchAll(/\[[^[\]]+\]|\.\.\/|[^./]+/g)) {
    if (part === '@') data = true
    else {
      steps.push(stepOf(part, data))
      data &&= part === '../'
    }
  }
  return steps
}

const readPathAfter = (rest: string): Path => (rest === '' ? [] : readPath(rest))

const stepOf = (part: string, data: boolean): Step => {
  if (part === 'this') return THIS
  if (part === '../') return PARENT
  if (part.startsWith('@')) return { kind: 'data', name: part.slice(1) }
  const name = part.startsWith('[') && part.endsWith(']') ? part.slice(1, -1) : part
  return data ? { kind: 'data', name } : { kind: 'member', name }
}

type TokenKind = 'text' | 'number' | 'truth' | 'name' | '(' | ')' | '=' | '|' | '*'

interface Token {
  readonly kind: TokenKind
  readonly text: string
}

const START = String.raw`[a-zA-ZА-Яа-я_$@:\u00C0-\u00FF]`
const ESCAPED = String.raw`\[(?:\\\]|[^\]])+\]`
const ID = String.raw`(?:${START}|${ESCAPED})(?:\.${ESCAPED}|${START}|[0-9./-])*`
/** Matches a name as Handlebars.java reads it: `request.headers.X-A`, `../a`, `[a b].c`, `.`. */
const NAME = String.raw`(?:\.\.?/)*(?:${ID}(?:[./-]${ESCAPED}(?:${START}|[0-9./-])*)*|\.\.?)|(?:\.\.?/)+`
const TOKEN = new RegExp(
  String.raw`\s+|("(?:\\"|[^"])*")|('(?:\\'|[^'])*')|(-?\d*\.?\d+)(?![\w$@:])|(true|false)(?![\w$@:.\-/])|(${NAME})|([()=|*])|([^])`,
  'uy',
)

/** The content of a tag: the call, and the names of `as |a b|`. */
export interface TagContent {
  readonly call: Expression
  readonly names: readonly string[]
}

/** The deepest nesting of calls such as `(a (b (c …)))`. */
const DEEPEST = 50

/** Reads the content of a tag, without its braces. Throws a TemplateError. */
export const readTagContent = (source: string): TagContent => {
  const reader = readerOf(source)
  const call = reader.call(0)
  return { call, names: reader.names() }
}

const tokensOf = (source: string): readonly Token[] => {
  const tokens: Token[] = []
  for (const match of source.matchAll(new RegExp(TOKEN, 'uyg'))) {
    const [all, double, single, number, truth, name, sign, stranger] = match
    if (stranger !== undefined)
      throw new TemplateError(
        `In the tag {{${source.trim()}}} the character ${stranger} cannot be read.`,
      )
    if (double !== undefined)
      tokens.push({ kind: 'text', text: double.slice(1, -1).replaceAll('\\"', '"') })
    else if (single !== undefined)
      tokens.push({ kind: 'text', text: single.slice(1, -1).replaceAll("\\'", "'") })
    else if (number !== undefined) tokens.push({ kind: 'number', text: number })
    else if (truth !== undefined) tokens.push({ kind: 'truth', text: truth })
    else if (name !== undefined) tokens.push({ kind: 'name', text: name })
    else if (sign !== undefined) tokens.push({ kind: sign as TokenKind, text: all })
  }
  return tokens
}

const readerOf = (source: string) => {
  const tokens = tokensOf(source)
  let at = 0
  const next = (): Token | undefined => tokens[at]
  const unread = (): TemplateError =>
    new TemplateError(
      `The tag {{${source.trim()}}} cannot be read at ${next()?.text ?? 'its end'}: a tag is a name, then values, then name=value.`,
    )
  const take = (kind: TokenKind): Token => {
    const token = next()
    if (token?.kind !== kind) throw unread()
    at++
    return token
  }

  const call = (depth: number): Expression => {
    if (depth > DEEPEST)
      throw new TemplateError(`The tag {{${source.slice(0, 40)}…}} is nested over ${DEEPEST} deep.`)
    const { text: name } = take('name')
    const params: Param[] = []
    const hash: [string, Param][] = []
    while (isParam()) {
      const key = tokens[at + 1]?.kind === '=' ? take('name').text : undefined
      if (key !== undefined) {
        take('=')
        hash.push([key, param(depth)])
      } else if (hash.length > 0) throw unread()
      else params.push(param(depth))
    }
    return { name, path: readPath(name), params, hash }
  }

  const isParam = (): boolean => {
    const token = next()
    if (token === undefined || token.kind === ')' || token.kind === '|') return false
    return !(token.text === 'as' && token.kind === 'name' && tokens[at + 1]?.kind === '|')
  }

  const param = (depth: number): Param => {
    const token = next()
    switch (token?.kind) {
      case 'text':
        at++
        return { kind: 'literal', value: token.text }
      case 'truth':
        at++
        return { kind: 'literal', value: token.text === 'true' }
      case 'number':
        at++
        return { kind: 'literal', value: numberIn(token.text) }
      case 'name':
        at++
        return { kind: 'path', path: readPath(token.text) }
      case '(': {
        at++
        const inner = call(depth + 1)
        take(')')
        return { kind: 'call', call: inner }
      }
      default:
        throw unread()
    }
  }

  const names = (): readonly string[] => {
    const found: string[] = []
    if (next() !== undefined) {
      if (take('name').text !== 'as') throw unread()
      take('|')
      do found.push(take('name').text)
      while (next()?.kind === 'name')
      take('|')
    }
    if (next() !== undefined) throw unread()
    return found
  }
  return { call, names }
}

/** Reads a number: an `Integer` if the number fits, else a `double`. */
const numberIn = (text: string): number | { readonly fraction: number } => {
  const value = Number(text)
  return /^-?\d+$/.test(text) && Math.abs(value) <= 2_147_483_647 ? value : { fraction: value }
}
