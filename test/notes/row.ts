import type { Note } from '../../src/core/note.ts'
import type { kinds } from './kinds.ts'
import type { Sent } from './mock.ts'

/** One mistake, what the journal says of it, and the same request without it. */
export interface Row {
  readonly kind: (typeof kinds)[number]
  /** What is wrong. */
  readonly about: string
  readonly sent: Sent
  /** Of which nothing is to be said. */
  readonly clean: Sent
  readonly world?: Readonly<Record<string, unknown>>
  readonly strict?: boolean
  readonly notes: readonly Note[]
}
