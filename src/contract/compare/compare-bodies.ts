import type { AnswerLeaf, AnswerMember, AnswerNode, ReadAnswer, Span } from '../../core/dialect.ts'
import { drift, NONE, type Drift, volatileOf, withoutVolatile } from './drift.ts'

/** The settings of a comparison of two bodies. */
interface BodyComparison {
  /** Reads the dialect's XML. Absent if the dialect does not answer with XML. */
  readonly readXml?: ReadAnswer | undefined
  readonly isIgnored: (path: string) => boolean
  /** Returns whether the request contains a text. Both answers must repeat such a text unchanged. */
  readonly wasSent: (text: string) => boolean
}

/** Returns the differences between the mock's body (`expected`) and the back end's (`actual`). */
export const compareBodies = (
  expected: Buffer,
  actual: Buffer,
  comparison: BodyComparison,
): readonly Drift[] => {
  if (expected.equals(actual)) return []
  const [one, other] = textsOf(expected, actual)
  const [a, b] = [read(one, comparison), read(other, comparison)]
  if (a === undefined && b === undefined) return compareTexts(one, other)
  if (a?.format !== b?.format) return [drift('type', '', a?.format ?? 'text', b?.format ?? 'text')]
  if (a === undefined || b === undefined) return []
  const walk = createWalk(comparison)
  walk.compare('', '', a.root, b.root)
  if (walk.isReshaped()) return walk.drifts
  const spans = walk.spans()
  const [plain, otherPlain] = [without(one, spans.expected), without(other, spans.actual)]
  return plain === otherPlain ? walk.drifts : [...walk.drifts, byteDrift(plain, otherPlain)]
}

interface Read {
  readonly format: 'JSON' | 'XML'
  readonly root: AnswerNode
}

const read = (text: string, { readXml }: BodyComparison): Read | undefined => {
  const json = readJson(text)
  if (json !== undefined) return { format: 'JSON', root: json }
  const xml = readXml?.(text)
  return xml === undefined ? undefined : { format: 'XML', root: xml }
}

/** Decodes both bodies as UTF-8, or as latin1 unless both are UTF-8. */
const textsOf = (a: Buffer, b: Buffer): readonly [string, string] => {
  const texts = [a.toString('utf8'), b.toString('utf8')] as const
  const isUtf8 = a.equals(Buffer.from(texts[0])) && b.equals(Buffer.from(texts[1]))
  return isUtf8 ? texts : [a.toString('latin1'), b.toString('latin1')]
}

const compareTexts = (a: string, b: string): readonly Drift[] => {
  const [one, other] = [withoutVolatile(a), withoutVolatile(b)]
  return one === other || volatileOf('', one, other) !== undefined ? [] : [byteDrift(one, other)]
}

/** Characters shown before the first difference of two texts, and from there on. */
const AROUND = [16, 32] as const

const byteDrift = (a: string, b: string): Drift => {
  let at = 0
  while (at < a.length && at < b.length && a[at] === b[at]) at++
  const from = Math.max(0, at - AROUND[0])
  const cut = (text: string): string =>
    `${from > 0 ? '…' : ''}${text.slice(from, at + AROUND[1])}${text.length > at + AROUND[1] ? '…' : ''}`
  return drift('bytes', '', cut(a), cut(b))
}

/** Replaces every value that was compared already by a mark. */
const without = (text: string, spans: readonly Span[]): string => {
  let [plain, at] = ['', 0]
  for (const { start, end } of [...spans].sort((a, b) => a.start - b.start)) {
    plain += `${text.slice(at, start)}…`
    at = end
  }
  return plain + text.slice(at)
}

