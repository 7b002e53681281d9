import type { WorldFormat } from '../check-world.ts'
import type { Row, Rows } from '../table.ts'
import { emptyState, type Tenants, type TenantState } from '../tenant-state.ts'
import { StateError } from './state-error.ts'

/** What is kept of a tenant beside its world. */
export interface TenantSettings {
  readonly seed?: string | undefined
  readonly clock?: TenantState['clock']
}

/** One line of the journal: what has become of something. Applying one twice, or late, does no harm. */
export type Change =
  | { readonly journal: number }
  /** Records were put where they were. Format 1 had one in a line. */
  | { readonly t: string; readonly l: string; readonly r: Row | readonly Row[] }
  /** Records are new, and so the newest. */
  | { readonly t: string; readonly l: string; readonly n: Row | readonly Row[] }
  /** Records are gone. */
  | { readonly t: string; readonly l: string; readonly d: readonly string[] }
  | { readonly t: string; readonly site: Row; readonly settings: TenantSettings }
  /** Everything about a tenant. */
  | { readonly t: string; readonly world: Row; readonly settings: TenantSettings }
  | { readonly t: string; readonly dropped: true }

export const JOURNAL_FORMAT = 2

export const settingsOf = ({ seed, clock }: TenantState): TenantSettings => ({ seed, clock })

/** Settings from a file; what is not of their form is left out. */
export const readSettings = (value: unknown): TenantSettings => {
  const { seed, clock } = (value ?? {}) as Readonly<Record<string, unknown>>
  return {
    ...(typeof seed === 'string' ? { seed } : {}),
    ...(isClock(clock) ? { clock } : {}),
  }
}

const isClock = (value: unknown): value is NonNullable<TenantState['clock']> => {
  if (typeof value !== 'object' || value === null) return false
  const { frozenAt, offsetMs } = value as Readonly<Record<string, unknown>>
  return Number.isFinite(offsetMs) && (frozenAt === undefined || Number.isFinite(frozenAt))
}

/** Text of the change that says everything about a tenant. */
export const wholeChange = (key: string, state: TenantState): string => {
  const lists = [...state.lists].map(([name, rows]) => [name, [...rows.values()]])
  const world = Object.fromEntries([...lists, ['site', state.site]]) as Row
  return text({ t: key, world, settings: settingsOf(state) })
}

export const text = (change: Change): string => JSON.stringify(change)

/** Brings the tenants up to a change read from a journal. Throws StateError for one that this version does not know. */
export const applyChange = (format: WorldFormat, tenants: Tenants, change: Change): void => {
  if ('journal' in change) {
    if (change.journal > JOURNAL_FORMAT)
      throw new StateError(`it was written by a newer version (journal format ${change.journal})`)
    return
  }
  if ('dropped' in change) {
    tenants.delete(change.t)
    return
  }
  if ('world' in change) {
    tenants.set(change.t, stateOf(format, change.world, readSettings(change.settings)))
    return
  }
  const state = tenants.get(change.t) ?? emptyState()
  tenants.set(change.t, state)
  if ('site' in change) {
    state.site = change.site
    const { seed, clock } = readSettings(change.settings)
    Object.assign(state, { seed, clock })
  } else if ('d' in change) {
    const rows = rowsOf(state, change.l)
    for (const key of change.d) rows.delete(key)
  } else {
    const field = keyField(format, change.l)
    const rows = rowsOf(state, change.l)
    const put = 'n' in change ? change.n : change.r
    for (const row of [put].flat()) {
      const key = row[field]
      if (typeof key !== 'string') continue
      // Over a snapshot that has it already it has to stand behind those that were there before it.
      if ('n' in change) rows.delete(key)
      rows.set(key, row)
    }
  }
}

/** A tenant's state from data of the world's format, already checked. */
export const stateOf = (
  format: WorldFormat,
  world: Row,
  settings: TenantSettings = {},
): TenantState => {
  const state: TenantState = { ...emptyState(), ...settings }
  for (const [name, value] of Object.entries(world))
    if (name === 'site') state.site = value as Row
    else {
      const key = keyField(format, name)
      const rows = rowsOf(state, name)
      for (const record of value as readonly Row[]) rows.set(record[key] as string, record)
    }
  return state
}

const rowsOf = (state: TenantState, name: string): Rows => {
  const rows = state.lists.get(name) ?? new Map<string, Row>()
  state.lists.set(name, rows)
  return rows
}

const keyField = (format: WorldFormat, list: string): string => {
  const collection = format.collections.get(list)
  if (collection === undefined)
    throw new StateError(`it holds a list ${list} that no API of this server has`)
  return collection.key
}
