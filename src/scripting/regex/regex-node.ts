import type { CharSet } from './char-set.ts'

/** A part of a regular expression, as Java reads it. */
export type RegexNode =
  | { readonly kind: 'set'; readonly set: CharSet }
  | { readonly kind: 'sequence'; readonly parts: readonly RegexNode[] }
  | { readonly kind: 'either'; readonly branches: readonly RegexNode[] }
  /** `index` is absent for a group that captures nothing. */
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
  /** One user-perceived character. */
  | { readonly kind: 'grapheme' }

/** A part taken several times. */
export type Repeat = Extract<RegexNode, { kind: 'repeat' }>

/** How case counts: not at all told apart in ASCII, or in Unicode. */
export type Fold = 'none' | 'ascii' | 'unicode'

/** Fewest and most UTF-16 units that a part can take. */
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

/** Goes on from a place; true once all of the rest has matched. */
export type Go = (at: number) => boolean

/** What a match is made in. One serves all matches of an expression, one after the other. */
export interface State {
  text: string
  /** Beginning and end of each group, -1 for none. */
  captured: number[]
}
