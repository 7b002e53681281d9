/** What a developer cannot see from the answer, and the real server would not say. */
export interface Note {
  /** Stable kebab-case name, such as `xml-member-out-of-order`. */
  readonly kind: string
  /** One sentence: the thing, what the real server did with it, the fix. */
  readonly message: string
  /** The member, parameter or header it is about. */
  readonly path?: string
  readonly expected?: string
  readonly actual?: string
}

export type TakeNote = (note: Note) => void
