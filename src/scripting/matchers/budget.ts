/** Milliseconds that all costly matchers may take for one request. */
export const MOST_MS = 100
/** Steps that are free: fewer take no time worth looking at a clock for. */
const FREE_STEPS = 20_000
/** Steps between two looks at the clock. */
const BETWEEN = 2_000

/** Milliseconds of processor time that each matcher may use, also when the deadline has passed: a busy machine is not its fault. */
const LEAST_MS = 60
/** Milliseconds that a deadline is put off by, when too little processor time was used until then. */
const BETWEEN_MS = 20

/** Thrown by a matcher that has used its time up. */
export class GivenUp extends Error {}

/** Too deep a recursion is too much work as well. */
export const isGivenUp = (error: unknown): boolean =>
  error instanceof GivenUp || error instanceof RangeError

let steps = 0
let nextLook = FREE_STEPS
let deadline = Infinity
/** Processor time at the first look; a busy machine may have let us wait. */
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
