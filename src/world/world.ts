import type { Collection, Person, Table, World } from '../core/records.ts'
import type { Infer, Shape } from '../core/schema.ts'
import { type ComposedWorld, mergeData, type WorldData, type WorldFormat } from './world-data.ts'
import { RecordTable, type Row } from './table.ts'
import type { Changes, TenantState } from './store.ts'
import { bytesOf, sumOf, type WorldShare } from './world-room.ts'

/** A count of a world that is not in its records. Replicas share it. Undefined stands for its first value. */
export interface WorldCount {
  readonly count: () => number | undefined
  readonly take: (count: number | undefined) => void
}

/** Creates a count that begins with `first`, and begins again whenever the world is replaced. */
export const createWorldCount = (
  world: Pick<TenantTables, 'generation'>,
  first: number,
): WorldCount & { readonly current: () => number; readonly increase: () => number } => {
  let generation = world.generation
  let reached = first
  const current = (): number => {
    if (generation !== world.generation) [generation, reached] = [world.generation, first]
    return reached
  }
  return {
    current,
    increase: () => (reached = current() + 1),
    count: () => (current() > first ? reached : undefined),
    take: (count = first) => {
      ;[generation, reached] = [world.generation, count]
    },
  }
}

/** The dependencies of one tenant's tables. */
export interface TablesOptions {
  readonly format: WorldFormat
  readonly state: TenantState
  readonly changes: Changes
  /** Called once for each list, when its oldest records begin to be dropped. */
  readonly full: (list: string) => void
  readonly share: WorldShare
  /** Throws while nothing may change. Absent if changes are always allowed. */
  readonly mayChange?: (() => void) | undefined
}

/** One tenant's world: tables for handlers, data for the admin API. */
export class TenantTables implements World {
  readonly #options: TablesOptions
  readonly #tables = new Map<string, RecordTable>()
  /** Increases whenever the whole world is replaced. */
  generation = 0

  constructor(options: TablesOptions) {
    this.#options = options
    // Limits may have become lower since the lists were stored. Opening a table applies them.
    for (const name of options.state.lists.keys()) this.#open(name)
  }

  table<S extends Shape>({ name }: Collection<S>): Table<Infer<S>> {
    return this.#table(name) as unknown as Table<Infer<S>>
  }

  accountsOf(person: Person): readonly string[] {
    return [...this.#options.format.collections.values()].flatMap(({ name, accounts }) =>
      accounts?.of(person).some(([index, value]) => {
        return typeof value === 'string' && this.#table(name).find(index, value) !== undefined
      }) === true
        ? [accounts.api]
        : [],
    )
  }

  site(): Row {
    return this.#options.state.site
  }

  data(): WorldData {
    const { format, state } = this.#options
    const lists = [...format.collections.keys()].map((name) => [
      name,
      [...(state.lists.get(name)?.values() ?? [])],
    ])
    return Object.fromEntries([...lists, ['site', state.site]]) as WorldData
  }

  /** Merges data into the world. Throws WorldError or WorldsFullError; then nothing has changed. */
  patch(data: WorldData): void {
    const { format, state, changes, share, mayChange } = this.#options
    const { lists, site } = mergeData(format, state, data)
    let growth = 0
    for (const [name, rows] of lists) {
      const there = state.lists.get(name)
      for (const [key, row] of rows) growth += bytesOf(row) - bytesOf(there?.get(key))
    }
    share.expect(growth)
    mayChange?.()
    for (const [name, rows] of lists) for (const row of rows.values()) this.#table(name).put(row)
    if (!Object.hasOwn(data, 'site')) return
    state.site = site
    changes.settings()
  }

  /** Throws WorldsFullError if there is no room for replacing this world by the given one. */
  expectRoom({ lists }: ComposedWorld): void {
    const sum = [...lists.values()].reduce((sum, rows) => sum + sumOf(rows.values()), 0)
    const { share } = this.#options
    share.expect(sum - share.bytes)
  }

  /** Replaces this world by the given one. */
  replace({ lists, site }: ComposedWorld): void {
    const { format, state, changes, mayChange } = this.#options
    mayChange?.()
    for (const name of format.collections.keys()) this.#table(name).refill(lists.get(name) ?? [])
    state.site = site
    this.generation++
    changes.whole()
  }

  #table(name: string): RecordTable {
    return this.#tables.get(name) ?? this.#open(name)
  }

  #open(name: string): RecordTable {
    const { format, state, changes, full, share, mayChange } = this.#options
    const collection = format.collections.get(name)
    if (collection === undefined)
      throw new Error(`No API of this server has a list named ${name}: add it to its collections.`)
    const rows = state.lists.get(name) ?? new Map<string, Row>()
    state.lists.set(name, rows)
    const table = new (mayChange === undefined ? RecordTable : guarded(mayChange))(
      collection,
      rows,
      changes.list(name),
      () => {
        full(name)
      },
      (bytes) => {
        share.took(bytes)
      },
    )
    this.#tables.set(name, table)
    share.lists.push(table)
    return table
  }
}

/** Makes a table class whose changes call `mayChange` first, which throws while nothing may change. */
const guarded = (mayChange: () => void): typeof RecordTable =>
  class extends RecordTable {
    override put(record: Row): void {
      mayChange()
      super.put(record)
    }

    override delete(key: string): void {
      mayChange()
      super.delete(key)
    }
  }
