import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readdirSync } from 'node:fs'
import { builtCommand } from '../support/built.ts'

/** What a server has in use, after its garbage was collected. */
export interface Footprint {
  /** Resident memory and live memory (heap and buffers), in MB. */
  readonly rss: number
  readonly live: number
  /** Timers, sockets and the like that its event loop knows. */
  readonly resources: number
  /** Open files and sockets; undefined where the system has no /proc. */
  readonly files: number | undefined
}

/** The built command as a process, and what can be told of it. */
export interface SoakServer {
  readonly port: number
  /** Lines of the log but for the expected levels, as they came: a server that does its work has none. */
  readonly errors: readonly string[]
  /** Undefined when it is no more. */
  footprint(): Promise<Footprint | undefined>
  readonly alive: () => boolean
  /** Resolves to the exit code. */
  stop(): Promise<number | null>
}

const PROBE = new URL('soak-probe.mjs', import.meta.url).href
const MB = 1_048_576

export const startServer = async (args: readonly string[]): Promise<SoakServer> => {
  const flags = ['--expose-gc', '--import', PROBE]
  const child = spawn(process.execPath, [...flags, await builtCommand(), ...args], {
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  })
  const errors: string[] = []
  let rest = ''
  child.stderr?.on('data', (chunk) => {
    const lines = `${rest}${String(chunk)}`.split('\n')
    rest = lines.pop() ?? ''
    errors.push(...lines.filter((line) => !/^(?:info|warn): /.test(line)))
  })
  const closed = once(child, 'close').then(([code]) => code as number | null)
  const first = await Promise.race([once(child.stdout ?? child, 'data'), closed])
  if (!Array.isArray(first)) throw new Error(`The server did not start: ${errors.join('\n')}`)
  const { port } = JSON.parse(String(first[0])) as { port: number }
  return {
    port,
    errors,
    footprint: async () => {
      child.send('now', () => undefined)
      const told = await Promise.race([once(child, 'message'), closed])
      if (!Array.isArray(told)) return undefined
      const { rss, live, resources } = told[0] as Omit<Footprint, 'files'>
      return { rss: rss / MB, live: live / MB, resources, files: openFiles(child.pid) }
    },
    alive: () => child.exitCode === null && child.signalCode === null,
    stop: async () => {
      child.kill('SIGTERM')
      return closed
    },
  }
}

const openFiles = (pid: number | undefined): number | undefined => {
  try {
    return readdirSync(`/proc/${pid ?? 0}/fd`).length
  } catch {
    return undefined
  }
}
