import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { figure, markdownTable } from './markdown-table.ts'

/**
 * The bytes of V8's heap that one request allocates, by workload. Allocations of Node.js itself are
 * subtracted.
 */
export type Allocations = Readonly<Record<string, number>>

/**
 * The size of V8's young generation, in MB. It holds all allocations of a measurement, so that V8 collects no
 * garbage during it.
 */
const SEMI_SPACE_MB = 256

/**
 * Counts allocations in a process of its own. Equal requests allocate the same amount, whatever the load of
 * the machine (measured: within 2 % from run to run).
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
