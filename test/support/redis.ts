import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { createServer, type AddressInfo } from 'node:net'
import { Redis } from 'ioredis'
import { scratchFolder } from './command.ts'
import { endsWithUs } from './ends-with-us.ts'
import { program } from './packages.ts'

/** A real Redis server that belongs to one test. */
export interface RedisServer {
  readonly url: string
  readonly port: number
  /** Kills the server with SIGKILL. Only data that it has written to disk remains. */
  kill(): Promise<void>
  /** Starts the server again, on the same port and in the same folder. */
  start(): Promise<void>
  /** `pause` sends SIGSTOP, and `resume` sends SIGCONT. */
  pause(): void
  resume(): void
  stop(): Promise<void>
}

/** Resolves to a port that is free at this moment. */
export const freePort = async (): Promise<number> => {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  server.close()
  await once(server, 'close')
  return port
}

/**
 * Starts a Redis on a free port, in a folder of its own. `config` holds options as in redis.conf, one word an
 * item.
 */
export const startRedis = async (...config: readonly string[]): Promise<RedisServer> => {
  const file = await program('redis-server')
  const folder = await scratchFolder()
  const port = await freePort()
  const url = `redis://127.0.0.1:${port}/0`
  let child: ChildProcess | undefined
  const start = async (): Promise<void> => {
    const args = ['--port', String(port), '--bind', '127.0.0.1', '--dir', folder.path]
    child = spawn(file, [...args, '--save', '', '--daemonize', 'no', ...config], {
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    endsWithUs(child)
    let said = ''
    for await (const chunk of child.stdout ?? []) {
      said += String(chunk)
      if (said.includes('Ready to accept connections')) break
    }
    if (!said.includes('Ready to accept')) throw new Error(`redis-server did not start: ${said}`)
    child.stdout?.resume()
  }
  const end = async (signal: NodeJS.Signals): Promise<void> => {
    if (child?.exitCode !== null || child.signalCode !== null) return
    const ended = once(child, 'exit')
    child.kill(signal)
    await ended
  }
  await start()
  return {
    url,
    port,
    start,
    kill: () => end('SIGKILL'),
    pause: () => child?.kill('SIGSTOP'),
    resume: () => child?.kill('SIGCONT'),
    stop: async () => {
      child?.kill('SIGCONT')
      await end('SIGKILL')
      await folder.remove()
    },
  }
}

let prefixes = 0

/**
 * Resolves to a Redis for tests that neither stop nor configure it: the server at REDIS_URL, else a new
 * server.
 */
export const sharedRedis = async (): Promise<{
  readonly url: string
  /** Returns a new prefix at each call. */
  readonly prefix: () => string
  readonly stop: () => Promise<void>
}> => {
  const prefix = () => `test-${process.pid}-${performance.now()}-${++prefixes}`
  const given = process.env['REDIS_URL']
  if (given !== undefined && given !== '')
    return { url: given, prefix, stop: () => Promise.resolve() }
  const server = await startRedis()
  return { url: server.url, prefix, stop: () => server.stop() }
}

/** Connects a client with which a test reads the data of a Redis, or disturbs it. */
export const redisClient = (url: string): Redis => new Redis(url)
