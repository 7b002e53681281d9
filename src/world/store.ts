import { Low, Memory } from 'lowdb'
import { noChanges, type Changes, type Tenants } from './tenant-state.ts'

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
  readonly ready: boolean
  /** Why changes are not reaching the disk. */
  readonly degraded?: string
}

const nothing = (): void => undefined

export const createMemoryStore = (): Store => {
  const { data: tenants } = new Low<Tenants>(new Memory(), new Map())
  const closed = Promise.resolve()
  return {
    tenants,
    changes: () => noChanges,
    dropped: nothing,
    unsettled: () => false,
    settled: () => Promise.resolve(),
    status: () => ({ ready: true }),
    close: () => closed,
  }
}
