import { clip } from '../../../core/clip.ts'
import { nearestName } from '../../../core/nearest-name.ts'
import type { Note } from '../../../core/note.ts'
import type { Field } from '../../../core/schema.ts'
import { foldCase } from '../clr/text.ts'
import { mvcKey, type FormPair } from './form-pairs.ts'
import type { CompiledForm, FormMember, FormValue } from './read-form.ts'

/** More unknown names than this are not told of one by one. */
const MOST = 20

/** A name that mvcKey cannot read. */
export const UNCLOSED_NOTE: Note = {
  kind: 'form-syntax',
  message:
    'A form field has a `[` without its `]`: Web API bound nothing at all; escape it or close it.',
}

/** Anything over `most` fields. */
export const tooManyNote = (most: number): Note => ({
  kind: 'form-fields',
  message: `The form has over ${most} fields: Web API bound nothing at all; send fewer.`,
})

/** A value that its property's converter refuses. */
export const valueNote = (
  { clr, field }: FormMember,
  sent: string,
  { reason }: Extract<FormValue, { ok: false }>,
): Note => {
  const expected = expectedBy(field)
  const what =
    reason === 'blank' ? 'is blank' : `is \`${clip(sent)}\`, which ${whyNot(field, reason)}`
  return {
    kind: reason === 'blank' ? NOT_VALID : kindOf(field, reason),
    message: `Form field \`${clr}\` ${what}: Web API left it at its default and noted an error; send ${expected}.`,
    path: clr,
    expected,
    actual: clip(sent),
  }
}

const NOT_VALID = 'form-value-not-valid'

const kindOf = ({ kind }: Field, reason: string): Note['kind'] => {
  if (kind === 'enum') return 'enum-not-a-member'
  if (kind === 'dateTime') return 'date-format'
  return kind === 'integer' && reason === 'exception' ? 'integer-out-of-range' : NOT_VALID
}

const whyNot = (field: Field, reason: string): string => {
  if (field.kind === 'enum') return `is no member of ${field.name}`
  if (field.kind === 'dateTime') return 'is read as no date'
  return reason === 'exception' ? 'is beyond its range' : 'is none'
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
  const meant = form.byFoldedJsonName.get(foldCase(name)) ?? prefixed(name, form)
  if (meant !== undefined)
    return {
      kind: 'form-name-not-bound',
      message: `Form field \`${shown}\` is not bound: forms bind by CLR property name, which is \`${meant.clr}\`, and Web API ignored it; send \`${meant.clr}\`.`,
      path: shown,
      expected: meant.clr,
      actual: shown,
    }
  const properties = form.members.map(({ clr }) => clr)
  const near = nearestName(name, properties)
  const hint =
    near === undefined
      ? `the properties are ${properties.join(', ')}.`
      : `did you mean \`${near}\`?`
  return {
    kind: 'unknown-field',
    message: `Form field \`${shown}\` names no property: Web API ignored it; ${hint}`,
    path: shown,
    ...(near === undefined ? {} : { expected: near }),
    actual: shown,
  }
}

/** `userInfo.OpenId`, `userInfo[OpenId]`: MVC would bind it, Web API's body formatter does not. */
const prefixed = (name: string, form: CompiledForm): FormMember | undefined => {
  const key = mvcKey(name) ?? name
  const dot = key.lastIndexOf('.')
  return dot < 0 ? undefined : form.byFoldedName.get(foldCase(key.slice(dot + 1)))
}