const createWalk = ({ isIgnored, wasSent }: BodyComparison) => {
  const drifts: Drift[] = []
  const spans: { expected: Span[]; actual: Span[] } = { expected: [], actual: [] }
  /** For ids and tokens: the text that corresponds to a text of the other answer, in both directions. */
  const pairs = [new Map<string, string>(), new Map<string, string>()] as const
  let reshaped = false
  const reshape = (one: Drift): void => {
    reshaped = true
    drifts.push(one)
  }

  const isPaired = (a: string, b: string): boolean => {
    const [forth, back] = [pairs[0].get(a), pairs[1].get(b)]
    pairs[0].set(a, forth ?? b)
    pairs[1].set(b, back ?? a)
    return (forth ?? b) === b && (back ?? a) === a
  }

  const leaves = (path: string, name: string, a: AnswerLeaf, b: AnswerLeaf): void => {
    if (a.text === b.text) return
    spans.expected.push(a)
    spans.actual.push(b)
    if (isCountdown(name, a.text, b.text)) return
    const kind = volatileOf(name, a.text, b.text)
    if (kind === 'time' || kind === 'masked') return
    if (kind !== undefined && !wasSent(a.text) && isPaired(a.text, b.text)) return
    drifts.push(drift('value', path, a.text, b.text))
  }

  const members = (path: string, a: readonly AnswerMember[], b: readonly AnswerMember[]): void => {
    const [one, other] = [numbered(a), numbered(b)]
    const to = (name: string): string => (path === '' ? name : `${path}.${name}`)
    for (const [name, { node }] of one)
      if (!other.has(name) && !isIgnored(to(name)))
        reshape(drift('field-removed', to(name), shown(node), NONE))
    for (const [name, { node }] of other)
      if (!one.has(name) && !isIgnored(to(name)))
        reshape(drift('field-added', to(name), NONE, shown(node)))
    const [order, otherOrder] = [
      [...one.keys()].filter((name) => other.has(name)),
      [...other.keys()].filter((name) => one.has(name)),
    ]
    if (order.join('\0') !== otherOrder.join('\0'))
      reshape(drift('order', path, order.join(', '), otherOrder.join(', ')))
    if (one.size !== other.size) reshaped = true
    for (const [name, member] of one) {
      const twin = other.get(name)
      if (twin !== undefined) compare(to(name), member.name, member.node, twin.node)
    }
  }

  const items = (path: string, a: readonly AnswerNode[], b: readonly AnswerNode[]): void => {
    const asMembers = (nodes: readonly AnswerNode[]): readonly AnswerMember[] =>
      nodes.map((node, at) => ({ name: String(at), node }))
    members(path, asMembers(a), asMembers(b))
  }

  const compare = (path: string, name: string, a: AnswerNode, b: AnswerNode): void => {
    if (path !== '' && isIgnored(path)) {
      if ('text' in a && 'text' in b) {
        spans.expected.push(a)
        spans.actual.push(b)
      } else reshaped = true
      return
    }
    if (a.kind === 'object' && b.kind === 'object') members(path, a.members, b.members)
    else if (a.kind === 'list' && b.kind === 'list') items(path, a.items, b.items)
    else if ('text' in a && 'text' in b && a.kind === b.kind) leaves(path, name, a, b)
    // A recording has a masked text in place of a secret number.
    else if ('text' in a && 'text' in b && volatileOf(name, a.text, b.text) === 'masked')
      reshaped = true
    else reshape(drift('type', path, a.kind, b.kind))
  }
  return { compare, drifts, spans: () => spans, isReshaped: () => reshaped }
}

/** Members by name. A repeated name gets a number. */
const numbered = (members: readonly AnswerMember[]): ReadonlyMap<string, AnswerMember> => {
  const found = new Map<string, AnswerMember>()
  for (const member of members) {
    let [key, count] = [member.name, 1]
    while (found.has(key)) key = `${member.name}[${++count}]`
    found.set(key, member)
  }
  return found
}

/** The seconds that are left: up to two may pass between the two answers. */
const isCountdown = (name: string, a: string, b: string): boolean =>
  /expires?_?in$/i.test(name) && Math.abs(Number(a) - Number(b)) <= 2

const shown = (node: AnswerNode): string => ('text' in node ? node.text : node.kind)

/** The greatest depth that is read. No answer of the documented APIs is ten levels deep. */
const DEEPEST = 200

const SPACE = /[ \t\r\n]*/y
const STRING = /"(?:[^"\\]|\\.)*"/y
const WORD = /[^\s,\]}]+/y

/**
 * Reads JSON as a tree with the positions of its values, in the order of the text. Keeps repeated members.
 * Undefined if the text is not JSON or too deep.
 */
export const readJson: ReadAnswer = (text) => {
  try {
    JSON.parse(text)
  } catch {
    return undefined
  }
  let at = 0
  const take = (pattern: RegExp): string => {
    pattern.lastIndex = at
    const found = pattern.exec(text)?.[0] ?? ''
    at += found.length
    return found
  }
  const leaf = (): AnswerNode => {
    const start = at
    if (text[at] === '"') {
      const value = JSON.parse(take(STRING)) as string
      return { kind: 'string', text: value, start, end: at }
    }
    const word = take(WORD)
    const kind = word === 'null' ? 'null' : /^[tf]/.test(word) ? 'boolean' : 'number'
    return { kind, text: word, start, end: at }
  }
  /** Reads a comma-separated list up to the closing bracket. `one` reads one item. */
  const each = (closing: string, one: () => void): void => {
    at++
    take(SPACE)
    while (text[at] !== closing) {
      one()
      take(SPACE)
      if (text[at] === ',') at++
      take(SPACE)
    }
    at++
  }
  const value = (depth: number): AnswerNode => {
    if (depth > DEEPEST) throw new RangeError('too deep')
    take(SPACE)
    if (text[at] === '{') {
      const members: AnswerMember[] = []
      each('}', () => {
        const name = JSON.parse(take(STRING)) as string
        take(SPACE)
        at++
        members.push({ name, node: value(depth + 1) })
      })
      return { kind: 'object', members }
    }
    if (text[at] !== '[') return leaf()
    const items: AnswerNode[] = []
    each(']', () => items.push(value(depth + 1)))
    return { kind: 'list', items }
  }
  try {
    return value(0)
  } catch {
    return undefined
  }
}
