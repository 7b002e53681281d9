import {
  anySet,
  complementSet,
  ignoringCase,
  lineEnds,
  rangeSet,
  vertical,
  parseClass,
} from './char-set.ts'
import { asserted, widthOf, type RegexNode } from './regex-node.ts'
import { createPattern, type Pattern } from './pattern.ts'

/** A parsed expression: its root node, and the number of its capturing groups. */
export interface ParsedRegex {
  readonly root: RegexNode
  readonly groups: number
}

/** Parses a regular expression as java.util.regex does with DOTALL. Throws an Error of one clause. */
export const parseRegex = (source: string): ParsedRegex => {
  const pattern = createPattern(source)
  const root = parseEither(pattern)
  if (!pattern.done()) throw new Error('a ) closes nothing')
  return { root, groups: pattern.groups }
}

const parseEither = (pattern: Pattern): RegexNode => {
  const branches = [parseSequence(pattern)]
  while (pattern.take('|')) branches.push(parseSequence(pattern))
  const [only] = branches
  return branches.length === 1 && only !== undefined ? only : { kind: 'either', branches }
}

const parseSequence = (pattern: Pattern): RegexNode => {
  const parts: RegexNode[] = []
  for (;;) {
    pattern.skipComments()
    const char = pattern.peek()
    if (char === undefined || char === '|' || char === ')') break
    const atom = parseAtom(pattern, char)
    if (atom !== undefined) parts.push(parseRepeat(pattern, atom))
  }
  const [only] = parts
  return parts.length === 1 && only !== undefined ? only : { kind: 'sequence', parts }
}

/** Parses a part that can be repeated. Returns undefined for a group that only sets flags. */
const parseAtom = (pattern: Pattern, char: string): RegexNode | undefined => {
  const { flags } = pattern
  switch (char) {
    case '(':
      return parseGroup(pattern)
    case '[':
      pattern.next()
      return { kind: 'set', set: parseClass(pattern) }
    case '.':
      pattern.next()
      return {
        kind: 'set',
        set: flags.s ? anySet : complementSet(flags.d ? rangeSet(10, 10) : lineEnds),
      }
    case '^':
    case '$':
      pattern.next()
      return { kind: 'at', holds: asserted(char, flags) }
    case '*':
    case '+':
    case '?':
    case '{':
      throw new Error(`a ${char} repeats nothing`)
    case '\\':
      return parseEscape(pattern)
    default:
      return literal(pattern, pattern.next().codePointAt(0) ?? 0)
  }
}

const literal = ({ flags }: Pattern, code: number): RegexNode => {
  const set = rangeSet(code, code)
  return { kind: 'set', set: flags.i ? ignoringCase(set, flags.u) : set }
}

const parseEscape = (pattern: Pattern): RegexNode => {
  const name = pattern.peek(1)
  const { flags } = pattern
  if (name === undefined) throw new Error('it ends with a \\')
  if ('bBAGZz'.includes(name)) {
    pattern.next(2)
    if (name === 'b' && pattern.peek() === '{') throw new Error('\\b{g} is not supported')
    return { kind: 'at', holds: asserted(name, flags) }
  }
  if (name === 'R') {
    pattern.next(2)
    const set = (code: number): RegexNode => ({ kind: 'set', set: rangeSet(code, code) })
    return {
      kind: 'either',
      branches: [
        { kind: 'sequence', parts: [set(13), set(10)] },
        { kind: 'set', set: vertical },
      ],
    }
  }
  if (name === 'X') {
    pattern.next(2)
    return { kind: 'grapheme' }
  }
  if (name === 'k' || /[1-9]/.test(name)) return parseBackReference(pattern)
  const set = pattern.escapedSet()
  if (typeof set === 'number') return literal(pattern, set)
  return { kind: 'set', set }
}

