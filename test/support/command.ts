import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer, type AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { builtCommand } from './built.ts'
import { endsWithUs } from './ends-with-us.ts'

export interface Ran {
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
}

interface RunOptions {
  readonly env?: Readonly<Record<string, string>>
  readonly cwd?: string
  /** A command that starts the command given after it. */
  readonly under?: readonly string[]
}

export interface Ready {
  readonly event: string
  readonly url: string
  readonly adminUrl: string
  readonly port: number
  readonly pid: number
  readonly instanceId: string
  readonly version: string
}

/** The real command, running as a process. */
export interface Running {
  readonly child: ChildProcess
  /** Everything on stdout so far. */
  readonly stdout: () => string
  readonly stderr: () => string
  /** Resolves when stdout contains the text. Rejects if the process ends first. */
  readonly said: (text: string) => Promise<void>
  readonly ended: Promise<Ran>
}

/** Creates a temporary folder. The test removes it with `remove`. */
export const scratchFolder = async (): Promise<{ path: string; remove: () => Promise<void> }> => {
  const path = await mkdtemp(join(tmpdir(), 'wechat-login-mock-'))
  return { path, remove: () => rm(path, { recursive: true, force: true }) }
}

/** Returns a URL on a port where no server listens. */
export const deadUrl = async (): Promise<string> => {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  server.close()
  await once(server, 'close')
  return `http://127.0.0.1:${port}`
}

/** Returns the environment of this process without the command's own variables. */
const cleanEnvironment = (): NodeJS.ProcessEnv =>
  Object.fromEntries(
    Object.entries(process.env).filter(([name]) => !name.startsWith('WECHAT_LOGIN_MOCK_')),
  )

export const launch = async (
  args: readonly string[],
  { env = {}, cwd = tmpdir(), under = [] }: RunOptions = {},
): Promise<Running> => {
  const command = await builtCommand()
  const [file = process.execPath, ...rest] = [...under, process.execPath, command, ...args]
  const child = spawn(file, rest, {
    cwd,
    env: { ...cleanEnvironment(), ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let [stdout, stderr] = ['', '']
  child.stdout.on('data', (chunk: Buffer) => (stdout += chunk.toString()))
  child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()))
  const ended = once(child, 'close').then(([code]) => ({
    code: code as number | null,
    stdout,
    stderr,
  }))
  const said = async (text: string): Promise<void> => {
    while (!stdout.includes(text)) {
      const event = await Promise.race([once(child.stdout, 'data'), ended])
      if ('code' in event && !stdout.includes(text))
        throw new Error(`It ended without saying ${text}: ${stdout}${stderr}`)
    }
  }
  return { child, stdout: () => stdout, stderr: () => stderr, said, ended }
}

/** The longest time in ms that any command takes that ends by itself. */
const LONGEST_MS = 25_000

/** Runs a command until it ends. Kills a command that does not end in time (its `code` is then null). */
export const run = async (args: readonly string[], options?: RunOptions): Promise<Ran> => {
  const running = await launch(args, options)
  const timer = setTimeout(() => running.child.kill('SIGKILL'), LONGEST_MS)
  const ran = await running.ended
  clearTimeout(timer)
  return ran
}

/** Starts a server as a process on a free port. The default arguments keep its state in memory. */
export const serve = async (
  args: readonly string[] = ['--memory'],
  options: RunOptions = {},
): Promise<Running & { ready: Ready; stop: (signal?: NodeJS.Signals) => Promise<Ran> }> => {
  const running = await launch(['--port', '0', ...args], options)
  endsWithUs(running.child)
  await running.said('\n')
  const ready = JSON.parse(running.stdout()) as Ready
  const stop = (signal: NodeJS.Signals = 'SIGTERM'): Promise<Ran> => {
    running.child.kill(signal)
    return running.ended
  }
  return { ...running, ready, stop }
}
