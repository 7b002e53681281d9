import type { Collection, Table, World } from '../../src/core/records.ts'
import type { Infer, Shape } from '../../src/core/schema.ts'

type Row = Readonly<Record<string, unknown>>

/** Creates a table in a Map. A lookup by an index scans all records. */
const createTable = <S extends Shape>(collection: Collection<S>): Table<Infer<S>> => {
  const rows = new Map<string, Infer<S>>()
  const keyOf = (record: Infer<S>) => String((record as Row)[collection.key])
  return {
    get: (key) => rows.get(key),
    find: (index, value) => {
      const valuesOf = collection.indexes[index]
      if (valuesOf === undefined) throw new Error(`${collection.name} has no index ${index}.`)
      return [...rows.values()].find((record) => valuesOf(record).includes(value))
    },
    put: (record) => rows.set(keyOf(record), record),
    delete: (key) => rows.delete(key),
    values: () => rows.values(),
    get size() {
      return rows.size
    },
  }
}

export interface PlainWorld extends World {
  /** Merges lists by name, record by record with the same key, and merges `site`. */
  patch(data: Readonly<Record<string, unknown>>): void
}

/** Creates a world in memory that has only the given collections. */
export const createPlainWorld = (collections: readonly Collection[]): PlainWorld => {
  const tables = new Map(collections.map((one) => [one.name, createTable(one)]))
  let site: Row = {}
  const tableOf = (name: string) => {
    const table = tables.get(name)
    if (table === undefined) throw new Error(`This world has no list ${name}.`)
    return table
  }
  const merge = (name: string, rows: readonly Row[]) => {
    const key = collections.find((one) => one.name === name)?.key ?? 'id'
    const table = tableOf(name)
    for (const row of rows) table.put({ ...table.get(String(row[key])), ...row })
  }
  return {
    table: <S extends Shape>(collection: Collection<S>) =>
      tableOf(collection.name) as unknown as Table<Infer<S>>,
    accountsOf: () => [],
    site: () => site,
    patch: (data) => {
      for (const [name, value] of Object.entries(data)) {
        if (name === 'site') site = { ...site, ...(value as Row) }
        else merge(name, value as readonly Row[])
      }
    },
  }
}
