import { createHash } from 'node:crypto'
import { isIP } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Cluster, Redis, RedisOptions as ClientOptions } from 'ioredis'
import type { Log } from '../../core/log.ts'
import { StateError } from '../store.ts'
import {
  checkServer,
  factsOf,
  reasonOf,
  unusable,
  type ServerFacts,
  readRedisUrl,
  type RedisAddress,
  type RedisOptions,
  loadClient,
} from './redis-server.ts'

type Client = Redis | Cluster

/** The time between two checks whether Redis can be used again, in milliseconds. */
const ASK_MS = 100

/** Connects to Redis and checks the server. Rejects with StateError if the server cannot be used. */
export const connectRedis = async (
  options: RedisOptions,
  timeoutMs: number,
  prefix: string,
  log: Log,
): Promise<RedisConnection> => {
  const { durable = false } = options
  const address = readRedisUrl(options.url)
  const { shown, host, port, database, username, password, isTls } = address
  const ioredis = await loadClient()
  const single: ClientOptions = {
    ...(username === '' ? {} : { username }),
    ...(password === '' ? {} : { password }),
    ...(isTls ? { tls: isIP(host) === 0 ? { servername: host } : {} } : {}),
    lazyConnect: true,
    enableOfflineQueue: false,
    autoResendUnfulfilledCommands: false,
    maxRetriesPerRequest: 0,
    connectTimeout: timeoutMs,
    retryStrategy: (times) => Math.min(times * 50, 500),
    reconnectOnError: ({ message }) => message.startsWith('READONLY'),
  }
  const first = new ioredis.Redis({
    ...{ ...single, host, port, commandTimeout: timeoutMs },
    retryStrategy: () => null,
  })
  let reason = ''
  first.on('error', ({ message }: Error) => {
    reason = message
  })
  let facts: ServerFacts
  try {
    await first.connect()
    facts = factsOf(await first.info())
    // The client would silently go on with database 0 if the server does not have this database.
    if (database > 0) await first.select(database)
  } catch (error) {
    throw unusable(address, reasonOf(error, reason), error)
  } finally {
    first.disconnect()
  }
  checkServer(shown, facts, durable)
  const make = (): Client => {
    if (!facts.isCluster) return new ioredis.Redis({ ...single, host, port, db: database })
    return new ioredis.Cluster([{ host, port }], {
      enableOfflineQueue: false,
      lazyConnect: true,
      clusterRetryStrategy: (times) => Math.min(times * 50, 500),
      redisOptions: single,
    })
  }
  const times = {
    startMs: timeoutMs * 2,
    commandMs: Math.ceil(timeoutMs / 2),
    syncMs: durable ? Math.ceil(timeoutMs / 3) : 0,
  }
  const connection = new RedisConnection(make, address, prefix, times, log)
  try {
    await connection.open()
  } catch (error) {
    await connection.close()
    throw new StateError(
      `${shown} cannot be used (${reasonOf(error, '')}): look at its nodes, or give another --state.`,
      { cause: error },
    )
  }
  return connection
}

interface Times {
  /** The longest time for connecting at the start. */
  readonly startMs: number
  /** The longest time that a command may take. */
  readonly commandMs: number
  /** The longest time that a sync may take. 0: syncs are not awaited. */
  readonly syncMs: number
}

/** Rejects if the answer does not come in time. Whether the command was carried out is not known then. */
const within = async <T>(ms: number, answer: Promise<T>): Promise<T> => {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      reject(new Error('it does not answer: timed out'))
    }, ms)
  })
  try {
    return await Promise.race([answer, late])
  } finally {
    clearTimeout(timer)
  }
}

/** A connection to one Redis server or to a cluster. */
export class RedisConnection {
  /** The URL without user and password. */
  readonly shown: string
  readonly #address: RedisAddress
  readonly #client: Client
  readonly #make: () => Client
  readonly #probe: string
  readonly #times: Times
  readonly #log: Log
  #subscriber: Client | undefined
  #away: string | undefined
  #closed = false
  #waiting: (() => void)[] = []

  constructor(make: () => Client, address: RedisAddress, prefix: string, times: Times, log: Log) {
    this.#make = make
    this.#address = address
    this.shown = address.shown
    this.#probe = `${prefix}:probe`
    this.#times = times
    this.#log = log
    this.#client = make()
    this.#client.on('error', () => undefined)
  }

