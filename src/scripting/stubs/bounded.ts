import type { Call, Trace } from '../../core/pipeline.ts'
import { isGivenUp, MOST_MS, withBudget } from '../matchers/budget.ts'

/** Told of a condition that took too long on a call, in one sentence. */
export type TellSlow = (sentence: string, call: Call) => void

type Test = (call: Call) => boolean

/** Milliseconds that costly conditions have taken of each call. */
const taken = new WeakMap<Trace, number>()

/**
 * A condition that gives up, and does not hold, once all costly conditions of a call have taken 100 ms.
 * Without somebody to tell, it is somebody's one question: then it is given up for good.
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
