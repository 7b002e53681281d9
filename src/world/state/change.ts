import type { WorldFormat } from '../world-data.ts'
import type { Row, Rows } from '../table.ts'
import { emptyState, type Tenants, type TenantState, StateError } from '../store.ts'

/** What is kept of a tenant beside its world. */
export type TenantSettings = Readonly<Pick<TenantState, 'seed' | 'clock' | 'kept'>>

/** One line of the journal: what has become of something. Applying one twice, or late, does no harm. */
export type Change =
  | { readonly journal: number; readonly of?: string; readonly after?: string }
  /** The beginning of everything about a tenant that is told in parts: records follow, then `whole`. */
  | {
      readonly t: string
      readonly parts: true
      readonly site: Row
      readonly settings: TenantSettings
    }
  | { readonly t: string; readonly whole: true }
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

/** 1 had one record in a line. 2 did not say which state snapshot it goes on from. */
export const JOURNAL_FORMAT = 3

export const settingsOf = ({ seed, clock, kept }: TenantSettings): TenantSettings => ({
  seed,
  clock,
  kept,
})

/** Settings from a file; what is not of their form is left out. */
export const readSettings = (value: unknown): TenantSettings => {
  const { seed, clock, kept } = (value ?? {}) as Readonly<Record<string, unknown>>
  return {
    ...(typeof seed === 'string' ? { seed } : {}),
    ...(isClock(clock) ? { clock } : {}),
    ...(kept === true ? { kept } : {}),
  }
}

const isClock = (value: unknown): value is NonNullable<TenantState['clock']> => {
  if (typeof value !== 'object' || value === null) return false
  const { frozenAt, offsetMs } = value as Readonly<Record<string, unknown>>
  return Number.isFinite(offsetMs) && (frozenAt === undefined || Number.isFinite(frozenAt))
}

/** A world with longer lists than this is told in parts: V8 cannot hold every text. */
const LONGEST_WORLD = 1_048_576
/** Records in one part. */
const PART = 16

/** Texts of the changes that say everything about a tenant: one, or parts that count together only. */
export function* wholeChanges(key: string, state: TenantState): Generator<string, void> {
  const settings = settingsOf(state)
  if (!isLong(state)) {
    const lists = [...state.lists].map(([name, rows]) => [name, [...rows.values()]])
    const world = Object.fromEntries([...lists, ['site', state.site]]) as Row
    yield text({ t: key, world, settings })
    return
  }
  yield text({ t: key, parts: true, site: state.site, settings })
  // What changes meanwhile is told of with the next changes.
  for (const [name, rows] of state.lists) {
    let part: Row[] = []
    for (const row of rows.values()) {
      part.push(row)
      if (part.length < PART) continue
      yield text({ t: key, l: name, n: part })
      part = []
    }
    if (part.length > 0) yield text({ t: key, l: name, n: part })
  }
  yield text({ t: key, whole: true })
}

const isLong = ({ lists }: TenantState): boolean => {
  let length = 0
  for (const rows of lists.values())
    for (const row of rows.values()) {
      length += JSON.stringify(row).length
      if (length > LONGEST_WORLD) return true
    }
  return false
}

export const text = (change: Change): string => JSON.stringify(change)

/** Applies changes to tenants in their order; a world told in parts counts when its last part has come. */
export const createReplay = (format: WorldFormat, tenants: Tenants): ((change: Change) => void) => {
  const begun: Tenants = new Map()
  return (change) => {
    if ('parts' in change) {
      const { site, settings } = change
      begun.set(change.t, { ...emptyState(), ...readSettings(settings), site })
    } else if ('whole' in change) {
      const state = begun.get(change.t)
      if (state !== undefined) tenants.set(change.t, state)
      begun.delete(change.t)
    } else applyChange(format, 't' in change && begun.has(change.t) ? begun : tenants, change)
  }
}

/** Brings the tenants up to a change read from a journal. Throws StateError for one that this version does not know. */
export const applyChange = (format: WorldFormat, tenants: Tenants, change: Change): void => {
  if ('journal' in change) {
    if (change.journal > JOURNAL_FORMAT)
      throw new StateError(`it was written by a newer version (journal format ${change.journal})`)
    return
  }
  if ('parts' in change || 'whole' in change) return
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
    Object.assign(state, settingsOf(readSettings(change.settings)))
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
      // Over a state snapshot that has it already it has to stand behind those that were there before it.
      if ('n' in change) rows.delete(key)
      rows.set(key, row)
    }
  }
}

/** A tenant's state from data of the world's format, already checked. */
const stateOf = (format: WorldFormat, world: Row, settings: TenantSettings): TenantState => {
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
