import type { RegexNode } from './regex-node.ts'

/** An expression of JavaScript that means the same, and how much work it may make. */
export interface NativeRegex {
  readonly regex: RegExp
  /** How often it may choose how much to take: the power of the work that a value can make. */
  readonly choices: number
}

/** Undefined where JavaScript has no equal, or where its work may grow faster than any power. */
export const nativeRegex = (root: RegexNode): NativeRegex | undefined => {
  const shape = { choices: 0 }
  const source = write(root, shape, false)
  if (source === undefined) return undefined
  return { regex: new RegExp(`^(?:${source})$`, 'su'), choices: shape.choices }
}

interface Shape {
  choices: number
}

/** `repeated`: within a part that is repeated, where no choice may be. */
const write = (node: RegexNode, shape: Shape, repeated: boolean): string | undefined => {
  switch (node.kind) {
    case 'set':
      return writeSet(node.set.native)
    case 'sequence':
      return joined(node.parts, '', shape, repeated)
    case 'either': {
      if (repeated) return undefined
      shape.choices++
      const source = joined(node.branches, '|', shape, repeated)
      return source === undefined ? undefined : `(?:${source})`
    }
    case 'group': {
      const source = write(node.of, shape, repeated)
      return source === undefined ? undefined : `(${node.index === undefined ? '?:' : ''}${source})`
    }
    case 'repeat': {
      const { least, most, mode } = node
      const isChoice = least !== most
      if (mode === 'possessive' || (repeated && isChoice) || least > MOST_TIMES) return undefined
      if (isChoice) shape.choices++
      // Nor may a part choose that is repeated a fixed number of times: `(a?){20}` would make 20 choices.
      const source = write(node.of, shape, true)
      if (source === undefined) return undefined
      const times = most === Infinity ? `${least},` : `${least},${most}`
      return `(?:${source}){${times}}${mode === 'lazy' ? '?' : ''}`
    }
    default:
      return undefined
  }
}

const MOST_TIMES = 1_000

const joined = (
  nodes: readonly RegexNode[],
  by: string,
  shape: Shape,
  repeated: boolean,
): string | undefined => {
  const sources = nodes.map((node) => write(node, shape, repeated))
  return sources.every((source) => source !== undefined) ? sources.join(by) : undefined
}

/** What begins with a zero is a complement. */
const writeSet = (native: string | undefined): string | undefined =>
  native?.startsWith('\0') === true
    ? `[^${native.slice(1)}]`
    : native === undefined
      ? undefined
      : `[${native}]`
