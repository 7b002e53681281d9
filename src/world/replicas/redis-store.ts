import { NotKeptError } from '../../core/not-kept-error.ts'
import type { WorldFormat } from '../check-world.ts'
import { elapsed, realNow } from '../clock.ts'
import type { Log } from '../log.ts'
import { NoRoomError } from '../no-room-error.ts'
import type { StoreStatus } from '../store.ts'
import { createReplay, wholeChanges, type Change } from '../state/change.ts'
import { changesIn, PendingChanges } from '../state/pending.ts'
import type { Changes, Tenants } from '../tenant-state.ts'
import { readBatch, scriptChange } from './batch.ts'
import { DEFAULT_TENANT } from '../default-tenant.ts'
import { connectRedis, type RedisConnection } from './redis-connection.ts'
import { createRedisLog, type RedisLog } from './redis-log.ts'
import { DEFAULT_PREFIX, DEFAULT_TIMEOUT_MS, type RedisOptions } from './redis-options.ts'
import type { Shared, SharedScript, SharedStore } from './shared-store.ts'
import { TenantTurns, type TenantCopy } from './tenant-turns.ts'

const FOLD = { batches: 10_000, bytes: 16 * 1_048_576 }
/** How often tenants that others made or dropped are looked for. */
const LOOK_MS = 10_000
/** How often Redis is asked what time it is, in looks. */
const TIME_EACH = 6
/** For everything to come at a start, in ms. */
const START_MS = 60_000
/** To find room for one tenant. */
const MOST_TRIES = 4

/** Opens the state that replicas share. Rejects with StateError of one sentence for a Redis that will not do. */
export const openRedisStore = async (
  options: RedisOptions,
  format: WorldFormat,
  log: Log,
): Promise<SharedStore> => {
  const { prefix = DEFAULT_PREFIX, timeoutMs = DEFAULT_TIMEOUT_MS, fold = FOLD } = options
  const connection = await connectRedis(options, timeoutMs, prefix, log)
  // Whoever is killed in its turn has others wait for less than they have time.
  const leaseMs = Math.min(1_000, Math.ceil(timeoutMs / 2))
  const redis = createRedisLog(connection, prefix, leaseMs)
  const store = new RedisStore({ connection, redis, format, timeoutMs, fold, log })
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
  readonly format: WorldFormat
  readonly timeoutMs: number
  readonly fold: typeof FOLD
  readonly log: Log
}

/** What this replica has of one tenant. */
interface Copy {
  readonly turns: TenantTurns
  readonly pending: PendingChanges
  readonly replay: (change: Change) => void
  apply: ((change: Change) => void) | undefined
  script: SharedScript | undefined
  /** Of the script, before it is attached. */
  records: unknown[]
  /** When it was used last, here or, as far as that is known, elsewhere; by the steady clock. */
  used: number
}

