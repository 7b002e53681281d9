import type { Collection, Table } from '../core/records.ts'
import type { RecordChanges } from './store.ts'
import { extraOf, LIGHT } from './world-room.ts'

/** A record of any list, as JSON holds it. */
export type Row = Readonly<Record<string, unknown>>
export type Rows = Map<string, Row>

/** The keys under one value of an index: nearly always one key. Several are in the order of their puts. */
type Listed = string | Set<string>

/**
 * A list of the world, backed by a Map that lowdb holds. Finds records by key, or by an index that is
 * built on first use.
 */
export class RecordTable implements Table<Row> {
  readonly #collection: Collection
  readonly #rows: Rows
  readonly #changes: RecordChanges
  /** Called once, then undefined. */
  #full: (() => void) | undefined
  readonly #indexes = new Map<string, Map<string, Listed>>()
  /**
   * Iterates over the keys from the oldest on while records are dropped. A Map keeps the order of first puts.
   */
  #oldest: Iterator<string, undefined> | undefined
  /** By key: the bytes that a large record takes beyond `LIGHT`. */
  readonly #extras = new Map<string, number>()
  #extra = 0
  readonly #took: (bytes: number) => void

  /**
   * `full` is called when the oldest record is dropped for the first time. `took` is called with the
   * number of bytes by which the list has grown; the number is negative if the list has shrunk.
   */
  constructor(
    collection: Collection,
    rows: Rows,
    changes: RecordChanges,
    full?: () => void,
    took: (bytes: number) => void = () => undefined,
  ) {
    this.#collection = collection
    this.#rows = rows
    this.#changes = changes
    this.#full = full
    this.#took = took
    for (const [key, row] of rows) this.#weigh(key, extraOf(row))
    took(this.bytes)
    this.#dropTooMany()
  }

  get size(): number {
    return this.#rows.size
  }

  /** The approximate size of the list in bytes. */
  get bytes(): number {
    return this.#rows.size * LIGHT + this.#extra
  }

  get(key: string): Row | undefined {
    return this.#rows.get(key)
  }

  values(): Iterable<Row> {
    return this.#rows.values()
  }

  find(index: string, value: string): Row | undefined {
    const listed = (this.#indexes.get(index) ?? this.#build(index)).get(value)
    if (listed === undefined) return undefined
    const key = typeof listed === 'string' ? listed : listed.values().next().value
    return key === undefined ? undefined : this.#rows.get(key)
  }

  put(record: Row): void {
    const key = record[this.#collection.key] as string
    const { size } = this.#rows
    const old = this.#indexed(key)
    this.#rows.set(key, record)
    for (const [name, index] of this.#indexes) this.#reindex(name, index, key, old, record)
    const grown = this.#weigh(key, extraOf(record))
    if (this.#rows.size === size) {
      this.#changes.changed(key)
      this.#took(grown)
      return
    }
    this.#changes.added(key)
    this.#took(grown + LIGHT)
    this.#dropTooMany()
  }

  delete(key: string): void {
    const old = this.#indexed(key)
    if (!this.#rows.delete(key)) return
    for (const [name, index] of this.#indexes) this.#reindex(name, index, key, old, undefined)
    this.#changes.gone(key)
    this.#took(this.#weigh(key, 0) - LIGHT)
  }

  /** Stores the extra bytes of a record. Returns by how many bytes the list has grown. */
  #weigh(key: string, extra: number): number {
    const before = this.#extras.size === 0 ? 0 : (this.#extras.get(key) ?? 0)
    if (extra > 0) this.#extras.set(key, extra)
    else if (before > 0) this.#extras.delete(key)
    this.#extra += extra - before
    return extra - before
  }

  /**
   * Returns the stored record if an index needs it. Otherwise the lookup is avoided: in a long list the
   * oldest record is no longer in the processor's cache.
   */
  #indexed(key: string): Row | undefined {
    return this.#indexes.size === 0 ? undefined : this.#rows.get(key)
  }

  /** Replaces all records. The caller has to report that the whole tenant has changed. */
  refill(rows: Iterable<readonly [string, Row]>): void {
    const { bytes } = this
    this.#rows.clear()
    this.#extras.clear()
    this.#extra = 0
    this.#indexes.clear()
    this.#oldest = undefined
    for (const [key, row] of rows) {
      this.#rows.set(key, row)
      this.#weigh(key, extraOf(row))
    }
    this.#took(this.bytes - bytes)
    this.#dropTooMany()
  }

  /** Drops the oldest record to make room. Returns false for the only record, which is the newest, too. */
  dropOldest(): boolean {
    if (this.#rows.size < 2) return false
    this.#tellFull()
    this.#dropTo(this.#rows.size - 1)
    return true
  }

  #dropTooMany(): void {
    const limit = this.#collection.limit ?? Infinity
    if (this.#rows.size <= limit) return
    this.#tellFull()
    this.#dropTo(limit)
  }

  #dropTo(count: number): void {
    while (this.#rows.size > count) {
      this.#oldest ??= this.#rows.keys()
      const next = this.#oldest.next()
      if (next.done === true) this.#oldest = undefined
      else this.delete(next.value)
    }
  }

  #tellFull(): void {
    this.#full?.()
    this.#full = undefined
  }

  #build(name: string): Map<string, Listed> {
    const index = new Map<string, Listed>()
    for (const [key, row] of this.#rows) this.#reindex(name, index, key, undefined, row)
    this.#indexes.set(name, index)
    return index
  }

  #reindex(
    name: string,
    index: Map<string, Listed>,
    key: string,
    old: Row | undefined,
    now: Row | undefined,
  ): void {
    const before = old === undefined ? [] : this.#valuesOf(name, old)
    const after = now === undefined ? [] : this.#valuesOf(name, now)
    if (before.length === after.length && before.every((value, at) => value === after[at])) return
    for (const value of before)
      if (isText(value) && !after.includes(value)) unlist(index, value, key)
    for (const value of after) if (isText(value) && !before.includes(value)) list(index, value, key)
  }

  #valuesOf(name: string, row: Row): readonly (string | null | undefined)[] {
    const values = this.#collection.indexes[name]
    if (values === undefined)
      throw new Error(`The list ${this.#collection.name} has no index named ${name}.`)
    return values(row)
  }
}

const isText = (value: string | null | undefined): value is string =>
  value !== null && value !== undefined && value !== ''

const list = (index: Map<string, Listed>, value: string, key: string): void => {
  const listed = index.get(value)
  if (listed === undefined) index.set(value, key)
  else if (typeof listed !== 'string') listed.add(key)
  else if (listed !== key) index.set(value, new Set([listed, key]))
}

const unlist = (index: Map<string, Listed>, value: string, key: string): void => {
  const listed = index.get(value)
  if (listed === key) index.delete(value)
  else if (typeof listed === 'object' && listed.delete(key) && listed.size === 0)
    index.delete(value)
}
