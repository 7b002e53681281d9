import { spend } from '../matchers/budget.ts'
import {
  matchSet,
  repeatSet,
  graphemeLength,
  widthAt,
  widthOf,
  type Go,
  type RegexNode,
  type Repeat,
  type State,
} from './regex-node.ts'
import type { ParsedRegex } from './parse-regex.ts'

/**
 * Returns a matcher of whole texts. The matcher backtracks as Java's does, so the groups capture the same
 * texts. `spend` counts each attempt, so that every expression ends in time.
 */
export const matcherOf = ({ root, groups }: ParsedRegex) => {
  const state: State = { text: '', captured: [] }
  const go = compile(root, (at) => at === state.text.length, state)
  /** Returns the whole text and the texts of the groups. Returns undefined if the text does not match. */
  return (text: string): readonly (string | undefined)[] | undefined => {
    begin(state, text, groups)
    return go(0) ? capturedOf(state, text, groups) : undefined
  }
}

/** A match in a text. `groups` has the whole match first, then the texts of the groups. */
export interface RegexFind {
  readonly from: number
  readonly to: number
  readonly groups: readonly (string | undefined)[]
}

/** Returns a finder of the first match from an index on, as Java's `find`. `spend` counts each attempt. */
export const finderOf = ({ root, groups }: ParsedRegex) => {
  const state: State = { text: '', captured: [] }
  let to = -1
  const go = compile(
    root,
    (at) => {
      to = at
      return true
    },
    state,
  )
  return (text: string, start: number): RegexFind | undefined => {
    for (let from = start; from <= text.length; from += widthAt(text, from)) {
      spend()
      begin(state, text, groups)
      if (go(from)) return { from, to, groups: capturedOf(state, text.slice(from, to), groups) }
    }
    return undefined
  }
}

const begin = (state: State, text: string, groups: number): void => {
  state.text = text
  state.captured = new Array<number>((groups + 1) * 2).fill(-1)
}

const capturedOf = (
  { text, captured }: State,
  whole: string,
  groups: number,
): readonly (string | undefined)[] =>
  Array.from({ length: groups + 1 }, (_, index) => {
    const [from = -1, to = -1] = captured.slice(index * 2, index * 2 + 2)
    return index === 0 ? whole : from < 0 ? undefined : text.slice(from, to)
  })

const compile = (node: RegexNode, next: Go, state: State): Go => {
  switch (node.kind) {
    case 'set':
      return matchSet(node.set, next, state)
    case 'sequence':
      return node.parts.reduceRight<Go>((rest, part) => compile(part, rest, state), next)
    case 'either': {
      const branches = node.branches.map((branch) => compile(branch, next, state))
      return (at) => {
        spend()
        return branches.some((branch) => branch(at))
      }
    }
    case 'group':
      return node.index === undefined
        ? compile(node.of, next, state)
        : captured(node.of, node.index, next, state)
    case 'repeat':
      return repeated(node, next, state)
    case 'atomic':
      return atomic(node.of, next, state)
    case 'back':
      return back(node, next, state)
    case 'look':
      return look(node, next, state)
    case 'at':
      return (at) => node.holds(state.text, at) && next(at)
    case 'grapheme':
      return (at) => {
        const length = graphemeLength(state.text, at)
        return length > 0 && next(at + length)
      }
  }
}

const captured = (of: RegexNode, index: number, next: Go, state: State): Go => {
  let begun = -1
  const inner = compile(
    of,
    (at) => {
      const [from = -1, to = -1] = state.captured.slice(index * 2, index * 2 + 2)
      state.captured[index * 2] = begun
      state.captured[index * 2 + 1] = at
      if (next(at)) return true
      // A failed attempt may have replaced the array `captured`.
      state.captured[index * 2] = from
      state.captured[index * 2 + 1] = to
      return false
    },
    state,
  )
  return (at) => {
    const before = begun
    begun = at
    const found = inner(at)
    if (!found) begun = before
    return found
  }
}

const repeated = (node: Repeat, next: Go, state: State): Go => {
  if (node.mode === 'possessive') {
    return atomic({ ...node, mode: 'greedy' }, next, state)
  }
  const { of } = node
  return of.kind === 'set' ? repeatSet(node, of.set, next, state) : repeatedPart(node, next, state)
}

const repeatedPart = ({ of, least, most, mode }: Repeat, next: Go, state: State): Go => {
  let count = 0
  let begun = -1
  const again: Go = (at) => {
    const [soFar, from] = [count, begun]
    count++
    begun = at
    if (inner(at)) return true
    count = soFar
    begun = from
    return false
  }
  const leave: Go = (at) => {
    const [soFar, from] = [count, begun]
    if (next(at)) return true
    count = soFar
    begun = from
    return false
  }
  const goOn: Go = (at) => {
    spend()
    if (count < least) return again(at)
    // A repetition that matched an empty text would repeat for ever.
    if (at === begun || count >= most) return leave(at)
    return mode === 'lazy' ? leave(at) || again(at) : again(at) || leave(at)
  }
  const inner: Go = compile(of, (at) => goOn(at), state)
  return (at) => {
    const [soFar, from] = [count, begun]
    count = 0
    begun = -1
    const found = goOn(at)
    count = soFar
    begun = from
    return found
  }
}

/** Returns a function that matches a part without the rest of the expression. It returns the end, or -1. */
const alone = (of: RegexNode, state: State): ((at: number) => number) => {
  let end = -1
  const go = compile(
    of,
    (at) => {
      end = at
      return true
    },
    state,
  )
  return (at) => {
    spend()
    return go(at) ? end : -1
  }
}

const atomic = (of: RegexNode, next: Go, state: State): Go => {
  const inner = alone(of, state)
  return (at) => {
    const before = [...state.captured]
    const end = inner(at)
    if (end >= 0 && next(end)) return true
    state.captured = before
    return false
  }
}

const look = (
  { of, behind, not }: Extract<RegexNode, { kind: 'look' }>,
  next: Go,
  state: State,
): Go => {
  const [least, most] = widthOf(of)
  let goal = -1
  const before = compile(of, (at) => at === goal, state)
  const ahead = alone(of, state)
  const found = (at: number): boolean => {
    if (!behind) return ahead(at) >= 0
    goal = at
    for (let from = at - least; from >= Math.max(0, at - most); from--) {
      spend()
      if (before(from)) return true
    }
    return false
  }
  return (at) => {
    const saved = [...state.captured]
    const holds = found(at)
    if (not || !holds) state.captured = [...saved]
    if (holds !== not && next(at)) return true
    state.captured = saved
    return false
  }
}

const back = (
  { index, fold }: Extract<RegexNode, { kind: 'back' }>,
  next: Go,
  state: State,
): Go => {
  const folded = (text: string): string =>
    fold === 'none'
      ? text
      : fold === 'ascii'
        ? text.replace(/[A-Z]/g, (char) => char.toLowerCase())
        : text.toUpperCase().toLowerCase()
  return (at) => {
    const [from = -1, to = -1] = state.captured.slice(index * 2, index * 2 + 2)
    if (from < 0) return false
    spend(to - from + 1)
    const end = at + to - from
    const same = folded(state.text.slice(from, to)) === folded(state.text.slice(at, end))
    return same && next(end)
  }
}