class RedisStore implements SharedStore {
  readonly tenants: Tenants = new Map()
  readonly shared: Shared
  readonly #parts: Parts
  readonly #copies = new Map<string, Copy>()
  #guard: string | undefined
  #offsetMs = 0
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
      isGuarded: () => this.#guard !== undefined,
      mayChange: () => {
        if (this.#guard !== undefined) throw new NotKeptError(this.#guard)
      },
      realNow: () => realNow() + this.#offsetMs,
      attachScript: (tenant, script) => {
        const copy = this.#copyOf(tenant)
        copy.script = script
        for (const record of copy.records.splice(0)) script.apply(record, true)
      },
      whenMade: (make) => {
        this.#make = make
      },
    }
  }

  async load(): Promise<void> {
    await this.#askTime()
    await this.#refresh(START_MS)
    const { connection, redis } = this.#parts
    connection.subscribe([redis.changedChannel, redis.turnChannel], (channel, tenant) => {
      const copy = this.#copies.get(tenant)
      if (channel === redis.turnChannel) copy?.turns.given()
      else if (copy?.script?.isFollowed() === true && copy.turns.isIdle) this.#catchUp(tenant)
    })
    this.#timer = setInterval(() => {
      void this.#look()
    }, LOOK_MS).unref()
  }

  attach(tenant: string, apply: (change: Change) => void): void {
    this.#copyOf(tenant).apply = apply
  }

  whenDropped(forget: (tenant: string) => void): void {
    this.#forget = forget
  }

  changes(key: string): Changes {
    return this.#copyOf(key).pending.listen(key)
  }

  dropped(key: string): void {
    const copy = this.#copyOf(key)
    copy.pending.drop(key)
    this.#detach(copy)
  }

  unsettled(): boolean {
    return [...this.#copies.values()].some(isChanged)
  }

  async settled(): Promise<void> {
    const changed = [...this.#copies].filter(([, copy]) => isChanged(copy))
    await Promise.all(changed.map(([tenant]) => this.shared.turn(tenant, true, () => undefined)))
  }

  status(): StoreStatus {
    const { connection } = this.#parts
    const reason = connection.away()
    return reason === undefined
      ? { ready: true }
      : {
          ready: true,
          degraded: `${connection.shown} cannot be used (${reason}): answers that change nothing are of a copy that may be stale, others are 503`,
        }
  }

  close(): Promise<void> {
    return (this.#closing ??= this.#close())
  }

  async #close(): Promise<void> {
    clearInterval(this.#timer)
    await this.settled().catch(() => undefined)
    await this.#parts.connection.close()
  }

  /** Where there is no room for a tenant that the call would make, the one idle longest goes. */
  async #turn<T>(tenant: string, writes: boolean, run: () => T): Promise<T> {
    for (let tries = 1; ; tries++) {
      const copy = this.#copyOf(tenant)
      copy.used = elapsed()
      try {
        return await copy.turns.call(writes, run)
      } catch (error) {
        if (!(error instanceof NoRoomError) || tries > MOST_TRIES) throw error
        if (!(await this.#dropIdlest())) throw error
      }
    }
  }

  /** False where all are worth keeping, or not to be dropped now. */
  async #dropIdlest(): Promise<boolean> {
    let idlest: { readonly key: string; readonly copy: Copy; readonly used: number } | undefined
    for (const [key, { kept }] of this.tenants) {
      const copy = this.#copyOf(key)
      const { used } = copy
      if (kept !== true && key !== DEFAULT_TENANT && used < (idlest?.used ?? Infinity))
        idlest = { key, copy, used }
    }
    if (idlest === undefined) return false
    const { key, copy, used } = idlest
    const count = this.tenants.size
    await copy.turns.call(true, () => {
      // In its turn it is up to date: perhaps somebody uses it after all.
      if (this.tenants.get(key)?.kept === true || copy.used !== used) return
      if (!this.tenants.delete(key)) return
      this.#forget(key)
      this.dropped(key)
      this.#parts.log('warn', `tenant ${key} dropped: it was idle longest of ${count}`)
    })
    return true
  }

  #copyOf(tenant: string): Copy {
    const known = this.#copies.get(tenant)
    if (known !== undefined) return known
    const { connection, redis, timeoutMs, fold, format, log } = this.#parts
    const copy: Copy = {
      turns: new TenantTurns({
        ...{ tenant, connection, timeoutMs, fold },
        log: redis,
        copy: this.#tenantCopy(tenant, () => copy),
        warn: (line) => {
          log('warn', line)
        },
      }),
      pending: new PendingChanges(() => undefined),
      replay: createReplay(format, this.tenants),
      apply: undefined,
      script: undefined,
      records: [],
      used: 0,
    }
    this.#copies.set(tenant, copy)
    return copy
  }

  #tenantCopy(tenant: string, own: () => Copy): TenantCopy {
    return {
      take: (batches, anew) => {
        this.#take(tenant, own(), batches, anew)
      },
      isChanged: () => isChanged(own()),
      changes: () => {
        const copy = own()
        const texts = [...changesIn(copy.pending.take(), this.tenants)]
        const isThere = this.tenants.has(tenant)
        if (isThere) texts.push(...(copy.script?.changes() ?? []).map(scriptChange))
        return { texts, drops: texts.length > 0 && !isThere }
      },
      whole: () => {
        const state = this.tenants.get(tenant)
        if (state === undefined) return []
        return [...wholeChanges(tenant, state), ...(own().script?.whole() ?? []).map(scriptChange)]
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

  #take(tenant: string, copy: Copy, batches: readonly string[], anew: boolean): void {
    const changes = batches.flatMap(readBatch)
    if (batches.length > 0) copy.used = elapsed()
    if (anew) {
      copy.records = []
      copy.script?.clear()
      if (changes.length === 0) this.#drop(tenant, copy)
    }
    for (const change of changes)
      if ('s' in change) {
        if (copy.script === undefined) copy.records.push(change.s)
        else copy.script.apply(change.s, anew)
      } else if ('dropped' in change) this.#drop(tenant, copy)
      else if (copy.apply === undefined) copy.replay(change)
      else copy.apply(change)
    if (copy.script === undefined && this.tenants.has(tenant)) this.#make(tenant)
    // What was applied is nothing to tell of.
    copy.pending.take()
    copy.script?.changes()
  }

  #drop(tenant: string, copy: Copy): void {
    this.#detach(copy)
    if (this.tenants.delete(tenant)) this.#forget(tenant)
  }

  #detach(copy: Copy): void {
    copy.apply = undefined
    copy.script = undefined
    copy.records = []
  }

  #catchUp(tenant: string): void {
    this.#copyOf(tenant)
      .turns.call(false, () => undefined)
      .catch(() => undefined)
  }

  /** Also those that others have made since, and none that others have dropped. */
  async #refresh(mostMs?: number): Promise<void> {
    const listed = await this.#parts.redis.tenants().catch((error: unknown) => {
      this.#parts.connection.failed(error)
      return []
    })
    const all = new Set([...this.#copies.keys(), ...listed])
    const known = new Set(listed)
    for (const [tenant, copy] of this.#copies)
      if (!known.has(tenant) && copy.turns.isIdle && !this.tenants.has(tenant)) {
        this.#copies.delete(tenant)
        all.delete(tenant)
      }
    await Promise.all(
      [...all].map((tenant) => this.#copyOf(tenant).turns.call(false, () => undefined, mostMs)),
    )
  }

  async #look(): Promise<void> {
    if (this.#parts.connection.away() !== undefined) return
    await this.#refresh().catch(() => undefined)
    this.#looks++
    if (this.#looks % TIME_EACH === 0) await this.#askTime().catch(() => undefined)
  }

  async #askTime(): Promise<void> {
    const before = realNow()
    const time = await this.#parts.redis.time()
    const after = realNow()
    this.#offsetMs = Math.round(time - (before + after) / 2)
  }
}

const isChanged = ({ pending, script }: Copy): boolean =>
  pending.some || script?.isChanged() === true
