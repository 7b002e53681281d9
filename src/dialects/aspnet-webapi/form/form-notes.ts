import { nearestName } from '../../../core/nearest-name.ts'
import type { Note } from '../../../core/note.ts'
import { foldCase } from '../clr/ordinal-ignore-case.ts'
import type { CompiledForm } from './form-members.ts'
import type { FormPair } from './form-pairs.ts'

/** A flood of unknown names is told of once in a while only. */
const MOST = 20

/** What a form's sender cannot see: names that bound nothing. */
export const formNotes = (pairs: readonly FormPair[], form: CompiledForm): readonly Note[] => {
  const notes: Note[] = []
  for (const [name] of pairs) {
    if (name === '' || form.byFoldedName.has(foldCase(name))) continue
    notes.push(noteOn(name, form))
    if (notes.length >= MOST) break
  }
  return notes
}

const noteOn = (name: string, form: CompiledForm): Note => {
  const shown = name.length > 64 ? `${name.slice(0, 64)}…` : name
  const meant = form.byFoldedJsonName.get(foldCase(name))
  if (meant !== undefined)
    return {
      kind: 'form-name-not-bound',
      message: `Form field \`${shown}\` is not bound: forms bind by CLR property name, which is \`${meant.clr}\`.`,
      path: shown,
      expected: meant.clr,
      actual: shown,
    }
  const near = nearestName(
    name,
    form.members.map(({ clr }) => clr),
  )
  const hint = near === undefined ? '' : `; did you mean \`${near}\`?`
  return {
    kind: 'unknown-field',
    message: `Form field \`${shown}\` names no property and is dropped${hint || '.'}`,
    path: shown,
    ...(near === undefined ? {} : { expected: near }),
    actual: shown,
  }
}
