import type { Note } from '../../../core/note.ts'
import type { Shape } from '../../../core/schema.ts'
import type { BodyRead, ReadError } from '../body-read.ts'
import { defaultsOf } from '../clr/defaults.ts'
import { foldCase } from '../clr/ordinal-ignore-case.ts'
import { compileForm, type FormMember, type FormValue } from './form-members.ts'
import { tooManyNote, unboundNotes, UNCLOSED_NOTE, valueNote } from './form-notes.ts'
import { formPairs, type FormPair } from './form-pairs.ts'
import { mvcKey } from './mvc-key.ts'

/** MediaTypeFormatter.MaxHttpCollectionKeys (S). */
const MOST_FIELDS = 1000

/**
 * JQueryMvcFormUrlEncodedFormatter: CLR names in any case, one level deep, in the order of the
 * CLR's properties; the first of equal names wins (docs/spec/aspnet-webapi.md#form-bodies, R).
 * Lists and objects stay unbound: no documented form has one.
 */
export const readForm = (body: Buffer, shape: Shape, mostFields = MOST_FIELDS): BodyRead => {
  const pairs = formPairs(body)
  if (pairs.length === 0) return { value: null, errors: [], notes: [] }
  const most = Math.min(mostFields, MOST_FIELDS)
  const values = valuesByName(pairs.length > most ? pairs.slice(0, most) : pairs)
  if (values === undefined) return { value: null, errors: [UNCLOSED], notes: [UNCLOSED_NOTE] }
  if (pairs.length > most) return tooMany(most)
  const form = compileForm(shape)
  const value = defaultsOf(shape)
  const errors: ReadError[] = []
  const notes: Note[] = []
  for (const member of form.members) {
    const sent = values.get(member.folded)
    if (sent === undefined) continue
    const converted = member.convert(sent[0])
    if (converted.ok) value[member.key] = converted.value
    else {
      errors.push(errorOn(member, sent, converted))
      notes.push(valueNote(member, sent[0], converted))
    }
  }
  return { value, errors, notes: [...notes, ...unboundNotes(pairs, form)] }
}

/** What was sent under each name, folded; undefined where a name cannot be read. */
const valuesByName = (
  pairs: readonly FormPair[],
): ReadonlyMap<string, readonly [string, ...string[]]> | undefined => {
  const values = new Map<string, [string, ...string[]]>()
  for (const [name, value] of pairs) {
    const key = mvcKey(name)
    if (key === undefined) return undefined
    const folded = foldCase(key)
    const known = values.get(folded)
    if (known === undefined) values.set(folded, [value])
    else known.push(value)
  }
  return values
}

const UNCLOSED: ReadError = {
  path: '',
  message: '',
  exception: 'The key is invalid JQuery syntax because it is missing a closing bracket.',
}

const tooMany = (most: number): BodyRead => {
  const exception = `The number of keys in a NameValueCollection has exceeded the limit of '${most}'. You can adjust it by modifying the MaxHttpCollectionKeys property on the 'System.Net.Http.Formatting.MediaTypeFormatter' class.`
  return {
    value: null,
    errors: [{ path: '', message: '', exception }],
    notes: [tooManyNote(most)],
    over: 'form-fields',
  }
}

/**
 * These messages are for the remote client, but for an overflow's, which is an exception
 * (docs/spec/aspnet-webapi.md#form-bodies).
 */
const errorOn = (
  { clr }: FormMember,
  sent: readonly string[],
  { reason }: Extract<FormValue, { ok: false }>,
): ReadError => {
  if (reason === 'blank') return { path: clr, message: 'A value is required.' }
  if (reason === 'exception') return { path: clr, message: '', exception: CONVERSION_THREW }
  return { path: clr, message: `The value '${sent.join(',')}' is not valid for ${clr}.` }
}

const CONVERSION_THREW =
  "The parameter conversion from type 'System.String' to the property's type failed. See the inner exception for more information."
