import { randomBytes } from 'node:crypto'
import { NotKeptError } from '../../core/records.ts'
import type { WorldFormat } from '../world-data.ts'
import { elapsed } from '../clock.ts'
import type { Log } from '../../core/log.ts'
import {
  NoRoomError,
  type StoreStatus,
  type Changes,
  DEFAULT_TENANT,
  putInOrder,
  type Tenants,
  type Shared,
  type SharedStore,
} from '../store.ts'
import type { Change } from '../state/change.ts'
import { connectRedis, type RedisConnection } from './redis-connection.ts'
import { createRedisLog, type RedisLog } from './redis-log.ts'
import type { RedisOptions } from './redis-server.ts'
import { SharedCounts } from './shared-counts.ts'
import { TenantCopy, type CopyOwner } from './tenant-copy.ts'
import { TenantTurns } from './tenant-turns.ts'

const FOLD = { batches: 10_000, bytes: 16 * 1_048_576 }
/** The time between two looks for tenants that other replicas have made or dropped, in milliseconds. */
const LOOK_MS = 10_000
/** The number of looks after which Redis's clock is read again. */
const TIME_EACH = 6
/** The longest time for loading all tenants at the start, in milliseconds. */
const START_MS = 60_000
/** The most attempts to make room for one tenant. */
const MOST_TRIES = 4

/** Opens the state that replicas share. Rejects with StateError if Redis cannot be used. */
export const openRedisStore = async (
  options: RedisOptions,
  format: WorldFormat,
  log: Log,
): Promise<SharedStore> => {
  const { prefix = 'wlm', timeoutMs = 2_000, fold = FOLD } = options
  const connection = await connectRedis(options, timeoutMs, prefix, log)
  // If a replica is killed in its turn, its lease ends before the requests that wait for the turn time out.
  const leaseMs = Math.min(1_000, Math.ceil(timeoutMs / 2))
  const me = randomBytes(9).toString('base64url')
  const redis = createRedisLog(connection, prefix, leaseMs, me)
  const counts = new SharedCounts(connection, `${prefix}:cases`, me)
  const store = new RedisStore({ connection, redis, counts, format, timeoutMs, fold, log })
  try {
    await store.load()
    options.signal?.throwIfAborted()
  } catch (error) {
    await store.close()
    throw error
  }
  return store
}

interface Parts {
  readonly connection: RedisConnection
  readonly redis: RedisLog
  readonly counts: SharedCounts
  readonly format: WorldFormat
  readonly timeoutMs: number
  readonly fold: typeof FOLD
  readonly log: Log
}

/** This replica's copy of one tenant, and the tenant's turns. */
interface Held {
  readonly turns: TenantTurns
  readonly copy: TenantCopy
}

class RedisStore implements SharedStore {
  readonly tenants: Tenants = new Map()
  readonly shared: Shared
  readonly #parts: Parts
  readonly #owner: CopyOwner
  readonly #held = new Map<string, Held>()
  #guard: string | undefined
  #looks = 0
  #timer: NodeJS.Timeout | undefined
  #forget: (tenant: string) => void = () => undefined
  #make: (tenant: string) => void = () => undefined
  #closing: Promise<void> | undefined

  constructor(parts: Parts) {
    this.#parts = parts
    this.shared = {
      turn: (tenant, writes, run) => this.#turn(tenant, writes, run),
      refresh: () => this.#refresh(),
      secret: parts.redis.secret,
      counts: parts.counts,
      isGuarded: () => this.#guard !== undefined,
      mayChange: () => {
        if (this.#guard !== undefined) throw new NotKeptError(this.#guard)
      },
      realNow: parts.redis.realNow,
      attachScript: (tenant, script) => {
        this.#heldOf(tenant).copy.attachScript(script)
      },
      whenMade: (make) => {
        this.#make = make
      },
    }
    this.#owner = {
      tenants: this.tenants,
      format: parts.format,
      made: (tenant) => {
        this.#make(tenant)
      },
      forget: (tenant) => {
        this.#forget(tenant)
      },
      guarded: (reason, run) => {
        this.#guard = reason
        try {
          return run()
        } finally {
          this.#guard = undefined
        }
      },
    }
  }

