import { finderOf, matcherOf, type RegexFind } from '../regex/match-regex.ts'
import { nativeRegex } from '../regex/native-regex.ts'
import { parseRegex, type ParsedRegex } from '../regex/parse-regex.ts'

/** A regular expression in Java's words, for whole values. */
export interface CompiledRegex {
  readonly test: (value: string) => boolean
  /** The whole and what its groups captured; undefined where it does not match. */
  readonly match: (value: string) => readonly (string | undefined)[] | undefined
  /** It may take long on some value: run it with a time limit. */
  readonly costly: boolean
}

/** More steps than this are counted. */
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
