import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import type { LoadJob, Sample } from './load-worker.ts'
import { pinned } from './machine.ts'

/** autocannon in a process of its own, compiled once for all that it measures. */
export interface Load {
  /** One job at a time. */
  run(job: LoadJob): Promise<Sample>
  stop(): void
}

export const startLoad = (core: number | undefined): Load => {
  const worker = join(import.meta.dirname, 'load-worker.ts')
  const [program, ...args] = pinned(core, [process.execPath, '--import', 'tsx', worker])
  const child = spawn(program, args, {
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    // What cannot be told is NaN, which JSON has not.
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
