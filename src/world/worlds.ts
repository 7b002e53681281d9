import { parseClock, type ClockStart } from '../core/time.ts'
import { sharedCollections, type Collection } from '../core/records.ts'
import type { Shape } from '../core/schema.ts'
import { composeWorld, createWorldFormat, type WorldData, type WorldFormat } from './world-data.ts'
import {
  type Changes,
  DEFAULT_TENANT,
  emptyState,
  noChanges,
  type TenantState,
  NoRoomError,
  createMemoryStore,
  type Store,
  type Shared,
  type SharedStore,
} from './store.ts'
import type { Log } from '../core/log.ts'
import { openFileStore, type FileStoreOptions } from './state/open-store.ts'
import { createTenantWorld, type Start, type TenantWorld } from './tenant-world.ts'
import type { RedisOptions } from './replicas/redis-server.ts'
import { WorldRoom, type WorldShare } from './world-room.ts'

export interface WorldsOptions extends StartOptions {
  /** The lists of the APIs. The lists that every world has are added. */
  readonly collections: readonly Collection[]
  /** The APIs' settings under `site`. */
  readonly siteShapes?: readonly Shape[]
  /** The seed world: `fixtures/world.json`. */
  readonly seedWorld: WorldData
  /** WeChat accepts only known login codes, each once. */
  readonly strict?: boolean
  /** Denying on the consent page redirects with `state` alone. Default false: the page stays, closed. */
  readonly denyRedirects?: boolean
  /** The state file that keeps the worlds. Absent: they are kept in memory. */
  readonly store?: FileStoreOptions | undefined
  /** The Redis in which replicas share the worlds. Takes precedence over `store`. */
  readonly replicas?: RedisOptions | undefined
  /**
   * The most tenants at a time. To make one more, the tenant idle longest is dropped, among those that no
   * admin call has changed. Default 1,000.
   */
  readonly maxTenants?: number
  /** The limits of lists in records, by the lists' names. Other lists have their own limits. */
  readonly maxRecords?: Readonly<Record<string, number>>
  /** The limit in records of a list that has no other limit. */
  readonly mostRecords?: number
  /** The limit in bytes of the worlds of all tenants, roughly. */
  readonly maxBytes?: number
  readonly log?: Log
}

/** The options that fixtures may change while the server runs. */
export interface StartOptions {
  /** Merged over the seed world, in this order. */
  readonly overlays?: readonly WorldData[]
  /** The text from which ids and tokens are derived. */
  readonly seed?: string | undefined
  /** The value of `--clock`. */
  readonly clock?: string | undefined
}

/** The worlds of all tenants. */
export interface Worlds extends Pick<Store, 'unsettled' | 'settled' | 'status' | 'close'> {
  /** Returns a tenant. The first call makes the tenant from the seed world. Throws NoRoomError. */
  of(key: string): TenantWorld
  /** Makes a tenant as `of` does, but does not keep it: for an answer that must not make a tenant. */
  passing(key: string): TenantWorld
  /** Protects a tenant from being dropped for another. Does nothing if there is no such tenant. */
  keep(key: string): void
  has(key: string): boolean
  keys(): string[]
  /** Drops a tenant. Returns false if there is no such tenant. */
  drop(key: string): boolean
  /** Sets the start of new and reset tenants. Throws WorldError or RangeError; then nothing has changed. */
  startFrom(options: StartOptions): void
  /** The state that replicas share. Absent if no state is shared. */
  readonly shared?: Shared | undefined
}

/** A tenant that has been used since the server started. */
interface Open {
  readonly world: TenantWorld
  readonly share: WorldShare
  used: number
}

/**
 * Opens the worlds. Rejects with StateError if the stored state cannot be used, and with WorldError or
 * RangeError if the options of the start are not valid.
 */
export const openWorlds = async (options: WorldsOptions): Promise<Worlds> => {
  const {
    collections,
    siteShapes,
    store,
    replicas,
    maxRecords = {},
    mostRecords,
    log = () => undefined,
  } = options
  const all = new Set<Collection>([...sharedCollections, ...collections])
  const limited = [...all].map((list) => {
    const limit = maxRecords[list.name] ?? list.limit ?? mostRecords
    return limit === undefined ? list : { ...list, limit }
  })
  const format = createWorldFormat(limited, siteShapes)
  const start = startOf(format, options)
  if (replicas !== undefined) {
    const { openRedisStore } = await import('./replicas/redis-store.ts')
    const shared = await openRedisStore(replicas, format, log)
    return createWorlds(options, format, shared, start, shared)
  }
  const kept = store === undefined ? createMemoryStore() : await openFileStore(store, format, log)
  return createWorlds(options, format, kept, start)
}

