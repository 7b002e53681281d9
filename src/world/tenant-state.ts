import type { ClockSetting } from './clock.ts'
import type { Row, Rows } from './table.ts'

/** The one that requests without a tenant are for. */
export const DEFAULT_TENANT = 'default'

/** A clock that somebody has set, and what `--clock` said then: when that changes, it counts again. */
export interface KeptClock extends ClockSetting {
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

const noRecordChanges: RecordChanges = {
  added: () => undefined,
  changed: () => undefined,
  gone: () => undefined,
}

/** For a state that nobody keeps. */
export const noChanges: Changes = {
  list: () => noRecordChanges,
  whole: () => undefined,
  settings: () => undefined,
}

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
