import type { Store } from '../store.ts'
import type { Change } from '../state/change.ts'

/** What stands beside a tenant's world: whoever made it says what its records are. */
export interface SharedScript {
  /** `isOld`: it is loaded, not new. */
  apply(record: unknown, isOld: boolean): void
  /** Texts of the records of what was changed since the last time. */
  changes(): readonly string[]
  isChanged(): boolean
  /** Texts of records that make it up, the first of which takes away what there was. */
  whole(): readonly string[]
  /** Takes away everything. */
  clear(): void
  /** Somebody wants to be told of what is new. */
  isFollowed(): boolean
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
