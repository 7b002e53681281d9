import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import type { LoadJob, Sample } from './load-worker.ts'
import { pinned } from './machine.ts'

/** autocannon in a process of its own. Its code is compiled once for all measurements. */
export interface Load {
  /** Runs one job. Jobs must not overlap. */
  run(job: LoadJob): Promise<Sample>
  stop(): void
}

export const startLoad = (core: number | undefined): Load => {
  const worker = join(import.meta.dirname, 'load-worker.ts')
  const [program, ...args] = pinned(core, [process.execPath, '--import', 'tsx', worker])
  const child = spawn(program, args, {
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    // Unknown figures are NaN, which JSON does not have.
    serialization: 'advanced',
  })
  const gone = once(child, 'exit').then((): never => {
    throw new Error('The load generator has ended.')
  })
  gone.catch(() => undefined)
  return {
    run: async (job) => {
      child.send(job)
      const [sample] = (await Promise.race([once(child, 'message'), gone])) as [Sample]
      return sample
    },
    stop: () => child.kill(),
  }
}
