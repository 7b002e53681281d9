import type { Collection, Person, Table, World } from '../core/records.ts'
import type { Infer, Shape } from '../core/schema.ts'
import { type ComposedWorld, mergeData, type WorldData, type WorldFormat } from './world-data.ts'
import { RecordTable, type Row } from './table.ts'
import type { Changes, TenantState } from './store.ts'
import { bytesOf, sumOf, type WorldShare } from './world-room.ts'

/** A number that a world has reached beside its records, for replicas; undefined: as at the start. */
export interface WorldCount {
  readonly count: () => number | undefined
  readonly take: (count: number | undefined) => void
}

/** A number that is `first` again with each world that is put in place of another. */
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

/** One tenant's world: tables for handlers, data for whoever scripts them. */
export class TenantTables implements World {
  readonly #format: WorldFormat
  readonly #state: TenantState
  readonly #changes: Changes
  readonly #full: (list: string) => void
  readonly #share: WorldShare
  readonly #mayChange: (() => void) | undefined
  readonly #tables = new Map<string, RecordTable>()
  /** Grows whenever the whole world is put in place of another. */
  generation = 0

  /**
   * `full`: told, once for each list, that its oldest records are dropped from now on. `mayChange`: throws
   * where nothing may be changed; absent: anything may.
   */
  constructor(
    format: WorldFormat,
    state: TenantState,
    changes: Changes,
    full: (list: string) => void,
    share: WorldShare,
    mayChange?: () => void,
  ) {
    this.#format = format
    this.#state = state
    this.#changes = changes
    this.#full = full
    this.#share = share
    this.#mayChange = mayChange
    // What was kept may be over its limits, which may have been others.
    for (const name of state.lists.keys()) this.#open(name)
  }

  table<S extends Shape>({ name }: Collection<S>): Table<Infer<S>> {
    return this.#table(name) as unknown as Table<Infer<S>>
  }

  accountsOf(person: Person): readonly string[] {
    return [...this.#format.collections.values()].flatMap(({ name, accounts }) =>
      accounts?.of(person).some(([index, value]) => {
        return typeof value === 'string' && this.#table(name).find(index, value) !== undefined
      }) === true
        ? [accounts.api]
        : [],
    )
  }

  site(): Row {
    return this.#state.site
  }

  data(): WorldData {
    const lists = [...this.#format.collections.keys()].map((name) => [
      name,
      [...(this.#state.lists.get(name)?.values() ?? [])],
    ])
    return Object.fromEntries([...lists, ['site', this.#state.site]]) as WorldData
  }

  /** Merges data into the world. Throws WorldError and WorldsFullError, changing nothing. */
  patch(data: WorldData): void {
    const { lists, site } = mergeData(this.#format, this.#state, data)
    let growth = 0
    for (const [name, rows] of lists) {
      const there = this.#state.lists.get(name)
      for (const [key, row] of rows) growth += bytesOf(row) - bytesOf(there?.get(key))
    }
    this.#share.expect(growth)
    this.#mayChange?.()
    for (const [name, rows] of lists) for (const row of rows.values()) this.#table(name).put(row)
    if (!Object.hasOwn(data, 'site')) return
    this.#state.site = site
    this.#changes.settings()
  }

  /** Throws WorldsFullError where there is no room for this world in place of this one. */
  expectRoom({ lists }: ComposedWorld): void {
    const sum = [...lists.values()].reduce((sum, rows) => sum + sumOf(rows.values()), 0)
    this.#share.expect(sum - this.#share.bytes)
  }

  /** Puts another world in place of this one. */
  replace({ lists, site }: ComposedWorld): void {
    this.#mayChange?.()
    for (const name of this.#format.collections.keys())
      this.#table(name).refill(lists.get(name) ?? [])
    this.#state.site = site
    this.generation++
    this.#changes.whole()
  }

  #table(name: string): RecordTable {
    return this.#tables.get(name) ?? this.#open(name)
  }

  #open(name: string): RecordTable {
    const collection = this.#format.collections.get(name)
    if (collection === undefined)
      throw new Error(`No API of this server has a list named ${name}: add it to its collections.`)
    const rows = this.#state.lists.get(name) ?? new Map<string, Row>()
    this.#state.lists.set(name, rows)
    const mayChange = this.#mayChange
    const table = new (mayChange === undefined ? RecordTable : guarded(mayChange))(
      collection,
      rows,
      this.#changes.list(name),
      () => {
        this.#full(name)
      },
      (bytes) => {
        this.#share.took(bytes)
      },
    )
    this.#tables.set(name, table)
    this.#share.lists.push(table)
    return table
  }
}

/** Tables that change nothing where nothing may be changed. */
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