  async load(): Promise<void> {
    const { connection, redis, counts } = this.#parts
    await connection.refusing(async () => {
      await redis.askTime()
      await redis.askSecret()
      await redis.rehearse()
      await counts.rehearse()
      await this.#follow()
    })
    await this.#refresh(START_MS)
    this.#timer = setInterval(() => {
      void this.#look()
    }, LOOK_MS).unref()
  }

  /** Subscribes to the messages about changes and turns. */
  #follow(): Promise<void> {
    const { connection, redis } = this.#parts
    return connection.subscribe([redis.changedChannel, redis.turnChannel], (channel, tenant) => {
      const held = this.#held.get(tenant)
      if (channel === redis.turnChannel) held?.turns.given()
      else if (held?.copy.isFollowed === true && held.turns.isIdle)
        held.turns.call(false, () => undefined).catch(() => undefined)
    })
  }

  attach(tenant: string, apply: (change: Change) => void): void {
    this.#heldOf(tenant).copy.attach(apply)
  }

  whenDropped(forget: (tenant: string) => void): void {
    this.#forget = forget
  }

  changes(key: string): Changes {
    return this.#heldOf(key).copy.listen()
  }

  dropped(key: string): void {
    this.#heldOf(key).copy.dropped()
  }

  unsettled(): boolean {
    return [...this.#held.values()].some(({ copy }) => copy.isChanged())
  }

  async settled(): Promise<void> {
    const changed = [...this.#held.values()].filter(({ copy }) => copy.isChanged())
    // Does not use #turn: looking for other replicas' tenants would bring back a tenant that was dropped
    // here.
    await Promise.all(changed.map(({ turns }) => turns.call(true, () => undefined)))
  }

  status(): StoreStatus {
    const { connection } = this.#parts
    const reason = connection.away()
    return reason === undefined
      ? {}
      : {
          degraded: `${connection.shown} cannot be used (${reason}): answers that change nothing are of a copy that may be stale, others are 503`,
        }
  }

  close(): Promise<void> {
    return (this.#closing ??= this.#close())
  }

  async #close(): Promise<void> {
    clearInterval(this.#timer)
    await this.settled().catch(() => undefined)
    await this.#parts.counts.end().catch(() => undefined)
    await this.#parts.connection.close()
  }

  /**
   * Runs a call in a turn. If there is no room for a tenant that the call makes, the tenant idle longest is
   * dropped and the call is run again.
   */
  async #turn<T>(tenant: string, writes: boolean, run: () => T): Promise<T> {
    // Tenants that other replicas have made since this replica's last look take room, too.
    if (writes && !this.tenants.has(tenant) && tenant !== DEFAULT_TENANT)
      await this.#bringUp((await this.#listed()).filter((other) => !this.tenants.has(other)))
    for (let tries = 1; ; tries++) {
      const { copy, turns } = this.#heldOf(tenant)
      copy.used = elapsed()
      try {
        return await turns.call(writes, run)
      } catch (error) {
        if (!(error instanceof NoRoomError) || tries > MOST_TRIES) throw error
        if (!(await this.#dropIdlest())) throw error
      }
    }
  }

  /** Drops the tenant that is idle longest. Resolves to false if there is none that may be dropped. */
  async #dropIdlest(): Promise<boolean> {
    let idlest: (Held & { readonly key: string; readonly used: number }) | undefined
    for (const [key, { kept }] of this.tenants) {
      const held = this.#heldOf(key)
      const { used } = held.copy
      if (kept !== true && key !== DEFAULT_TENANT && used < (idlest?.used ?? Infinity))
        idlest = { ...held, key, used }
    }
    if (idlest === undefined) return false
    const { key, copy, turns, used } = idlest
    const count = this.tenants.size
    await turns.call(true, () => {
      // In the turn the tenant is up to date: it may have been used meanwhile.
      if (this.tenants.get(key)?.kept === true || copy.used !== used) return
      if (!this.tenants.delete(key)) return
      this.#forget(key)
      this.dropped(key)
      this.#parts.log('warn', `tenant ${key} dropped: it was idle longest of ${count}`)
    })
    return true
  }

  #heldOf(tenant: string): Held {
    const known = this.#held.get(tenant)
    if (known !== undefined) return known
    const { connection, redis, counts, timeoutMs, fold, log } = this.#parts
    const copy = new TenantCopy(tenant, this.#owner)
    const turns = new TenantTurns({
      ...{ tenant, copy, connection, counts, timeoutMs, fold },
      log: redis,
      say: log,
    })
    const held = { turns, copy }
    this.#held.set(tenant, held)
    return held
  }

  /**
   * Brings all tenants up to date: adds those that other replicas have made, removes those that they have
   * dropped.
   */
  async #refresh(mostMs?: number): Promise<void> {
    const listed = await this.#listed()
    const known = new Set(listed)
    for (const [tenant, { turns }] of this.#held)
      if (!known.has(tenant) && turns.isIdle && !this.tenants.has(tenant)) this.#held.delete(tenant)
    await this.#bringUp([...new Set([...this.#held.keys(), ...listed])], mostMs)
    putInOrder(this.tenants, listed)
  }

  /** Resolves to the keys of all tenants. Resolves to an empty list while Redis cannot be used. */
  async #listed(): Promise<readonly string[]> {
    const { redis, connection } = this.#parts
    return redis.tenants().catch((error: unknown) => {
      connection.failed(error)
      return []
    })
  }

  async #bringUp(tenants: readonly string[], mostMs?: number): Promise<void> {
    await Promise.all(
      tenants.map((tenant) => this.#heldOf(tenant).turns.call(false, () => undefined, mostMs)),
    )
  }

  async #look(): Promise<void> {
    if (this.#parts.connection.away() !== undefined) return
    await this.#refresh().catch(() => undefined)
    // A Redis that has lost its data gets the same secret again.
    await this.#parts.redis.askSecret().catch(() => undefined)
    this.#looks++
    if (this.#looks % TIME_EACH === 0) await this.#parts.redis.askTime().catch(() => undefined)
  }
}
