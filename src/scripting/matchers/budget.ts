import type { Call, Trace } from '../../core/pipeline.ts'

/** The most milliseconds for all costly matchers of one request together. */
export const MOST_MS = 100
/** The steps before the clock is first read. Fewer steps take almost no time. */
const FREE_STEPS = 20_000
/** The steps between two readings of the clock. */
const BETWEEN = 2_000

/** Milliseconds of processor time that a matcher always gets, even past the deadline, on a busy machine. */
const LEAST_MS = 60
/** Milliseconds by which the deadline is extended if the matcher has not had `LEAST_MS`. */
const BETWEEN_MS = 20

/** The error of a matcher that has used up its time. */
export class GivenUp extends Error {}

/** Returns whether an error means that a matcher used up its time, or recursed too deeply. */
export const isGivenUp = (error: unknown): boolean =>
  error instanceof GivenUp || error instanceof RangeError

let steps = 0
let nextLook = FREE_STEPS
let deadline = Infinity
/** The processor time when the clock was first read. */
let processor: NodeJS.CpuUsage | undefined

/** Counts steps of the matcher that is running. Throws GivenUp if its time is used up. */
export const spend = (count = 1): void => {
  steps += count
  if (steps < nextLook) return
  nextLook = steps + BETWEEN
  processor ??= process.cpuUsage()
  if (performance.now() <= deadline) return
  if (process.cpuUsage(processor).user > LEAST_MS * 1000) throw new GivenUp()
  // Other processes used most of the time, so the matcher has not had its share yet.
  deadline += BETWEEN_MS
}

/**
 * Runs a matcher for at most `leftMs` milliseconds. Returns its result and the milliseconds that it took. The
 * matcher counts its steps by `spend`. A matcher within another matcher shares the time of the outer matcher.
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

/** Receives one sentence about a condition that took too long on a call. */
export type TellSlow = (sentence: string, call: Call) => void

type Test = (call: Call) => boolean

/** Milliseconds that costly conditions have taken, by the trace of a call. */
const taken = new WeakMap<Trace, number>()

/**
 * Compiles a condition that gives up, and does not hold, when all costly conditions of a call have taken
 * 100 ms. Without `slow` it serves one search over many calls: after it gives up, it never holds again.
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

/** Returns whether a test holds. A test that takes longer than 100 ms does not hold. */
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

/** Caches the last text that `read` has read, until the current turn of the event loop ends. */
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
