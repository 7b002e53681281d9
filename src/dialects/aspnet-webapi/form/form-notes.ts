import { nearestName } from '../../../core/nearest-name.ts'
import type { Note } from '../../../core/note.ts'
import type { Field } from '../../../core/schema.ts'
import { foldCase } from '../clr/ordinal-ignore-case.ts'
import type { CompiledForm, FormMember } from './form-members.ts'
import type { FormPair } from './form-pairs.ts'
import { mvcKey } from './mvc-key.ts'

/** More unknown names than this are not told of one by one. */
const MOST = 20
const LONGEST = 64

const clip = (text: string): string => (text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text)

export const UNCLOSED_NOTE: Note = {
  kind: 'form-syntax',
  message:
    'A form field has a `[` without its `]`, so nothing was bound at all: escape or close it.',
}

/** A value that its property's converter refuses. */
export const valueNote = ({ clr, field }: FormMember, sent: string): Note => {
  const expected = expectedBy(field)
  return {
    kind: 'form-value-not-valid',
    message: `Form field \`${clr}\` is \`${clip(sent)}\` and stays at its default: send ${expected}.`,
    path: clr,
    expected,
    actual: clip(sent),
  }
}

const expectedBy = (field: Field): string => {
  switch (field.kind) {
    case 'integer':
      return 'an integer from -2147483648 to 2147483647'
    case 'dateTime':
      return 'a date such as 2026-01-29 15:00:34'
    case 'enum':
      return `one of ${Object.keys(field.members).join(', ')}, or a number`
    case 'boolean':
      return 'true or false'
    default:
      return 'a number'
  }
}

/** Names that bound nothing. */
export const unboundNotes = (pairs: readonly FormPair[], form: CompiledForm): readonly Note[] => {
  const notes: Note[] = []
  for (const [name] of pairs) {
    if (name === '' || form.byFoldedName.has(foldCase(mvcKey(name) ?? name))) continue
    notes.push(unboundNote(name, form))
    if (notes.length >= MOST) break
  }
  return notes
}

const unboundNote = (name: string, form: CompiledForm): Note => {
  const shown = clip(name)
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
  const hint = near === undefined ? '.' : `; did you mean \`${near}\`?`
  return {
    kind: 'unknown-field',
    message: `Form field \`${shown}\` names no property and is dropped${hint}`,
    path: shown,
    ...(near === undefined ? {} : { expected: near }),
    actual: shown,
  }
}
