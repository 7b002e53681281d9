import type { Pattern } from './pattern.ts'

/** A set of code points. */
export interface CharSet {
  readonly has: (code: number) => boolean
  /** The set in a class of a JavaScript `u` expression. Absent if JavaScript has no such class. */
  readonly native?: string
}

export const rangeSet = (first: number, last: number): CharSet => ({
  has: (code) => code >= first && code <= last,
  native: first === last ? hex(first) : `${hex(first)}-${hex(last)}`,
})

const hex = (code: number): string => `\\u{${code.toString(16)}}`

/** Returns a set of characters. Each text is one character, or the first and the last of a range. */
export const charsSet = (...ranges: readonly string[]): CharSet =>
  unionSet(
    ranges.map((range) => {
      const [first = 0, last = first] = Array.from(range, (char) => char.codePointAt(0) ?? 0)
      return rangeSet(first, last)
    }),
  )

export const unionSet = (sets: readonly CharSet[]): CharSet => {
  const [only] = sets
  if (only !== undefined && sets.length === 1) return only
  const natives = sets.map(({ native }) => native)
  return {
    has: (code) => sets.some((set) => set.has(code)),
    ...(natives.every((native) => native !== undefined) ? { native: natives.join('') } : {}),
  }
}

/** Returns the complement of a set, without `native`. The caller adds `native` if JavaScript can write it. */
export const complementSet = (set: CharSet): CharSet => ({ has: (code) => !set.has(code) })

const intersectionSet = (a: CharSet, b: CharSet): CharSet => ({
  has: (code) => a.has(code) && b.has(code),
})

/**
 * Returns the set of a Unicode property as JavaScript writes it, such as `L` or `Script=Han`. Throws a
 * SyntaxError for an unknown property.
 */
export const propertySet = (property: string): CharSet => {
  const regex = new RegExp(`\\p{${property}}`, 'u')
  return {
    has: (code) => regex.test(String.fromCodePoint(code)),
    native: `\\p{${property}}`,
  }
}

const swapAscii = (code: number): number =>
  (code >= 0x41 && code <= 0x5a) || (code >= 0x61 && code <= 0x7a) ? code ^ 0x20 : code

const single = (text: string, code: number): number =>
  text.length === String.fromCodePoint(code).length ? (text.codePointAt(0) ?? code) : code

/** Returns a set that ignores case. Java's `(?i)` ignores the case of ASCII letters only, without `(?u)`. */
export const ignoringCase = (set: CharSet, unicode: boolean): CharSet =>
  unicode
    ? {
        has: (code) => {
          if (set.has(code)) return true
          const upper = single(String.fromCodePoint(code).toUpperCase(), code)
          const lower = single(String.fromCodePoint(upper).toLowerCase(), upper)
          return set.has(upper) || set.has(lower)
        },
      }
    : { has: (code) => set.has(code) || set.has(swapAscii(code)) }

export const anySet: CharSet = { has: () => true, native: '\\u{0}-\\u{10ffff}' }
export const digits = charsSet('09')
export const words = charsSet('az', 'AZ', '_', '09')
export const spaces = charsSet(' ', '\t\r')
export const horizontal = charsSet(
  ' ',
  '\t',
  '\xa0',
  '\u1680',
  '\u180e',
  '\u2000\u200a',
  '\u202f',
  '\u205f',
  '\u3000',
)
export const vertical = charsSet('\n\r', '\x85', '\u2028\u2029')
export const lineEnds = charsSet('\n', '\r', '\x85', '\u2028\u2029')

/** Parses a class after its `[`, up to and including its `]`. */
export const parseClass = (pattern: Pattern): CharSet => {
  const not = pattern.take('^')
  const set = parseItems(pattern)
  if (!pattern.take(']')) throw new Error('a [ is not closed')
  if (!not) return set
  return set.native === undefined
    ? complementSet(set)
    : { ...complementSet(set), native: `\0${set.native}` }
}

/** Parses the items of a class up to the `]`. `&&` intersects the items before it with those after it. */
const parseItems = (pattern: Pattern): CharSet => {
  let sets: CharSet[] = []
  let isFirst = true
  for (;;) {
    pattern.skipComments()
    const char = pattern.peek()
    if (char === undefined) throw new Error('a [ is not closed')
    if (char === ']' && !isFirst) return unionSet(sets)
    if (char === '&' && pattern.peek(1) === '&') {
      pattern.next(2)
      if (pattern.peek() === ']') throw new Error('&& lacks what follows it')
      const right = pattern.peek() === '[' ? parseNested(pattern) : parseItems(pattern)
      sets = [sets.length === 0 ? right : intersectionSet(unionSet(sets), right)]
    } else if (char === '[') {
      pattern.next()
      sets.push(plainly(parseClass(pattern)))
    } else sets.push(parseRange(pattern, char))
    isFirst = false
  }
}

const parseNested = (pattern: Pattern): CharSet => {
  const sets: CharSet[] = []
  while (pattern.take('[')) sets.push(plainly(parseClass(pattern)))
  return unionSet(sets)
}

/** Drops the `native` of a class that begins with `^`: JavaScript cannot nest such a class. */
const plainly = (set: CharSet): CharSet =>
  set.native?.startsWith('\0') === true ? { has: set.has } : set

const parseRange = (pattern: Pattern, char: string): CharSet => {
  const first = itemOf(pattern, char)
  if (typeof first !== 'number') return first
  const after = pattern.peek(1)
  let last = first
  if (pattern.peek() === '-' && after !== ']' && after !== '[' && after !== undefined) {
    pattern.next()
    const end = itemOf(pattern, after)
    if (typeof end !== 'number' || end < first) throw new Error('a range ends before it begins')
    last = end
  }
  const { i, u } = pattern.flags
  const set = rangeSet(first, last)
  return i ? ignoringCase(set, u) : set
}

const itemOf = (pattern: Pattern, char: string): CharSet | number =>
  char === '\\' ? pattern.escapedSet() : (pattern.next().codePointAt(0) ?? 0)
