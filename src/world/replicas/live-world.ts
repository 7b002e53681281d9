import type { WorldFormat } from '../check-world.ts'
import {
  createReplay,
  readSettings,
  stateOf,
  type Change,
  type TenantSettings,
} from '../state/change.ts'
import type { Tenants, TenantState } from '../tenant-state.ts'
import type { TenantTables } from '../world.ts'

/** What a change reaches of a tenant in use. */
export interface LiveWorldParts {
  readonly format: WorldFormat
  readonly state: TenantState
  readonly world: TenantTables
  /** Seed, clock and whether it is kept are others. */
  readonly settingsChanged: () => void
}

/**
 * Applies changes that another replica has made to a tenant in use: through its tables, so that what they
 * have counted and indexed stays right.
 */
export const createLiveWorld = (parts: LiveWorldParts): ((change: Change) => void) => {
  const { format, state, world, settingsChanged } = parts
  const begun: Tenants = new Map()
  const stage = createReplay(format, begun)
  let isInParts = false

  const become = (next: TenantState): void => {
    world.replace({ lists: next.lists, site: next.site })
    takeSettings(next)
  }
  const takeSettings = ({ seed, clock, kept }: TenantSettings): void => {
    Object.assign(state, { seed, clock, kept })
    settingsChanged()
  }

  return (change) => {
    if ('journal' in change || 'dropped' in change) return
    if ('parts' in change) isInParts = true
    if (isInParts) {
      stage(change)
      if (!('whole' in change)) return
      isInParts = false
      const whole = begun.get(change.t)
      begun.clear()
      if (whole !== undefined) become(whole)
    } else if ('whole' in change) return
    else if ('world' in change) become(stateOf(format, change.world, readSettings(change.settings)))
    else if ('site' in change) {
      state.site = change.site
      takeSettings(readSettings(change.settings))
    } else {
      const collection = format.collections.get(change.l)
      // Of an API that this replica does not serve.
      if (collection === undefined) return
      const table = world.table(collection)
      if ('d' in change) for (const key of change.d) table.delete(key)
      else
        for (const row of ['n' in change ? change.n : change.r].flat()) {
          const key = row[collection.key] as string
          if ('n' in change) table.delete(key)
          table.put(row)
        }
    }
  }
}
