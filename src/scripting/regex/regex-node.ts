import { type CharSet, anySet } from './char-set.ts'
import type { Flags } from './pattern.ts'
import { spend } from '../matchers/budget.ts'

/** A part of a regular expression as Java reads it. */
export type RegexNode =
  | { readonly kind: 'set'; readonly set: CharSet }
  | { readonly kind: 'sequence'; readonly parts: readonly RegexNode[] }
  | { readonly kind: 'either'; readonly branches: readonly RegexNode[] }
  /** `index` is absent for a group that does not capture. */
  | { readonly kind: 'group'; readonly of: RegexNode; readonly index?: number }
  | {
      readonly kind: 'repeat'
      readonly of: RegexNode
      readonly least: number
      readonly most: number
      readonly mode: 'greedy' | 'lazy' | 'possessive'
    }
  | { readonly kind: 'atomic'; readonly of: RegexNode }
  | { readonly kind: 'back'; readonly index: number; readonly fold: Fold }
  | {
      readonly kind: 'look'
      readonly of: RegexNode
      readonly behind: boolean
      readonly not: boolean
    }
  | { readonly kind: 'at'; readonly holds: (text: string, at: number) => boolean }
  /** One user-perceived character (`\X`). */
  | { readonly kind: 'grapheme' }

/** A part that is repeated. */
export type Repeat = Extract<RegexNode, { kind: 'repeat' }>

/** The characters whose case is ignored: none, ASCII letters, or all letters of Unicode. */
type Fold = 'none' | 'ascii' | 'unicode'

/** Returns the fewest and the most UTF-16 units that a part can match. */
export const widthOf = (node: RegexNode): readonly [least: number, most: number] => {
  switch (node.kind) {
    case 'set':
      return [1, 2]
    case 'sequence':
      return node.parts
        .map(widthOf)
        .reduce((sum, one) => [sum[0] + one[0], sum[1] + one[1]], [0, 0])
    case 'either': {
      const widths = node.branches.map(widthOf)
      return [
        Math.min(...widths.map(([least]) => least)),
        Math.max(...widths.map(([, most]) => most)),
      ]
    }
    case 'group':
    case 'atomic':
      return widthOf(node.of)
    case 'repeat': {
      const [least, most] = widthOf(node.of)
      return [least * node.least, most === 0 ? 0 : most * node.most]
    }
    case 'look':
    case 'at':
      return [0, 0]
    case 'back':
      return [0, Infinity]
    case 'grapheme':
      return [1, Infinity]
  }
}

/** Matches from an index on. Returns true if the whole rest of the expression matches. */
export type Go = (at: number) => boolean

/** The state of a match. All matches of an expression use the same state, one after the other. */
export interface State {
  text: string
  /** The start and the end of each group, -1 for a group without a match. */
  captured: number[]
}

type Holds = (text: string, at: number) => boolean

const isLineEnd = (char: string | undefined, unixOnly: boolean): boolean =>
  char === '\n' || (!unixOnly && char !== undefined && /[\r\x85\u2028\u2029]/.test(char))

const word = /^[\p{L}\p{Nd}_]$/u
const unicodeWord = /^[\p{Alphabetic}\p{M}\p{Nd}\p{Pc}\p{Join_Control}]$/u
const mark = /^\p{Mn}$/u

const before = (text: string, at: number): string => text.slice(at - widthBefore(text, at), at)

const after = (text: string, at: number): string => {
  const code = text.codePointAt(at)
  return code === undefined ? '' : String.fromCodePoint(code)
}

/** Returns whether a character is part of a word. A combining mark is if its base letter is. */
const isWord = (text: string, at: number, char: string, unicode: boolean): boolean => {
  if ((unicode ? unicodeWord : word).test(char)) return true
  if (!mark.test(char)) return false
  let base = at
  while (mark.test(before(text, base))) base -= before(text, base).length
  return word.test(before(text, base))
}

const isBoundary =
  (unicode: boolean): Holds =>
  (text, at) => {
    const left = before(text, at)
    const right = after(text, at)
    const wordLeft = left !== '' && isWord(text, at - left.length, left, unicode)
    const wordRight = right !== '' && isWord(text, at, right, unicode)
    return wordLeft !== wordRight
  }

