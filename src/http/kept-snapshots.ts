import type { Row } from '../world/table.ts'
import { sumOf } from '../world/world-room.ts'
import type { WorldData } from '../world/world-data.ts'

/** The snapshots of a tenant's world, by name. They are not copies: records are never changed in place. */
export interface KeptSnapshots {
  names(): readonly string[]
  get(name: string): WorldData | undefined
  set(name: string, data: WorldData): void
  delete(name: string): void
  /** Returns the approximate bytes that all snapshots take. */
  bytes(): number
  /** Shares snapshots with replicas. `changed` returns what was set and deleted since its last call. */
  readonly shared: {
    changed(): unknown
    whole(): readonly unknown[]
    apply(record: unknown): boolean
    clear(): void
  }
}

/** Changed names with their new snapshots; null: deleted. */
type Changed = readonly (readonly [name: string, data: WorldData | null])[]

/** Creates the snapshots of a tenant. `notes`: whether changes are recorded for replicas. */
export const createKeptSnapshots = (notes: boolean): KeptSnapshots => {
  const kept = new Map<string, WorldData>()
  let changes: Changed = []
  const note = (name: string, data: WorldData | null): void => {
    if (notes) changes = [...changes, [name, data]]
  }
  return {
    names: () => [...kept.keys()],
    get: (name) => kept.get(name),
    set: (name, data) => {
      kept.set(name, data)
      note(name, data)
    },
    delete: (name) => {
      kept.delete(name)
      note(name, null)
    },
    bytes: () => [...kept.values()].reduce((sum, one) => sum + weightOf(one), 0),
    shared: {
      changed: () => {
        const changed = changes
        changes = []
        return changed.length === 0 ? undefined : { snapshots: changed }
      },
      whole: () => [...kept].map((one) => ({ snapshots: [one] })),
      apply: (record) => {
        const { snapshots } = record as { readonly snapshots?: Changed }
        for (const [name, data] of snapshots ?? [])
          if (data === null) kept.delete(name)
          else kept.set(name, data)
        return snapshots !== undefined
      },
      clear: () => {
        kept.clear()
        changes = []
      },
    },
  }
}

const weights = new WeakMap<WorldData, number>()

/** Returns the approximate bytes that a snapshot takes. They are computed once per snapshot. */
export const weightOf = (data: WorldData): number => {
  const known = weights.get(data)
  if (known !== undefined) return known
  const rows = Object.values(data).flatMap((list) => list as Row | readonly Row[])
  const weight = sumOf(rows)
  weights.set(data, weight)
  return weight
}
