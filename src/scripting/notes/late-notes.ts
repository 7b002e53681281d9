import type { Note } from '../../core/note.ts'
import type { Call } from '../../core/pipeline.ts'
import type { Stubs } from '../stubs/stubs.ts'
import { stubNearMiss } from './stub-near-miss.ts'

/** Notes that are made once, when somebody asks for them. */
export type LateNotes = (call: Call) => readonly Note[]

/** Searching the stubs for what nearly matched is not for the answer's time; undefined where none was asked. */
export const lateNotesOf = (call: Call, stubs: Stubs): LateNotes | undefined => {
  const missed = call.trace.decider === 'override' ? undefined : stubs.missed(call)
  if (missed === undefined) return undefined
  let made: readonly Note[] | undefined
  return (call) => {
    if (made === undefined) {
      const note = stubNearMiss(missed(call))
      made = note === undefined ? [] : [note]
    }
    return made
  }
}