/** Tests for the end of the text, or for the position before a line end that ends the text. */
const atLastLine =
  (unixOnly: boolean): Holds =>
  (text, at) => {
    const left = text.length - at
    if (left === 0) return true
    if (left === 2) return !unixOnly && text.slice(at) === '\r\n'
    if (left !== 1 || !isLineEnd(text[at], unixOnly)) return false
    // There is no position between \r and \n.
    return unixOnly || !(text[at] === '\n' && text[at - 1] === '\r')
  }

/** Returns the test of `^`, `$`, `\A`, `\z`, `\Z`, `\G`, `\b` or `\B` under the flags. */
export const asserted = (name: string, { m, d, U }: Flags): Holds => {
  switch (name) {
    case '^':
      if (!m) return (_text, at) => at === 0
      return (text, at) =>
        at === 0 ||
        (at < text.length &&
          isLineEnd(text[at - 1], d) &&
          !(!d && text[at - 1] === '\r' && text[at] === '\n'))
    case '$':
      if (!m) return atLastLine(d)
      return (text, at) =>
        at === text.length ||
        (isLineEnd(text[at], d) && !(!d && text[at] === '\n' && text[at - 1] === '\r'))
    case 'z':
      return (text, at) => at === text.length
    case 'Z':
      return atLastLine(d)
    case 'b':
      return isBoundary(U)
    case 'B': {
      const boundary = isBoundary(U)
      return (text, at) => !boundary(text, at)
    }
    default:
      // `\G` equals `\A`: it holds at the start of the first search.
      return (_text, at) => at === 0
  }
}

/** Returns the UTF-16 units of the code point at an index: two for a surrogate pair. */
export const widthAt = (text: string, at: number): number =>
  (text.codePointAt(at) ?? 0) > 0xffff ? 2 : 1

/** Returns the UTF-16 units of the code point before an index. */
const widthBefore = (text: string, at: number): number => {
  const unit = text.charCodeAt(at - 1)
  const before = text.charCodeAt(at - 2)
  return unit >= 0xdc00 && unit <= 0xdfff && before >= 0xd800 && before <= 0xdbff ? 2 : 1
}

// The segmenter is created on first use: creating it takes milliseconds, and most runs never use it.
let segmenter: Intl.Segmenter | undefined
const LONGEST_GRAPHEME = 64

/** Returns the UTF-16 units of the user-perceived character at an index. */
export const graphemeLength = (text: string, at: number): number => {
  spend(LONGEST_GRAPHEME)
  segmenter ??= new Intl.Segmenter()
  const [first] = segmenter.segment(text.slice(at, at + LONGEST_GRAPHEME))
  return first?.segment.length ?? 0
}

/** Matches one character of a set. */
export const matchSet =
  (set: CharSet, next: Go, state: State): Go =>
  (at) => {
    const units = taken(set, state.text, at)
    return units > 0 && next(at + units)
  }

/** Returns the UTF-16 units of the character at an index. Returns 0 at the end, or if the set lacks it. */
const taken = ({ has }: CharSet, text: string, at: number): number => {
  const code = text.codePointAt(at)
  return code === undefined || !has(code) ? 0 : code > 0xffff ? 2 : 1
}

/** Matches a repeated set without recursion for each character. */
export const repeatSet = (
  { least, most, mode }: Repeat,
  set: CharSet,
  next: Go,
  state: State,
): Go => {
  const width = (at: number): number => taken(set, state.text, at)
  /** Whether the repetition can go to the end of the text at once: any character, without a limit. */
  const isAny = set.has === anySet.has && most === Infinity && least < 2
  if (mode === 'lazy') return lazily(least, most, width, next)
  return (start) => {
    let at = start
    let count = 0
    if (isAny) {
      at = state.text.length
      if (at - start < least) return false
    }
    for (; !isAny && count < most; count++) {
      const units = width(at)
      if (units === 0) break
      spend()
      at += units
    }
    if (!isAny && count < least) return false
    const last = least === 0 ? start : isAny ? start + width(start) : -1
    for (;;) {
      spend()
      if (next(at)) return true
      if (at === last || (!isAny && count === least)) return false
      count--
      at -= widthBefore(state.text, at)
    }
  }
}

const lazily =
  (least: number, most: number, width: (at: number) => number, next: Go): Go =>
  (start) => {
    let at = start
    for (let count = 0; ; count++) {
      spend()
      if (count >= least && next(at)) return true
      const units = count < most ? width(at) : 0
      if (units === 0) return false
      at += units
    }
  }