const createWorlds = (
  options: WorldsOptions,
  format: WorldFormat,
  store: Store,
  first: Start,
  replicas?: SharedStore,
): Worlds => {
  const { strict = false, denyRedirects = false } = options
  const { maxTenants = 1_000, log = () => undefined } = options
  let start = first
  const room = new WorldRoom(options.maxBytes)
  const open = new Map<string, Open>()
  let uses = 0

  const worldOf = (
    key: string,
    state: TenantState,
    changes: Changes,
    share: WorldShare,
    shared: Parameters<typeof createTenantWorld>[0]['shared'] = replicas?.shared,
  ): TenantWorld => {
    const full = (list: string): void => {
      log('info', `${list} of tenant ${key} full: from now on the oldest are dropped`)
    }
    const own = { key, state, changes, full, share, shared }
    return createTenantWorld({ ...own, format, strict, denyRedirects, start: () => start })
  }
  const begin = (key: string): TenantWorld => {
    const kept = store.tenants.get(key)
    const state = kept ?? emptyState()
    store.tenants.set(key, state)
    // With replicas each tenant has a room of its own. A replica may change only the tenant whose turn it
    // has. Therefore it must not drop another tenant's records to make room.
    const share = (replicas === undefined ? room : new WorldRoom(options.maxBytes)).share()
    const world = worldOf(key, state, store.changes(key), share)
    replicas?.attach(key, world.apply)
    if (kept === undefined) world.reset()
    open.set(key, { world, share, used: uses })
    return world
  }
  const forget = (key: string): void => {
    open.get(key)?.share.leave()
    open.delete(key)
  }
  const drop = (key: string): boolean => {
    forget(key)
    if (!store.tenants.delete(key)) return false
    store.dropped(key)
    return true
  }
  const makeRoom = (coming: string): void => {
    while (store.tenants.size >= maxTenants) {
      // With replicas a tenant may be dropped only in its own turn. The store catches the NoRoomError,
      // drops a tenant in such a turn, and runs the call again.
      const idle = replicas === undefined ? idlest() : undefined
      if (idle === undefined) throw new NoRoomError(coming, maxTenants)
      log('warn', `tenant ${idle} dropped: it was idle longest of ${maxTenants}`)
      drop(idle)
    }
  }
  /**
   * Returns the key of the tenant that is idle longest. Tenants that nobody has used since the start come
   * first, in their stored order. Returns undefined if no tenant may be dropped: the default tenant, and
   * tenants that admin calls have changed, always stay.
   */
  const idlest = (): string | undefined => {
    let idle: string | undefined
    let least = Infinity
    for (const [key, { kept }] of store.tenants) {
      const used = open.get(key)?.used ?? 0
      if (used < least && kept !== true && key !== DEFAULT_TENANT) [idle, least] = [key, used]
    }
    return idle
  }

  replicas?.whenDropped(forget)

  return {
    shared: replicas?.shared,
    of: (key) => {
      uses++
      const known = open.get(key)
      if (known !== undefined) {
        known.used = uses
        return known.world
      }
      if (!store.tenants.has(key) && key !== DEFAULT_TENANT) makeRoom(key)
      return begin(key)
    },
    passing: (key) => {
      // No store keeps this world. Therefore it may change while other worlds may not.
      const own = replicas && { realNow: replicas.shared.realNow, mayChange: () => undefined }
      const world = worldOf(key, emptyState(), noChanges, new WorldRoom().share(), own)
      world.reset()
      return world
    },
    keep: (key) => {
      const state = store.tenants.get(key)
      if (state === undefined || state.kept === true) return
      state.kept = true
      store.changes(key).settings()
    },
    has: (key) => store.tenants.has(key),
    keys: () => [...store.tenants.keys()],
    drop,
    startFrom: (next) => {
      start = startOf(format, { ...next, seedWorld: options.seedWorld })
    },
    unsettled: () => store.unsettled(),
    settled: () => store.settled(),
    status: () => store.status(),
    close: () => store.close(),
  }
}

const startOf = (
  format: WorldFormat,
  { seedWorld, overlays = [], seed, clock }: StartOptions & Pick<WorldsOptions, 'seedWorld'>,
): Start => ({
  world: composeWorld(format, [seedWorld, ...overlays]),
  seed,
  clock: clock === undefined ? undefined : { text: clock, start: clockStartOf(clock) },
})

const clockStartOf = (text: string): ClockStart => {
  const start = parseClock(text)
  if (start === undefined)
    throw new RangeError(
      `${JSON.stringify(text)} is no clock: write an instant such as 2026-01-29T07:00:34Z, or a shift such as +2h.`,
    )
  return start
}
