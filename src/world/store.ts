import { Low, Memory } from 'lowdb'
import type { ClockSetting } from './clock.ts'
import type { Row, Rows } from './table.ts'
import type { Change } from './state/change.ts'
import type { SharedScript } from '../core/records.ts'

/** The tenant of requests that name no tenant. */
export const DEFAULT_TENANT = 'default'

/**
 * A stored clock setting. `from` is the value that `--clock` had when the clock was set. If `--clock` has
 * another value later, the setting no longer counts.
 */
interface KeptClock extends ClockSetting {
  readonly from?: string | undefined
}

/** One tenant, as a store keeps it: the world and the tenant's settings. */
export interface TenantState {
  readonly lists: Map<string, Rows>
  site: Row
  /** The seed of ids and tokens, if the server was given one. */
  seed?: string | undefined
  /** Absent while the clock is as it was at the start. */
  clock?: KeptClock | undefined
  /** An admin call has changed the tenant. Therefore it is never dropped to make room for another. */
  kept?: true | undefined
}

/** Receives the changes of one list, by the records' keys. */
export interface RecordChanges {
  readonly added: (key: string) => void
  /** A record has replaced another with the same key. */
  readonly changed: (key: string) => void
  /** A record was deleted, or dropped because it was the oldest. */
  readonly gone: (key: string) => void
}

/** Receives the changes of one tenant, so that a store can keep them. */
export interface Changes {
  list(name: string): RecordChanges
  /** The whole tenant has changed. */
  whole(): void
  /** `site`, the seed, the clock or `kept` has changed. */
  settings(): void
}

const nothing = (): void => undefined
const noRecordChanges: RecordChanges = { added: nothing, changed: nothing, gone: nothing }

/** Ignores all changes: for a state that no store keeps. */
export const noChanges: Changes = { list: () => noRecordChanges, whole: nothing, settings: nothing }

export const emptyState = (): TenantState => ({ lists: new Map(), site: {} })

/** All tenants by key, in the order in which they were made. lowdb holds this Map. */
export type Tenants = Map<string, TenantState>

/** Sorts tenants by the order of `keys`. Tenants that `keys` does not name come first. */
export const putInOrder = (tenants: Tenants, keys: readonly string[]): void => {
  for (const key of keys) {
    const state = tenants.get(key)
    if (state === undefined) continue
    tenants.delete(key)
    tenants.set(key, state)
  }
}

/** The stored state cannot be used. The message is one sentence that tells the user why and what to do. */
export class StateError extends Error {
  override readonly name = 'StateError'
}

/** No tenant can be made, because every place is taken by a tenant that must not be dropped. */
export class NoRoomError extends Error {
  override readonly name = 'NoRoomError'

  constructor(key: string, most: number) {
    super(
      `There is no room for tenant ${key}: there are ${most} that admin calls have changed; delete one (DELETE /__admin/tenants/<key>) or raise --tenants.`,
    )
  }
}

/** Keeps the tenants: in memory, in a state file or in Redis. */
export interface Store {
  readonly tenants: Tenants
  /** Returns the listener for a tenant's changes. Every change must be reported to it. */
  changes(key: string): Changes
  /** Reports that a tenant was deleted. */
  dropped(key: string): void
  /**
   * Returns whether there are changes that are not kept yet. Cheaper than `settled`, which makes a promise.
   */
  unsettled(): boolean
  /**
   * Resolves when every change so far is kept as configured. Rejects with the reason while changes cannot
   * be written. Those changes stay in memory, and are written as soon as that is possible again.
   */
  settled(): Promise<void>
  status(): StoreStatus
  /** Closes the store. Rejects with a StateError that says what is lost if not all changes could be kept. */
  close(): Promise<void>
}

export interface StoreStatus {
  /** Why changes cannot be kept now. Absent while they can. */
  readonly degraded?: string
}

/** The part of a shared store that calls use. */
export interface Shared {
  /**
   * Runs a call on the tenant's copy after other replicas' changes were applied to it. Resolves to the
   * call's result when the call's changes are shared. The call may run several times: only its last run
   * counts. A call with `writes` false should change nothing; if it does, it is run again in a turn.
   * Rejects with NotKeptError or StateError.
   */
  turn<T>(tenant: string, writes: boolean, run: () => T): Promise<T>
  /** Applies other replicas' changes to the copies of all tenants. */
  refresh(): Promise<void>
  /** Returns the secret that all replicas of this state share. */
  readonly secret: () => string
  /** Counts that belong to no tenant, over all replicas. */
  readonly counts: {
    /** Adds to a count. Must be called in a turn of this tenant. */
    add(tenant: string, name: string, times: number): void
    /** Returns a count of all replicas together, as last read. */
    total(name: string): number
    /** Reads the counts of the other replicas. */
    read(): Promise<void>
  }
  /** Returns whether the running call must change nothing because Redis cannot be used. */
  isGuarded(): boolean
  /** Throws NotKeptError while `isGuarded` returns true. */
  readonly mayChange: () => void
  /** Returns the real time that all replicas agree on, in milliseconds since the epoch. */
  readonly realNow: () => number
  attachScript(tenant: string, script: SharedScript): void
  /** Sets the callback for tenants that another replica has made and that have no script in this replica. */
  whenMade(make: (tenant: string) => void): void
}

/** A store that replicas share. */
export interface SharedStore extends Store {
  readonly shared: Shared
  /** Sets the function that applies other replicas' changes to a tenant in use. */
  attach(tenant: string, apply: (change: Change) => void): void
  /** Sets the callback for tenants that the store or another replica has dropped. */
  readonly whenDropped: (forget: (tenant: string) => void) => void
}

/** Creates a store that keeps tenants in memory only. They are lost when the process ends. */
export const createMemoryStore = (): Store => {
  const { data: tenants } = new Low<Tenants>(new Memory(), new Map())
  const closed = Promise.resolve()
  return {
    tenants,
    changes: () => noChanges,
    dropped: nothing,
    unsettled: () => false,
    settled: () => Promise.resolve(),
    status: () => ({}),
    close: () => closed,
  }
}
