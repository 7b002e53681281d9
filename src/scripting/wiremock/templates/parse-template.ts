import {
  readTagContent,
  TemplateError,
  type TagContent,
  type Expression,
} from './read-expression.ts'

/** A part of a template: a text, a tag that prints a value, or a block. */
export type Node = Text | Tag | Block

interface Text {
  readonly kind: 'text'
  readonly text: string
}

/** A tag such as `{{name …}}`. */
interface Tag {
  readonly kind: 'tag'
  readonly call: Expression
}

/** A block such as `{{#name …}}…{{else}}…{{/name}}`. A block that begins with `{{^name}}` is inverted. */
export interface Block {
  readonly kind: 'block'
  readonly call: Expression
  readonly inverted: boolean
  /** The names of `as |item index|`. */
  readonly names: readonly string[]
  readonly body: readonly Node[]
  readonly otherwise: readonly Node[]
}

/** A template. The text before its first tag and the text after its last tag are printed unchanged. */
export interface Template {
  readonly before: string
  readonly nodes: readonly Node[]
  readonly after: string
}

const OPEN = '{{'
const CLOSE = '}}'
/** The deepest nesting of blocks. */
const DEEPEST = 50

/** Reads a template as Handlebars.java does. Returns undefined if it has no tags. Throws a TemplateError. */
export const parseTemplate = (source: string): Template | undefined => {
  const first = source.indexOf(OPEN)
  const last = source.lastIndexOf(CLOSE)
  if (first < 0 || last < 0) return undefined
  if (last < first)
    throw new TemplateError('The template closes }} before it opens {{; write the tag whole.')
  const end = last + CLOSE.length
  return {
    before: source.slice(0, first),
    nodes: nodesOf(source.slice(first, end)),
    after: source.slice(end),
  }
}

/** A block that is not closed yet. */
interface Open {
  readonly kind: '#' | '^'
  readonly name: string
  readonly content: TagContent
  readonly body: Node[]
  otherwise: Node[] | undefined
  /** Whether the block comes from `{{else name}}`. The end of the outer block closes it too. */
  readonly chained: boolean
}

interface Piece {
  readonly mark: string
  readonly inner: string
  readonly trimsLeft: boolean
  readonly trimsRight: boolean
}

