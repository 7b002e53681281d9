import type { CaseName } from './case.ts'
import type { NoteKind } from './note-kinds.ts'

/** What a developer cannot see from the answer, and the real server would not say. */
export interface Note {
  /** Such as `xml-member-out-of-order`; a failure without a kind of its own has the name of its case. */
  readonly kind: NoteKind | CaseName
  /** One sentence: the thing, what the real server did with it, the fix. */
  readonly message: string
  /** The member, parameter or header it is about. */
  readonly path?: string
  readonly expected?: string
  readonly actual?: string
}

/** Leaves a note of the request that is being answered. */
export type TakeNote = (note: Note) => void
