import { finderOf, matcherOf, type RegexFind } from './match-regex.ts'
import { parseRegex, type ParsedRegex } from './parse-regex.ts'
import type { RegexNode } from './regex-node.ts'

/** A regular expression in Java's words, for whole values. */
interface CompiledRegex {
  readonly test: (value: string) => boolean
  /** The whole and what its groups captured; undefined where it does not match. */
  readonly match: (value: string) => readonly (string | undefined)[] | undefined
  /** It may take long on some value: run it with a time limit. */
  readonly costly: boolean
}

/** Most steps that JavaScript's engine may take: it cannot be stopped. */
const FEW_STEPS = 100_000

/**
 * Where JavaScript's own engine does the same and its work stays small, it does it; else ours, which
 * counts its steps. Throws a one-sentence Error for an expression that cannot be read.
 */
export const compileRegex = (source: string): CompiledRegex => {
  const parsed = read(source)
  const native = nativeRegex(parsed.root)
  let counted: ReturnType<typeof matcherOf> | undefined
  // Made when first needed.
  const slowly = (value: string) => (counted ??= matcherOf(parsed))(value)
  if (native === undefined)
    return { test: (value) => slowly(value) !== undefined, match: slowly, costly: true }
  const { regex, choices } = native
  const isQuick = (value: string) => choices < 2 || value.length ** choices <= FEW_STEPS
  return {
    test: (value) => (isQuick(value) ? regex.test(value) : slowly(value) !== undefined),
    match: (value) => (isQuick(value) ? (regex.exec(value) ?? undefined) : slowly(value)),
    costly: choices > 1,
  }
}

/** Finds an expression in Java's words in a text, from a place on. Throws a one-sentence Error. */
export const compileFinder = (
  source: string,
): ((text: string, start: number) => RegexFind | undefined) => finderOf(read(source))

const read = (source: string): ParsedRegex => {
  try {
    return parseRegex(source)
  } catch (cause) {
    throw new Error(
      `The regular expression ${source} cannot be read: ${(cause as Error).message}; write one of Java's.`,
      { cause },
    )
  }
}

/** An expression of JavaScript that means the same, and how much work it may make. */
interface NativeRegex {
  readonly regex: RegExp
  /** How often it may choose how much to take: the power of the work that a value can make. */
  readonly choices: number
}

/** Undefined where JavaScript has no equal, or where its work may grow faster than any power. */
const nativeRegex = (root: RegexNode): NativeRegex | undefined => {
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

/** A `native` that begins with \0 is a complement. */
const writeSet = (native: string | undefined): string | undefined =>
  native?.startsWith('\0') === true
    ? `[^${native.slice(1)}]`
    : native === undefined
      ? undefined
      : `[${native}]`