const nodesOf = (source: string): readonly Node[] => {
  const root: Node[] = []
  const open: Open[] = []
  let at = 0
  let trims = false

  const into = (): Node[] => {
    const innermost = open.at(-1)
    return innermost === undefined ? root : (innermost.otherwise ?? innermost.body)
  }
  const addText = (text: string): void => {
    const kept = trims ? text.trimStart() : text
    trims = false
    if (kept !== '') into().push({ kind: 'text', text: kept })
  }
  const trimLast = (): void => {
    const last = into().at(-1)
    if (last?.kind !== 'text') return
    into().pop()
    const text = last.text.trimEnd()
    if (text !== '') into().push({ kind: 'text', text })
  }
  const begin = (kind: Open['kind'], content: TagContent, chained: boolean): void => {
    if (open.length >= DEEPEST)
      throw new TemplateError(`The template's blocks are nested over ${DEEPEST} deep.`)
    const { name } = content.call
    open.push({ kind, name, content, body: [], otherwise: undefined, chained })
  }
  const otherwise = (rest: string): void => {
    const innermost = open.at(-1)
    if (innermost === undefined)
      throw new TemplateError('The template has an {{else}} that is in no block.')
    if (innermost.otherwise !== undefined)
      throw new TemplateError(`The block {{#${innermost.name}}} has a second {{else}}.`)
    innermost.otherwise = []
    if (rest !== '') begin('#', readTagContent(rest), true)
  }
  const end = (name: string): void => {
    for (;;) {
      const innermost = open.pop()
      if (innermost === undefined)
        throw new TemplateError(`The template closes {{/${name}}}, which is not open.`)
      if (!innermost.chained && innermost.name !== name)
        throw new TemplateError(
          `The template closes {{/${name}}} where {{/${innermost.name}}} is due.`,
        )
      into().push(blockOf(innermost))
      if (!innermost.chained) return
    }
  }
  const addTag = ({ mark, inner }: Piece): void => {
    const trimmed = inner.trim()
    if (mark === '#') begin('#', readTagContent(inner), false)
    else if (mark === '/') end(trimmed)
    else if (mark === '^' && trimmed !== '') begin('^', readTagContent(inner), false)
    else if (mark === '^') otherwise('')
    else if (mark === '' && /^else(?![\w.\-/[])/.test(trimmed)) otherwise(trimmed.slice(4).trim())
    else into().push(tagOf(inner))
  }

  while (at < source.length) {
    const start = source.indexOf(OPEN, at)
    if (start < 0) {
      addText(source.slice(at))
      break
    }
    const escaped = start > at && source[start - 1] === '\\' ? escapedTag(source, start) : undefined
    if (escaped !== undefined) {
      addText(source.slice(at, start - 1))
      addText(escaped)
      at = start + escaped.length
      continue
    }
    addText(source.slice(at, start))
    const [piece, next] = pieceAt(source, start)
    if (piece.trimsLeft) trimLast()
    if (piece.mark !== '!') addTag(piece)
    trims = piece.trimsRight
    at = next
  }
  const left = open.findLast(({ chained }) => !chained)
  if (left !== undefined)
    throw new TemplateError(`The template's block {{#${left.name}}} is not closed.`)
  return root
}

const blockOf = ({ kind, content, body, otherwise }: Open): Block => ({
  kind: 'block',
  call: kind === '^' ? { ...content.call, params: [], hash: [] } : content.call,
  inverted: kind === '^',
  names: content.names,
  body,
  otherwise: otherwise ?? [],
})

const tagOf = (inner: string): Node => {
  const { call, names } = readTagContent(inner)
  if (names.length > 0)
    throw new TemplateError(`The tag {{${inner.trim()}}} has names; only a block does.`)
  return { kind: 'tag', call }
}

/** Returns the tag of `\{{tag}}`, which is printed unchanged. Returns undefined if the tag does not end. */
const escapedTag = (source: string, start: number): string | undefined => {
  const end = source.indexOf(CLOSE, start)
  if (end < 0) return undefined
  const text = source.slice(start, end + CLOSE.length)
  return text.includes(OPEN, 1) ? undefined : text
}

/** Reads the tag that begins at `start`. Returns the tag, and the index of its end. */
const pieceAt = (source: string, start: number): readonly [Piece, number] => {
  const [head = '', tilde, mark = ''] =
    /^\{\{(~?)(\{\{|\{|!--|!|&|#>|#|\^|=|>|\/)?/.exec(source.slice(start, start + 8)) ?? []
  const from = start + head.length
  const shown = source.slice(start, start + 40)
  if (mark === '>' || mark === '#>')
    throw new TemplateError(`The tag ${shown} is a partial, which this mock does not have.`)
  if (mark === '=')
    throw new TemplateError(`The tag ${shown} changes the delimiters, which this mock does not do.`)
  const closing = closings.get(mark) ?? /~?\}\}/y
  const [end, closed] = mark.startsWith('!')
    ? endOfComment(source, from, closing)
    : endOf(source, from, closing)
  if (end < 0) throw new TemplateError(`The template's tag ${shown} is not closed.`)
  const inner = source.slice(from, end)
  const endsRaw = mark === '{{' && inner.startsWith('/')
  const piece = {
    mark: endsRaw ? '/' : (plainMarks.get(mark) ?? mark),
    inner: endsRaw ? inner.slice(1) : inner,
    trimsLeft: tilde === '~',
    trimsRight: closed.includes('~'),
  }
  return [piece, end + closed.length]
}

/** The ends of tags by the mark that they begin with. Tags with other marks end with `}}`. */
const closings = new Map([
  ['!--', /--~?\}\}/g],
  ['!', /~?\}\}/g],
  ['{{', /~?\}\}\}\}/y],
  ['{', /\}~?\}\}/y],
])
const plainMarks = new Map([
  ['!--', '!'],
  ['{', ''],
  ['&', ''],
  ['{{', '#'],
])

const endOfComment = (source: string, from: number, closing: RegExp): readonly [number, string] => {
  closing.lastIndex = from
  const found = closing.exec(source)
  return found === null ? [-1, ''] : [found.index, found[0]]
}

/** Finds the end of a tag outside quoted texts. Returns its index, or -1, and its text. */
const endOf = (source: string, from: number, closing: RegExp): readonly [number, string] => {
  let quote: string | undefined
  for (let at = from; at < source.length; at++) {
    const one = source[at] ?? ''
    if (quote !== undefined) {
      if (one === '\\' && source[at + 1] === quote) at++
      else if (one === quote) quote = undefined
    } else if (one === '"' || one === "'") quote = one
    else if (one === '~' || one === '}') {
      closing.lastIndex = at
      const found = closing.exec(source)
      if (found !== null) return [at, found[0]]
    }
  }
  return [-1, '']
}
