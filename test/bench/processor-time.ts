import { readdirSync, readFileSync } from 'node:fs'

/** What the threads of a process have had so far, in ns; NaN where the system is not Linux. */
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

/** What became of a core's time so far, in ns. */
export interface CoreTime {
  /** Nobody had it. */
  readonly idle: number
  /** The kernel had it for interrupts, which carry the network here. */
  readonly interrupts: number
}

const UNKNOWN: CoreTime = { idle: NaN, interrupts: NaN }

/** NaN where it cannot be told. */
export const coreTime = (core: number | undefined): CoreTime => {
  try {
    return core === undefined ? UNKNOWN : readCoreTime(readFileSync('/proc/stat', 'utf8'), core)
  } catch {
    return UNKNOWN
  }
}

/** Linux counts it in hundredths of a second. */
const TICK_NS = 1e7

/** Of `/proc/stat`: user, nice, system, idle, waiting for a disk, interrupts, soft interrupts, … */
export const readCoreTime = (stat: string, core: number): CoreTime => {
  const line = stat.split('\n').find((one) => one.startsWith(`cpu${core} `)) ?? ''
  const [, , , , idle = NaN, disk = NaN, hard = NaN, soft = NaN] = line.split(' ').map(Number)
  return { idle: (idle + disk) * TICK_NS, interrupts: (hard + soft) * TICK_NS }
}
