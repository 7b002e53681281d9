import {
  complementSet,
  ignoringCase,
  intersectionSet,
  rangeSet,
  unionSet,
  type CharSet,
} from './char-set.ts'
import type { Pattern } from './pattern.ts'

/** Reads a class after its `[`, up to and with its `]`. */
export const parseClass = (pattern: Pattern): CharSet => {
  const not = pattern.take('^')
  const set = parseItems(pattern)
  if (!pattern.take(']')) throw new Error('a [ is not closed')
  if (!not) return set
  return set.native === undefined
    ? complementSet(set)
    : { ...complementSet(set), native: `\0${set.native}` }
}

/** Up to the `]`: items, and what `&&` says that they must be as well. */
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

/** A class that begins with `^` cannot stand within another one in JavaScript. */
const plainly = (set: CharSet): CharSet =>
  set.native?.startsWith('\0') === true ? { has: set.has } : set

const parseRange = (pattern: Pattern, char: string): CharSet => {
  const first = single(pattern, char)
  if (typeof first !== 'number') return first
  const after = pattern.peek(1)
  let last = first
  if (pattern.peek() === '-' && after !== ']' && after !== '[' && after !== undefined) {
    pattern.next()
    const end = single(pattern, after)
    if (typeof end !== 'number' || end < first) throw new Error('a range ends before it begins')
    last = end
  }
  const { i, u } = pattern.flags
  const set = rangeSet(first, last)
  return i ? ignoringCase(set, u) : set
}

const single = (pattern: Pattern, char: string): CharSet | number =>
  char === '\\' ? pattern.escapedSet() : (pattern.next().codePointAt(0) ?? 0)
