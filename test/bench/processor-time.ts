import { readdirSync, readFileSync } from 'node:fs'

/**
 * Returns the processor time of a process's threads so far, in ns. Returns NaN on systems other than Linux.
 */
export const processTime = (pid: number): number => {
  try {
    const tasks = `/proc/${pid}/task`
    return readdirSync(tasks).reduce((sum, task) => {
      const [ns = NaN] = readFileSync(`${tasks}/${task}/schedstat`, 'utf8').split(' ').map(Number)
      return sum + ns
    }, 0)
  } catch {
    return NaN
  }
}

/** The time of a core so far by use, in ns. */
export interface CoreTime {
  /** The time in which the core was idle. */
  readonly idle: number
  /** The time of the kernel's interrupts, which include the network traffic of the benchmark. */
  readonly interrupts: number
}

const UNKNOWN: CoreTime = { idle: NaN, interrupts: NaN }

/** Returns the times of a core so far. Unknown times are NaN. */
export const coreTime = (core: number | undefined): CoreTime => {
  try {
    return core === undefined ? UNKNOWN : readCoreTime(readFileSync('/proc/stat', 'utf8'), core)
  } catch {
    return UNKNOWN
  }
}

/** Linux counts the time in hundredths of a second. */
const TICK_NS = 1e7

/**
 * Reads the times of a core from `/proc/stat`, whose columns are: user, nice, system, idle, waiting for a
 * disk, interrupts, soft interrupts, …
 */
export const readCoreTime = (stat: string, core: number): CoreTime => {
  const line = stat.split('\n').find((one) => one.startsWith(`cpu${core} `)) ?? ''
  const [, , , , idle = NaN, disk = NaN, hard = NaN, soft = NaN] = line.split(' ').map(Number)
  return { idle: (idle + disk) * TICK_NS, interrupts: (hard + soft) * TICK_NS }
}
