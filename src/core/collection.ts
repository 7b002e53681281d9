import type { Person } from './records.ts'
import type { Infer, Shape } from './schema.ts'

type Text = string | null | undefined

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
  /** Where records are accounts of people: whose API they belong to, and how a person's is found. */
  readonly accounts?: {
    readonly api: string
    /** Indexes, and what a person's record stands under in each. */
    readonly of: (person: Person) => readonly (readonly [index: string, value: Text])[]
  }
  /** Most records kept; the oldest goes first. Absent: unbounded, as people's data is theirs. */
  readonly limit?: number
}

/** Gives a collection the type of its records. */
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
  /** Names of the APIs at which somebody has an account. */
  accountsOf(person: Person): readonly string[]
  /** The world's `site` settings, defaults filled in by whoever reads them. */
  site(): Readonly<Record<string, unknown>>
}
