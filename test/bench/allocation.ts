import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { figure, markdownTable } from './markdown-table.ts'

/** Bytes of V8's heap that one request takes, by workload; what node itself takes is left out. */
export type Allocations = Readonly<Record<string, number>>

/** Nothing is collected before all of a measurement has been allocated. */
const SEMI_SPACE_MB = 256

/**
 * Counted in a process of its own: the same requests allocate the same, whatever else the machine does
 * (measured: within 2 % from run to run).
 */
export const countAllocations = async (): Promise<Allocations> => {
  const flags = [
    '--expose-gc',
    `--min-semi-space-size=${SEMI_SPACE_MB}`,
    `--max-semi-space-size=${SEMI_SPACE_MB}`,
  ]
  const worker = join(import.meta.dirname, 'allocation-worker.ts')
  const child = spawn(process.execPath, [...flags, '--import', 'tsx', worker], {
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  })
  const ended = once(child, 'exit').then((): never => {
    throw new Error('Allocations could not be counted.')
  })
  ended.catch(() => undefined)
  const [allocations] = (await Promise.race([once(child, 'message'), ended])) as [Allocations]
  return allocations
}

export const allocationsTable = (allocations: Allocations): string =>
  markdownTable(
    ['allocated per request', 'bytes'],
    Object.entries(allocations).map(([workload, bytes]) => [workload, figure(bytes)]),
  )
