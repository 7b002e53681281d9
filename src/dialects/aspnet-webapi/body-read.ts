import type { Note } from '../../core/note.ts'
import type { Bound } from '../../core/wire.ts'

/** One error a formatter recorded while it read. */
export interface ReadError {
  /** Below the action's parameter: `gender`, `Sex`; empty for the parameter itself. */
  readonly path: string
  /** What a remote client may read; empty where .NET recorded an exception. */
  readonly message: string
  readonly exception?: string
}

/** What a media type formatter made of a body. */
export interface BodyRead {
  /** CLR defaults where nothing was bound; null: no object. */
  readonly value: Readonly<Record<string, unknown>> | null
  /** In the order the framework met them. */
  readonly errors: readonly ReadError[]
  readonly notes: readonly Note[]
  /** Why reading did not go on. */
  readonly over?: Bound | undefined
}
