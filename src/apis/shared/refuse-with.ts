import type { CaseRow } from '../../core/case.ts'
import type { Context } from '../../core/context.ts'
import type { Note } from '../../core/note.ts'
import { fail, type Outcome } from '../../core/outcome.ts'

/**
 * Fails with a row and says why: no request fails without a note
 * (docs/spec/control.md#journal-entries-and-notes).
 */
export const refuseWith = (
  context: Context,
  row: CaseRow,
  note: Note,
  message?: string,
): Outcome<never> => {
  context.note(note)
  return fail(row, message)
}
