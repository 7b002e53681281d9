import type { ClockSetting } from './clock.ts'
import type { Row, Rows } from './table.ts'

/** What is kept of one tenant: the world, and what was set beside it. */
export interface TenantState {
  readonly lists: Map<string, Rows>
  site: Row
  /** Absent: as the server starts clocks. */
  clock?: ClockSetting | undefined
}

/** Is told what has changed of a tenant, so that it can be kept. */
export interface Changes {
  /** Gives the listener for one list: it takes keys of records that were put or deleted. */
  list(name: string): (key: string) => void
  /** Everything about the tenant. */
  whole(): void
  /** The settings: `site` and the clock. */
  settings(): void
}

export const emptyState = (): TenantState => ({ lists: new Map(), site: {} })
