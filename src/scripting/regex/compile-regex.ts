import { finderOf, matcherOf, type RegexFind } from './match-regex.ts'
import { parseRegex, type ParsedRegex } from './parse-regex.ts'
import type { RegexNode } from './regex-node.ts'

/** A regular expression in Java's syntax that must match a whole value. */
interface CompiledRegex {
  readonly test: (value: string) => boolean
  /** Returns the whole value and the texts of the groups. Returns undefined if the value does not match. */
  readonly match: (value: string) => readonly (string | undefined)[] | undefined
  /** Whether the expression may take long on some value, and must run with a time limit. */
  readonly costly: boolean
}

/** The most steps that JavaScript's engine may take. JavaScript's engine cannot be stopped. */
const FEW_STEPS = 100_000

/**
 * Compiles a Java expression. JavaScript's engine runs the expression if it gives the same result in few
 * steps. Otherwise `matcherOf`, which counts its steps, runs it. Throws a one-sentence Error.
 */
export const compileRegex = (source: string): CompiledRegex => {
  const parsed = read(source)
  const native = nativeRegex(parsed.root)
  let counted: ReturnType<typeof matcherOf> | undefined
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

/** Compiles a Java expression for searches in a text from an index on. Throws a one-sentence Error. */
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

/** An equivalent JavaScript expression, and the work that it may cause. */
interface NativeRegex {
  readonly regex: RegExp
  /** The number of choices. The steps grow at most with this power of a value's length. */
  readonly choices: number
}

/** Returns undefined if JavaScript has no equivalent, or if its steps may grow faster than any power. */
const nativeRegex = (root: RegexNode): NativeRegex | undefined => {
  const shape = { choices: 0 }
  const source = write(root, shape, false)
  if (source === undefined) return undefined
  return { regex: new RegExp(`^(?:${source})$`, 'su'), choices: shape.choices }
}

interface Shape {
  choices: number
}

/** Writes a part in JavaScript. `repeated`: the part is within a repetition, which may have no choices. */
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
      // A part that is repeated a fixed number of times may have no choices: `(a?){20}` has 20 choices.
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

/** Returns a class in JavaScript. A `native` that begins with \0 is a complement. */
const writeSet = (native: string | undefined): string | undefined =>
  native?.startsWith('\0') === true
    ? `[^${native.slice(1)}]`
    : native === undefined
      ? undefined
      : `[${native}]`
