import type { Row } from '../world/table.ts'
import { sumOf } from '../world/world-room.ts'
import type { WorldData } from '../world/world-data.ts'

/** Named states of a tenant's world; not copied, as records are never changed in place. */
export interface KeptSnapshots {
  names(): readonly string[]
  get(name: string): WorldData | undefined
  set(name: string, data: WorldData): void
  delete(name: string): void
  /** What all take, roughly. */
  bytes(): number
  /** For replicas: what was set and deleted since the last time. */
  readonly shared: {
    changed(): unknown
    whole(): readonly unknown[]
    apply(record: unknown): boolean
    clear(): void
  }
}

/** Names with what they became: null for none. */
type Changed = readonly (readonly [name: string, data: WorldData | null])[]

/** `notes`: what changes is remembered for replicas. */
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

/** Bytes that a snapshot takes, roughly: counted once. */
export const weightOf = (data: WorldData): number => {
  const known = weights.get(data)
  if (known !== undefined) return known
  const rows = Object.values(data).flatMap((list) => list as Row | readonly Row[])
  const weight = sumOf(rows)
  weights.set(data, weight)
  return weight
}
