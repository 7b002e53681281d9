import type { Infer, Shape } from './schema.ts'

/** A list of the world: what its records hold, what finds them. */
export interface Collection<S extends Shape = Shape> {
  /** The world file's name for it, such as `customers`. */
  readonly name: string
  readonly shape: S
  /** Field that identifies a record; lists are merged by it. */
  readonly key: string
  /** Other ways to find records; the first put of several that match wins. */
  readonly indexes: Readonly<
    Record<string, (record: Infer<S>) => readonly (string | null | undefined)[]>
  >
  /** Most records kept; the oldest goes first. Absent: unbounded, as people's data is theirs. */
  readonly limit?: number
}

export const defineCollection = <S extends Shape>(collection: Collection<S>): Collection<S> =>
  collection

/** Records are never changed in place: `put` a new one. */
export interface Table<R> {
  get(key: string): R | undefined
  /** The first record an index lists under `value`. */
  find(index: string, value: string): R | undefined
  put(record: R): void
  delete(key: string): void
  values(): Iterable<R>
  readonly size: number
}

/** A tenant's world, as handlers see it. */
export interface World {
  table<S extends Shape>(collection: Collection<S>): Table<Infer<S>>
  /** The world's `site` settings, defaults filled in by whoever reads them. */
  site(): Readonly<Record<string, unknown>>
}
