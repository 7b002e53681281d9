import { spend } from '../matchers/budget.ts'
import { anySet, type CharSet } from './char-set.ts'
import type { Go, Repeat, State } from './regex-node.ts'

/** Units of the code point at a place: a surrogate pair is one character. */
export const widthAt = (text: string, at: number): number =>
  (text.codePointAt(at) ?? 0) > 0xffff ? 2 : 1

/** Units of the code point before a place. */
const widthBefore = (text: string, at: number): number => {
  const unit = text.charCodeAt(at - 1)
  const before = text.charCodeAt(at - 2)
  return unit >= 0xdc00 && unit <= 0xdfff && before >= 0xd800 && before <= 0xdbff ? 2 : 1
}

// Made on first need: it takes milliseconds, and most runs never need it.
let segmenter: Intl.Segmenter | undefined
const LONGEST_GRAPHEME = 64

/** Units of the user-perceived character at a place. */
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

/** Units of the character at a place; 0 where the set has it not, and at the end. */
const taken = ({ has }: CharSet, text: string, at: number): number => {
  const code = text.codePointAt(at)
  return code === undefined || !has(code) ? 0 : code > 0xffff ? 2 : 1
}

/** Matches a set's characters as often as asked: without going deeper for each. */
export const repeatSet = (
  { least, most, mode }: Repeat,
  set: CharSet,
  next: Go,
  state: State,
): Go => {
  const width = (at: number): number => taken(set, state.text, at)
  /** Any character as often as possible: goes to the end at once. */
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
