/** An XPath 1.0 expression. */
export type XPath =
  | {
      readonly kind: 'binary'
      readonly operator: string
      readonly left: XPath
      readonly right: XPath
    }
  | { readonly kind: 'minus'; readonly of: XPath }
  | { readonly kind: 'literal'; readonly value: string | number }
  | { readonly kind: 'call'; readonly name: string; readonly args: readonly XPath[] }
  /** Steps from another expression, from the root, or from the context node. */
  | {
      readonly kind: 'path'
      readonly from: XPath | 'root' | 'here'
      readonly steps: readonly Step[]
    }

export interface Step {
  readonly axis: string
  readonly test: NodeTest
  readonly predicates: readonly XPath[]
}

export type NodeTest =
  | { readonly kind: 'name'; readonly prefix: string | undefined; readonly local: string }
  | { readonly kind: 'node' | 'text' | 'comment' }
  | { readonly kind: 'processing-instruction'; readonly target: string | undefined }

const TOKEN =
  /\s*(?:(\d+(?:\.\d*)?|\.\d+)|("[^"]*"|'[^']*')|(\/\/|::|\.\.|!=|<=|>=|[()[\].@,/|+=<>*$-])|((?:[\p{L}_][\p{L}\p{N}._-]*:(?:\*|[\p{L}_][\p{L}\p{N}._-]*)|[\p{L}_][\p{L}\p{N}._-]*)))/uy

const axes = new Set(
  'ancestor ancestor-or-self attribute child descendant descendant-or-self following following-sibling namespace parent preceding preceding-sibling self'.split(
    ' ',
  ),
)
const levels: readonly (readonly string[])[] = [
  ['or'],
  ['and'],
  ['=', '!='],
  ['<', '<=', '>', '>='],
  ['+', '-'],
  ['*', 'div', 'mod'],
]
const nodeTypes = new Set(['node', 'text', 'comment', 'processing-instruction'])
const MOST_LEVELS = 200

interface Token {
  readonly text: string
  readonly kind: 'number' | 'string' | 'symbol' | 'name'
}

/** Parses an XPath 1.0 expression. Throws an Error of one clause. */
export const parseXPath = (source: string): XPath => {
  const tokens = tokensOf(source)
  let at = 0
  let depth = 0
  const peek = (ahead = 0): string | undefined => {
    const token = tokens[at + ahead]
    return token?.kind === 'string' ? '"' : token?.text
  }
  const take = (text: string): boolean => {
    if (peek() !== text) return false
    at++
    return true
  }
  const need = (text: string): void => {
    if (!take(text)) throw new Error(`before ${tokens[at]?.text ?? 'its end'} a ${text} is missing`)
  }
  /** Parses binary operators. `and`, `div` and `*` are operators only after an operand. */
  const binary = (level: number): XPath => {
    const operators = levels[level]
    if (operators === undefined) return unary()
    let left = binary(level + 1)
    for (;;) {
      const operator = tokens[at]?.kind === 'string' ? '' : (peek() ?? '')
      if (!operators.includes(operator)) return left
      at++
      left = { kind: 'binary', operator, left, right: binary(level + 1) }
    }
  }
  const unary = (): XPath => {
    if (take('-')) return { kind: 'minus', of: unary() }
    let left = path()
    while (take('|')) left = { kind: 'binary', operator: '|', left, right: path() }
    return left
  }
  const expression = (): XPath => {
    if (++depth > MOST_LEVELS) throw new Error('it is nested too deep')
    const read = binary(0)
    depth--
    return read
  }

  const path = (): XPath => {
    if (peek() === '/' || peek() === '//') {
      const isDeep = peek() === '//'
      at++
      if (!isDeep && !beginsStep()) return { kind: 'path', from: 'root', steps: [] }
      return { kind: 'path', from: 'root', steps: steps(isDeep) }
    }
    if (beginsStep() && !beginsPrimary()) return { kind: 'path', from: 'here', steps: steps(false) }
    const from = primary()
    const predicates = predicatesOf()
    const filtered: readonly Step[] =
      predicates.length === 0 ? [] : [{ axis: 'self', test: { kind: 'node' }, predicates }]
    const isPath = peek() === '/' || peek() === '//'
    if (!isPath && filtered.length === 0) return from
    const isDeep = peek() === '//'
    if (isPath) at++
    // Predicates after parentheses count positions among all nodes that the parentheses find.
    const start: XPath =
      filtered.length === 0 ? from : { kind: 'call', name: '[]', args: [from, ...predicates] }
    return isPath ? { kind: 'path', from: start, steps: steps(isDeep) } : start
  }
  const beginsStep = (): boolean => {
    const token = tokens[at]
    return token?.kind === 'name' || ['.', '..', '@', '*'].includes(peek() ?? '')
  }
  const beginsPrimary = (): boolean =>
    tokens[at]?.kind === 'name' && peek(1) === '(' && !nodeTypes.has(peek() ?? '')
  const deep: Step = { axis: 'descendant-or-self', test: { kind: 'node' }, predicates: [] }
  const steps = (isDeep: boolean): readonly Step[] => {
    const found: Step[] = isDeep ? [deep, step()] : [step()]
    for (;;) {
      if (take('//')) found.push(deep, step())
      else if (take('/')) found.push(step())
      else return found
    }
  }
  const step = (): Step => {
    if (take('.')) return { axis: 'self', test: { kind: 'node' }, predicates: [] }
    if (take('..')) return { axis: 'parent', test: { kind: 'node' }, predicates: [] }
    let axis = take('@') ? 'attribute' : 'child'
    if (peek(1) === '::') {
      axis = peek() ?? ''
      if (!axes.has(axis)) throw new Error(`there is no axis ${axis}`)
      at += 2
    }
    return { axis, test: nodeTest(), predicates: predicatesOf() }
  }
  const nodeTest = (): NodeTest => {
    const token = tokens[at++]
    if (token?.text === '*' && token.kind === 'symbol')
      return { kind: 'name', prefix: undefined, local: '*' }
    if (token?.kind !== 'name') throw new Error(`${token?.text ?? 'its end'} is no step`)
    const { text } = token
    if (peek() === '(' && nodeTypes.has(text)) {
      at++
      const target = tokens[at]?.kind === 'string' ? tokens[at++]?.text.slice(1, -1) : undefined
      need(')')
      return text === 'processing-instruction'
        ? { kind: text, target }
        : { kind: text as 'node' | 'text' | 'comment' }
    }
    const colon = text.indexOf(':')
    return {
      kind: 'name',
      prefix: colon < 0 ? undefined : text.slice(0, colon),
      local: text.slice(colon + 1),
    }
  }
  const predicatesOf = (): readonly XPath[] => {
    const found: XPath[] = []
    while (take('[')) {
      found.push(expression())
      need(']')
    }
    return found
  }
  const primary = (): XPath => {
    const token = tokens[at++]
    if (token?.kind === 'number') return { kind: 'literal', value: Number(token.text) }
    if (token?.kind === 'string') return { kind: 'literal', value: token.text.slice(1, -1) }
    if (token?.text === '(') {
      const inner = expression()
      need(')')
      return inner
    }
    if (token?.kind !== 'name' || peek() !== '(')
      throw new Error(`${token?.text ?? 'its end'} is no expression`)
    at++
    const args: XPath[] = []
    if (!take(')')) {
      do args.push(expression())
      while (take(','))
      need(')')
    }
    return { kind: 'call', name: token.text, args }
  }

  const read = expression()
  const rest = tokens[at]
  if (rest !== undefined) throw new Error(`nothing may follow before ${rest.text}`)
  return read
}

const tokensOf = (source: string): readonly Token[] => {
  const tokens: Token[] = []
  const regex = new RegExp(TOKEN)
  const text = source.trimEnd()
  while (regex.lastIndex < text.length) {
    const found = regex.exec(text)
    if (found === null) throw new Error('it holds what XPath does not know')
    const [, number, string, symbol, name] = found
    tokens.push({
      text: number ?? string ?? symbol ?? name ?? '',
      kind:
        number !== undefined
          ? 'number'
          : string !== undefined
            ? 'string'
            : symbol !== undefined
              ? 'symbol'
              : 'name',
    })
  }
  return tokens
}
