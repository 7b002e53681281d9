import { Low, Memory } from 'lowdb'
import type { ClockSetting } from './clock.ts'
import type { Row, Rows } from './table.ts'
import type { Change } from './state/change.ts'
import type { SharedScript } from '../core/records.ts'

/** The one that requests without a tenant are for. */
export const DEFAULT_TENANT = 'default'

/** A clock that somebody has set, and what `--clock` said then: when that changes, it counts again. */
interface KeptClock extends ClockSetting {
  readonly from?: string | undefined
}

/** What is kept of one tenant: the world, and what was set beside it. */
export interface TenantState {
  readonly lists: Map<string, Rows>
  site: Row
  /** What ids are derived from, where the server was told. */
  seed?: string | undefined
  /** Absent: as the server starts clocks. */
  clock?: KeptClock | undefined
  /** Somebody has made it what it is: it is never dropped for another. */
  kept?: true | undefined
}

/** Is told of the records of one list, by their keys. */
export interface RecordChanges {
  readonly added: (key: string) => void
  /** Put in the place of another of its key. */
  readonly changed: (key: string) => void
  /** Deleted, or dropped for being old. */
  readonly gone: (key: string) => void
}

/** Is told what has changed of a tenant, so that it can be kept. */
export interface Changes {
  list(name: string): RecordChanges
  /** Everything about the tenant. */
  whole(): void
  /** `site`, the seed, the clock, whether it is kept. */
  settings(): void
}

const nothing = (): void => undefined
const noRecordChanges: RecordChanges = { added: nothing, changed: nothing, gone: nothing }

/** For a state that nobody keeps. */
export const noChanges: Changes = { list: () => noRecordChanges, whole: nothing, settings: nothing }

export const emptyState = (): TenantState => ({ lists: new Map(), site: {} })

/** All tenants by key; those put first were made first. lowdb holds this. */
export type Tenants = Map<string, TenantState>

/** Puts tenants into the order of these keys. */
export const putInOrder = (tenants: Tenants, keys: readonly string[]): void => {
  for (const key of keys) {
    const state = tenants.get(key)
    if (state === undefined) continue
    tenants.delete(key)
    tenants.set(key, state)
  }
}

/** Why a state is not taken: one sentence for the user, who has to do something about it. */
export class StateError extends Error {
  override readonly name = 'StateError'
}

/** No tenant can be made: every place is taken by one that is worth keeping. */
export class NoRoomError extends Error {
  override readonly name = 'NoRoomError'

  constructor(key: string, most: number) {
    super(
      `There is no room for tenant ${key}: there are ${most} that admin calls have changed; delete one (DELETE /__admin/tenants/<key>) or raise --tenants.`,
    )
  }
}

/** Keeps the tenants, if only in memory. */
export interface Store {
  readonly tenants: Tenants
  /** Who must be told of changes of a tenant. */
  changes(key: string): Changes
  /** A tenant is no more. */
  dropped(key: string): void
  /** Whether there are changes that are not kept yet: ask before `settled`, which makes a promise. */
  unsettled(): boolean
  /**
   * Resolves when every change so far is kept as configured. Rejects with the reason while changes
   * cannot be written: those so far stay in memory, and are written when that is possible again.
   */
  settled(): Promise<void>
  status(): StoreStatus
  /** Rejects with a StateError that says what is lost, where not everything could be kept. */
  close(): Promise<void>
}

export interface StoreStatus {
  /** Why changes are not reaching the disk. */
  readonly degraded?: string
}

/** What calls need of a store that replicas share. */
export interface Shared {
  /**
   * Runs a call on the tenant's copy, which is up to date, and resolves to what it returns when what it
   * changed is shared. It may be run several times: only the last one counts. A call that does not write
   * must change nothing. Rejects with NotKeptError or StateError.
   */
  turn<T>(tenant: string, writes: boolean, run: () => T): Promise<T>
  /** Brings all tenants up to date. */
  refresh(): Promise<void>
  /** What all replicas know and nobody else. */
  readonly secret: () => string
  /** Counts that belong to no tenant. */
  readonly counts: {
    /** To be called in a turn of this tenant. */
    add(tenant: string, name: string, times: number): void
    /** As last read. */
    total(name: string): number
    /** Asks what the others have counted. */
    read(): Promise<void>
  }
  /** The call that is running must change nothing: Redis is away. */
  isGuarded(): boolean
  /** Throws NotKeptError in such a call. */
  readonly mayChange: () => void
  /** Milliseconds since the epoch, as all replicas have it. */
  readonly realNow: () => number
  attachScript(tenant: string, script: SharedScript): void
  /** Calls back for each tenant that another replica has made, and that has no script here. */
  whenMade(make: (tenant: string) => void): void
}

/** A store that replicas share. */
export interface SharedStore extends Store {
  readonly shared: Shared
  /** The tenant is in use: its changes are applied by this function from now on. */
  attach(tenant: string, apply: (change: Change) => void): void
  /** Calls back for each tenant that another replica has dropped. */
  readonly whenDropped: (forget: (tenant: string) => void) => void
}

/** Keeps nothing beyond the process. */
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