const parseBackReference = (pattern: Pattern): RegexNode => {
  const { flags } = pattern
  const fold = flags.i ? (flags.u ? 'unicode' : 'ascii') : 'none'
  pattern.next()
  if (pattern.peek() === 'k') {
    const [all, name = ''] = pattern.lookAt(/k<([A-Za-z][A-Za-z0-9]*)>/y) ?? []
    const index = pattern.names.get(name)
    if (all === undefined || index === undefined) throw new Error('\\k names no group before it')
    pattern.next(all.length)
    return { kind: 'back', index, fold }
  }
  let index = Number(pattern.next())
  // A further digit belongs to the number only if that many groups exist.
  while (/\d/.test(pattern.peek() ?? '') && index * 10 + Number(pattern.peek()) <= pattern.groups)
    index = index * 10 + Number(pattern.next())
  return { kind: 'back', index, fold }
}

const parseGroup = (pattern: Pattern): RegexNode | undefined => {
  const before = { ...pattern.flags }
  const opened = pattern.lookAt(/\((?:\?(?:[:=!>]|<[=!]|<[A-Za-z][A-Za-z0-9]*>))?/y)?.[0] ?? '('
  pattern.next(opened.length)
  if (opened === '(' && pattern.peek() === '?') {
    const [all, on = '', off = '', end] =
      pattern.lookAt(/\?([a-zA-Z]*)(?:-([a-zA-Z]*))?([:)])/y) ?? []
    if (all === undefined) throw new Error('a group begins with (? and something unknown')
    pattern.next(all.length)
    pattern.setFlags(on, true)
    pattern.setFlags(off, false)
    if (end === ')') return undefined
    return closed(pattern, before, (of) => ({ kind: 'group', of }))
  }
  if (opened === '(' || /^\(\?<[A-Za-z]/.test(opened)) {
    const index = ++pattern.groups
    if (opened !== '(') pattern.nameGroup(opened.slice(3, -1), index)
    return closed(pattern, before, (of) => ({ kind: 'group', of, index }))
  }
  return closed(pattern, before, (of) => {
    if (opened === '(?:') return { kind: 'group', of }
    if (opened === '(?>') return { kind: 'atomic', of }
    const behind = opened.startsWith('(?<')
    if (behind && hasNoLongest(of))
      throw new Error('what it looks behind for has no longest length')
    return { kind: 'look', of, behind, not: opened.endsWith('!') }
  })
}

/**
 * Returns whether Java refuses a part in a lookbehind because the part has no greatest length. Java accepts a
 * single character that is repeated without limit, but not a group.
 */
const hasNoLongest = (node: RegexNode): boolean => {
  switch (node.kind) {
    case 'repeat':
      return node.of.kind !== 'set' && widthOf(node)[1] === Infinity
    case 'sequence':
      return node.parts.some(hasNoLongest)
    case 'either':
      return node.branches.some(hasNoLongest)
    case 'group':
    case 'atomic':
      return hasNoLongest(node.of)
    default:
      return widthOf(node)[1] === Infinity
  }
}

const closed = (
  pattern: Pattern,
  before: Pattern['flags'],
  make: (of: RegexNode) => RegexNode,
): RegexNode => {
  const of = parseEither(pattern)
  if (!pattern.take(')')) throw new Error('a ( is not closed')
  pattern.flags = before
  return make(of)
}

const MOST = 2_147_483_647

const parseRepeat = (pattern: Pattern, of: RegexNode): RegexNode => {
  pattern.skipComments()
  const [all, sign, from = '', comma, to = ''] =
    pattern.lookAt(/([*+?])|\{(\d+)(?:(,)(\d*))?\}/y) ?? []
  if (all === undefined) {
    if (pattern.peek() === '{') throw new Error('a { is no repetition; write \\{')
    return of
  }
  pattern.next(all.length)
  const [least, most] =
    sign === undefined
      ? [Number(from), comma === undefined ? Number(from) : to === '' ? Infinity : Number(to)]
      : [sign === '+' ? 1 : 0, sign === '?' ? 1 : Infinity]
  if (least > most || least > MOST || (most !== Infinity && most > MOST))
    throw new Error(`${all} is no repetition`)
  const mode = pattern.take('?') ? 'lazy' : pattern.take('+') ? 'possessive' : 'greedy'
  if (pattern.lookAt(/[*+?{]/y) !== null) throw new Error('a repetition is repeated')
  return { kind: 'repeat', of, least, most, mode }
}
