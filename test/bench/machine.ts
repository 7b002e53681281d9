import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { availableParallelism, cpus, release, totalmem, type } from 'node:os'

/** The processor cores of the server and of the load generator. */
export interface Cores {
  readonly server: number
  readonly load: number
}

/** Reads a list of cores as Linux writes it: `0-2,5` is [0, 1, 2, 5]. */
export const readCoreList = (text: string): number[] =>
  text
    .trim()
    .split(',')
    .flatMap((range) => {
      const [from = NaN, to = from] = range.split('-').map(Number)
      return Array.from({ length: to - from + 1 }, (_, at) => from + at)
    })

/**
 * Returns the first two cores that this process may use. Returns undefined if there is only one, or no
 * taskset.
 */
export const separateCores = (): Cores | undefined => {
  try {
    const status = readFileSync('/proc/self/status', 'utf8')
    const list = /^Cpus_allowed_list:(.*)$/m.exec(status)?.[1] ?? ''
    const [server, load] = readCoreList(list)
    if (server === undefined || load === undefined) return undefined
    const { error } = spawnSync('taskset', ['-V'])
    return error === undefined ? { server, load } : undefined
  } catch {
    return undefined
  }
}

/** Returns a command that runs on the given core, or unchanged without one. */
export const pinned = (
  core: number | undefined,
  command: readonly string[],
): [string, ...string[]] => {
  const [program = '', ...args] = command
  return core === undefined ? [program, ...args] : ['taskset', '-c', String(core), program, ...args]
}

export const describeMachine = (cores: Cores | undefined): string => {
  const memory = (totalmem() / 2 ** 30).toFixed(0)
  const placed =
    cores === undefined
      ? 'server and load share the cores (one core, or no taskset)'
      : `server on core ${cores.server}, load on core ${cores.load}`
  const model = (cpus()[0]?.model ?? 'unknown processor').trim()
  return `${model}, ${availableParallelism()} cores, ${memory} GB, ${type()} ${release()}, Node.js ${process.version}; ${placed}`
}
