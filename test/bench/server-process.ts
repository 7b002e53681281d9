import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { request } from 'node:http'
import { createServer, type AddressInfo } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Contestant } from './contestants.ts'
import type { LoadJob } from './load-worker.ts'
import { pinned, type Cores } from './machine.ts'
import type { Workload } from './workloads.ts'

/** A contestant, running as a process. */
export interface ServerProcess {
  readonly name: string
  readonly at: LoadJob['server']
  /** Stops the process, so that servers that are not being measured use no processor time. */
  pause(): void
  resume(): void
  stop(): Promise<void>
}

export interface Place {
  /** The folder for the server's files. */
  readonly folder: string
  /** The cores. If undefined, the server runs on any core. */
  readonly cores: Cores | undefined
}

const START_MS = 20_000
const STOP_MS = 6_000

/** Functions that kill the servers that still run when this process ends. */
const running = new Set<() => void>()
process.on('exit', () => {
  for (const kill of running) kill()
})

/**
 * Starts a contestant, and waits until it answers `first` correctly. Throws an Error if it does not in time.
 */
export const startServer = async (
  contestant: Contestant,
  first: Workload,
  { folder, cores }: Place,
): Promise<ServerProcess> => {
  const port = await freePort()
  const [program, ...args] = pinned(cores?.server, [
    process.execPath,
    ...contestant.command(port, folder),
  ])
  const env = { ...process.env, NODE_ENV: 'production', PORT: String(port), ...contestant.env }
  const child = spawn(program, args, { env, stdio: ['ignore', 'ignore', 'pipe'] })
  let said = ''
  child.stderr.on('data', (chunk) => (said = `${said}${String(chunk)}`.slice(-2_000)))
  const kill = () => child.kill('SIGKILL')
  running.add(kill)
  const gone = once(child, 'exit').then(() => running.delete(kill))
  const until = performance.now() + START_MS
  while (!(await answersRightly(port, first).catch(() => false))) {
    if (child.exitCode !== null || performance.now() > until)
      throw new Error(`${contestant.name} does not answer ${first.name} rightly: ${said}`)
    await sleep(20)
  }
  return {
    name: contestant.name,
    at: { port, pid: child.pid ?? 0 },
    pause: () => child.kill('SIGSTOP'),
    resume: () => child.kill('SIGCONT'),
    stop: async () => {
      child.kill('SIGCONT')
      child.kill('SIGTERM')
      const timer = setTimeout(kill, STOP_MS)
      await gone
      clearTimeout(timer)
    },
  }
}

/** Throws an Error if the server answers the first request of the workload wrongly. */
export const demand = async ({ name, at }: ServerProcess, workload: Workload): Promise<void> => {
  if (!(await answersRightly(at.port, workload)))
    throw new Error(`${name} answers ${workload.name} wrongly.`)
}

const answersRightly = async (port: number, workload: Workload): Promise<boolean> => {
  const [first] = workload.requests
  if (first === undefined) return false
  const { status, body } = await ask(port, first)
  return status === 200 && body.includes(workload.sign) && workload.right(body)
}

export interface Asked {
  readonly method: string
  readonly path: string
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string
}

/** Sends one request on a new connection. */
export const ask = (
  port: number,
  { body = '', headers, ...asked }: Asked,
): Promise<{ readonly status: number; readonly body: string }> =>
  new Promise((resolve, reject) => {
    const length = { 'Content-Length': Buffer.byteLength(body) }
    const options = { ...asked, host: '127.0.0.1', port, agent: false }
    const sent = request({ ...options, headers: { ...headers, ...length } }, (response) => {
      let text = ''
      response.setEncoding('utf8')
      response.on('data', (chunk: string) => (text += chunk))
      response.on('error', reject)
      response.on('end', () => {
        resolve({ status: response.statusCode ?? 0, body: text })
      })
    })
    sent.on('error', reject)
    sent.end(body)
  })

export const freePort = async (): Promise<number> => {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  server.close()
  await once(server, 'close')
  return port
}
