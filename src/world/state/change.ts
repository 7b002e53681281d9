import type { WorldFormat } from '../world-data.ts'
import type { Row, Rows } from '../table.ts'
import { emptyState, type Tenants, type TenantState, StateError } from '../store.ts'

/** The settings of a tenant that are kept beside its world. */
export type TenantSettings = Readonly<Pick<TenantState, 'seed' | 'clock' | 'kept'>>

/**
 * One line of the state journal, or one change of a batch: the new value of something. Applying a change
 * twice, or late, does no harm.
 */
export type Change =
  | { readonly journal: number; readonly of?: string; readonly after?: string }
  /** The first part of a whole tenant that is written in parts. Changes with records follow, then `whole`. */
  | {
      readonly t: string
      readonly parts: true
      readonly site: Row
      readonly settings: TenantSettings
    }
  | { readonly t: string; readonly whole: true }
  /** Records that keep their places in the list. Format 1 had one record in a line. */
  | { readonly t: string; readonly l: string; readonly r: Row | readonly Row[] }
  /** New records. They go to the end of the list. */
  | { readonly t: string; readonly l: string; readonly n: Row | readonly Row[] }
  /** The keys of records that were removed. */
  | { readonly t: string; readonly l: string; readonly d: readonly string[] }
  | { readonly t: string; readonly site: Row; readonly settings: TenantSettings }
  /** A whole tenant in one change. */
  | { readonly t: string; readonly world: Row; readonly settings: TenantSettings }
  | { readonly t: string; readonly dropped: true }

/**
 * The format of the state journal. Format 1 had one record in a line. Format 2 did not name the state
 * snapshot that the state journal continues.
 */
export const JOURNAL_FORMAT = 3

export const settingsOf = ({ seed, clock, kept }: TenantSettings): TenantSettings => ({
  seed,
  clock,
  kept,
})

/** Reads settings from a file. Leaves out members that do not have the right form. */
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

/** Lists with more characters than this are written in parts, because V8 limits the length of a text. */
const LONGEST_WORLD = 1_048_576
/** The number of records in one part. */
const PART = 16

/**
 * Yields the texts of the changes that make up a whole tenant: one change, or parts that count only together.
 */
export function* wholeChanges(key: string, state: TenantState): Generator<string, void> {
  const settings = settingsOf(state)
  if (!isLong(state)) {
    const lists = [...state.lists].map(([name, rows]) => [name, [...rows.values()]])
    const world = Object.fromEntries([...lists, ['site', state.site]]) as Row
    yield text({ t: key, world, settings })
    return
  }
  yield text({ t: key, parts: true, site: state.site, settings })
  // Records that change meanwhile are written with the next changes.
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

/**
 * Creates a function that applies changes in their order. A tenant in parts counts only when its last part
 * has come.
 */
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

/**
 * Applies one change to the tenants. Throws StateError for a newer format, and for a list that no API here
 * has.
 */
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
      // The state snapshot may have the record already. It has to stand behind those that were there before
      // it.
      if ('n' in change) rows.delete(key)
      rows.set(key, row)
    }
  }
}

/** Makes a tenant's state from data of the world's format that was already checked. */
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
