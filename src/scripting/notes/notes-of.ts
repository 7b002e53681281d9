import type { Note } from '../../core/note.ts'
import type { Entry } from '../entry.ts'

/** All that is to be said of a request, in the order it was noticed; what is late is made now. */
export const notesOf = (entry: Entry): readonly Note[] => {
  const { call, trace } = entry
  // Whoever answered without reading the request has not noticed what reading it tells.
  call.decoded()
  return [...trace.notes, ...entry.lateNotes]
}
