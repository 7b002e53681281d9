import type { Call, Trace } from '../../core/pipeline.ts'

/** Milliseconds that all costly matchers may take for one request. */
export const MOST_MS = 100
/** Steps before the first look at the clock: fewer take no time. */
const FREE_STEPS = 20_000
/** Steps between two looks at the clock. */
const BETWEEN = 2_000

/** Milliseconds of processor time that each matcher may use, also when the deadline has passed: a busy machine is not its fault. */
const LEAST_MS = 60
/** Milliseconds that a deadline is put off by, when too little processor time was used until then. */
const BETWEEN_MS = 20

/** Thrown by a matcher that has used its time up. */
export class GivenUp extends Error {}

/** Whether a matcher has used its time up, or recursed too deep. */
export const isGivenUp = (error: unknown): boolean =>
  error instanceof GivenUp || error instanceof RangeError

let steps = 0
let nextLook = FREE_STEPS
let deadline = Infinity
/** Processor time at the first look at the clock. */
let processor: NodeJS.CpuUsage | undefined

/** Counts work of the matcher that runs now. Throws GivenUp once its time is over. */
export const spend = (count = 1): void => {
  steps += count
  if (steps < nextLook) return
  nextLook = steps + BETWEEN
  processor ??= process.cpuUsage()
  if (performance.now() <= deadline) return
  if (process.cpuUsage(processor).user > LEAST_MS * 1000) throw new GivenUp()
  // Other processes had most of the time: the matcher has not used its own yet.
  deadline += BETWEEN_MS
}

/**
 * Runs a matcher for at most `leftMs`, and tells how long it took. What it does, it counts by `spend`.
 * A matcher within another one shares its time.
 */
export const withBudget = <T>(leftMs: number, act: () => T): { made: T; tookMs: number } => {
  const began = performance.now()
  steps = 0
  processor = undefined
  nextLook = FREE_STEPS
  deadline = began + leftMs
  try {
    return { made: act(), tookMs: performance.now() - began }
  } finally {
    deadline = Infinity
  }
}

/** Told of a condition that took too long on a call, in one sentence. */
export type TellSlow = (sentence: string, call: Call) => void

type Test = (call: Call) => boolean

/** Milliseconds that costly conditions have taken of each call. */
const taken = new WeakMap<Trace, number>()

/**
 * A condition that gives up, and does not hold, once all costly conditions of a call have taken 100 ms.
 * Without `slow` the condition serves one search over many calls: once given up, it never holds again.
 */
export const bounded = (
  what: string,
  expected: string,
  slow: TellSlow | undefined,
  compile: (costly: () => void) => Test,
): Test => {
  const costly: true[] = []
  const test = compile(() => costly.push(true))
  if (costly.length === 0) return test
  let spent = false
  return (call) => {
    if (spent) return false
    const before = taken.get(call.trace) ?? 0
    try {
      const { made, tookMs } = withBudget(MOST_MS - before, () => test(call))
      taken.set(call.trace, before + tookMs)
      return made
    } catch (error) {
      if (!isGivenUp(error)) throw error
      taken.set(call.trace, MOST_MS)
      spent = slow === undefined
      slow?.(sentenceOf(what, expected), call)
      return false
    }
  }
}

/** Whether a test holds, and does not take longer than 100 ms to say so. */
export const isWithin = (test: () => boolean): boolean => {
  try {
    return withBudget(MOST_MS, test).made
  } catch (error) {
    if (!isGivenUp(error)) throw error
    return false
  }
}

const LONGEST = 200
const sentenceOf = (what: string, expected: string): string =>
  `matching the ${what} against ${expected.length > LONGEST ? `${expected.slice(0, LONGEST)}…` : expected} took over ${MOST_MS} ms and was given up: the stub does not match; write it so that it has fewer ways to match`

/** Reads a text once for all that ask for it in the same turn of the event loop; then it is forgotten. */
export const onceATurn = <T>(read: (text: string) => T): ((text: string) => T) => {
  let last: { readonly text: string; readonly made: T } | undefined
  return (text) => {
    if (last?.text === text) return last.made
    const made = read(text)
    if (last === undefined)
      setImmediate(() => {
        last = undefined
      })
    last = { text, made }
    return made
  }
}
