import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readdirSync } from 'node:fs'
import { builtCommand } from '../support/built.ts'

/** The resources of a server after a garbage collection. */
export interface Footprint {
  /** Resident memory and live memory (heap and buffers), in MB. */
  readonly rss: number
  readonly live: number
  /** The number of timers, sockets and other resources of the event loop. */
  readonly resources: number
  /** The number of open files and sockets. Undefined if the system has no /proc. */
  readonly files: number | undefined
}

/** The built command as a process, with readings of its state. */
export interface SoakServer {
  readonly port: number
  /**
   * The lines of the log in order, without those of the levels info and warn. A healthy server writes none.
   */
  readonly errors: readonly string[]
  /** Resolves to the current resources, or to undefined if the process has ended. */
  footprint(): Promise<Footprint | undefined>
  readonly alive: () => boolean
  /** Stops the server. Resolves to the exit code. */
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