  async open(): Promise<void> {
    // The client of a cluster would look for nodes without end.
    await within(this.#times.startMs, this.#client.connect())
  }

  /** Sends a command. Rejects while Redis cannot be used, and after half of the timeout. */
  async call(command: string, ...args: readonly (string | number)[]): Promise<unknown> {
    return within(this.#times.commandMs, this.#client.call(command, args.map(String)))
  }

  /**
   * Runs a Lua script. `mostMs` is the longest time that the script may take; default: half of the timeout.
   */
  async run(
    lua: string,
    keys: readonly string[],
    args: readonly (string | number)[],
    mostMs = this.#times.commandMs,
  ): Promise<unknown> {
    const given = [keys.length, ...keys, ...args].map(String)
    try {
      return await within(mostMs, this.#client.call('EVALSHA', [shaOf(lua), ...given]))
    } catch (error) {
      if (!(error as Error).message.startsWith('NOSCRIPT')) throw error
      return within(mostMs, this.#client.call('EVAL', [lua, ...given]))
    }
  }

  /** Resolves when all writes are synced to the append-only file. Without `--durable` it resolves at once. */
  async synced(): Promise<void> {
    const { syncMs } = this.#times
    if (syncMs === 0) return
    const [local] = (await this.call('WAITAOF', 1, 0, syncMs)) as [number]
    if (local < 1) throw new Error('its append-only file is not synced')
  }

  /** Returns why Redis cannot be used now. Returns undefined while it can. */
  away(): string | undefined {
    return this.#away
  }

  /** Reports that Redis cannot be used. The connection then checks Redis until it can be used. */
  failed(error: unknown): void {
    if (this.#away !== undefined || this.#closed) return
    this.#away = error instanceof Error ? error.message : String(error)
    this.#log(
      'error',
      `${this.shown} cannot be used (${this.#away}): answers that change nothing leave from this replica's copy, which may be stale, and others get 503`,
    )
    void this.#askAgain()
  }

  /** Resolves when Redis can be used again, or after `mostMs` milliseconds. */
  async back(mostMs: number): Promise<void> {
    if (this.#away === undefined || mostMs <= 0) return
    let timer: NodeJS.Timeout | undefined
    await new Promise<void>((resolve) => {
      timer = setTimeout(resolve, mostMs)
      this.#waiting.push(resolve)
    })
    clearTimeout(timer)
  }

  /** Subscribes to channels: `told` is called for each message. Rejects if the subscription fails. */
  async subscribe(
    channels: readonly string[],
    told: (channel: string, text: string) => void,
  ): Promise<void> {
    const subscriber = (this.#subscriber = this.#make())
    subscriber.on('error', () => undefined)
    subscriber.on('message', told)
    // After a reconnection the client subscribes again by itself.
    await within(this.#times.startMs, subscriber.connect())
    await within(this.#times.startMs, subscriber.subscribe(...channels))
  }

  /** Resolves to the result of `task`. Rejects with a StateError of one sentence that says what to do. */
  async refusing<T>(task: () => Promise<T>): Promise<T> {
    try {
      return await task()
    } catch (error) {
      if (error instanceof StateError) throw error
      throw unusable(this.#address, reasonOf(error, ''), error)
    }
  }

  async close(): Promise<void> {
    this.#closed = true
    for (const resolve of this.#waiting.splice(0)) resolve()
    this.#subscriber?.disconnect()
    if (this.#client.status === 'ready') await this.#client.quit().catch(() => undefined)
    this.#client.disconnect()
  }

  async #askAgain(): Promise<void> {
    while (!this.#closed) {
      await sleep(ASK_MS)
      try {
        // The check is a write, because a server that is out of memory or read-only cannot be used.
        await this.call('SET', this.#probe, '1', 'PX', 1_000)
        break
      } catch (error) {
        // A connection may look open although no data arrives any more. Therefore it is made again.
        if (/timed out/i.test((error as Error).message)) this.#client.disconnect(true)
      }
    }
    if (this.#away !== undefined && !this.#closed)
      this.#log('info', `${this.shown} can be used again`)
    this.#away = undefined
    for (const resolve of this.#waiting.splice(0)) resolve()
  }
}

const shas = new Map<string, string>()
const shaOf = (lua: string): string => {
  const known = shas.get(lua)
  if (known !== undefined) return known
  const sha = createHash('sha1').update(lua).digest('hex')
  shas.set(lua, sha)
  return sha
}
