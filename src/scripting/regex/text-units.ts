import { spend } from '../matchers/budget.ts'

/** Units of the code point at a place: a surrogate pair is one character. */
export const widthAt = (text: string, at: number): number =>
  (text.codePointAt(at) ?? 0) > 0xffff ? 2 : 1

/** Units of the code point before a place. */
export const widthBefore = (text: string, at: number): number => {
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
