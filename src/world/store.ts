import { Low, Memory } from 'lowdb'
import type { Changes, Tenants } from './tenant-state.ts'

/** Keeps the tenants, if only in memory. */
export interface Store {
  readonly tenants: Tenants
  /** Who must be told of changes of a tenant. */
  changes(key: string): Changes
  /** A tenant is no more. */
  dropped(key: string): void
  /** Whether `settled` would have to wait. */
  unsettled(): boolean
  /** Resolves when every change so far is on disk as configured, or cannot be for now (see `status`). */
  settled(): Promise<void>
  status(): StoreStatus
  close(): Promise<void>
}

export interface StoreStatus {
  readonly ready: boolean
  /** Why changes are not reaching the disk. */
  readonly degraded?: string
}

const nothing = (): void => undefined
const untold = { added: nothing, changed: nothing, gone: nothing }
const silent: Changes = { list: () => untold, whole: nothing, settings: nothing }

export const createMemoryStore = (): Store => {
  const { data: tenants } = new Low<Tenants>(new Memory(), new Map())
  return {
    tenants,
    changes: () => silent,
    dropped: nothing,
    unsettled: () => false,
    settled: () => Promise.resolve(),
    status: () => ({ ready: true }),
    close: () => Promise.resolve(),
  }
}
