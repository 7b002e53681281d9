import type { Store } from '../store.ts'
import type { Change } from '../state/change.ts'
import type { SharedScript } from '../../core/shared-script.ts'

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
