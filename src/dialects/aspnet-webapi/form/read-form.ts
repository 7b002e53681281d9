import type { Note } from '../../../core/note.ts'
import type { Field, Instant, Shape } from '../../../core/schema.ts'
import { parseLaxDateTime } from '../clr/date-time-lax.ts'
import { DEFAULT_INSTANT } from '../clr/date-time.ts'
import {
  badFormat,
  converted,
  convertToInt32,
  foldCase,
  isBlank,
  parseBoolean,
  parseDecimal,
  trim,
  type Conversion,
} from '../clr/text.ts'
import { convertToEnum, defaultsOf } from '../clr/values.ts'
import type { BodyRead, ReadError } from '../model-state.ts'
import { tooManyNote, unboundNotes, UNCLOSED_NOTE, valueNote } from './form-notes.ts'
import { formPairs, mvcKey, type FormPair } from './form-pairs.ts'

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

/** What a converter made of a text; `blank`: nothing, and the property cannot be null. */
export type FormValue = Conversion<unknown> | { readonly ok: false; readonly reason: 'blank' }

/** A property that a form can set. */
export interface FormMember {
  /** In the bound value: the JSON name. */
  readonly key: string
  /** The property's own name, by which forms and their errors go. */
  readonly clr: string
  readonly folded: string
  readonly field: Field
  readonly convert: (text: string) => FormValue
}

/** What a form can set of a shape. */
export interface CompiledForm {
  readonly members: readonly FormMember[]
  readonly byFoldedName: ReadonlyMap<string, FormMember>
  /** Members by JSON name, where that differs from the CLR name by more than case. */
  readonly byFoldedJsonName: ReadonlyMap<string, FormMember>
}

const compiled = new WeakMap<Shape, CompiledForm>()

/** The members that forms set, in CLR order, which is the shape's. */
const compileForm = (shape: Shape): CompiledForm => {
  const known = compiled.get(shape)
  if (known !== undefined) return known
  const members = Object.entries(shape.fields).flatMap(([key, field]): FormMember[] => {
    const convert = converterOf(field)
    const clr = field.clr ?? key
    return convert === undefined ? [] : [{ key, clr, folded: foldCase(clr), field, convert }]
  })
  const byFoldedName = new Map(members.map((member) => [member.folded, member]))
  const made = {
    members,
    byFoldedName,
    byFoldedJsonName: new Map(
      members
        .map((member): [string, FormMember] => [foldCase(member.key), member])
        .filter(([name]) => !byFoldedName.has(name)),
    ),
  }
  compiled.set(shape, made)
  return made
}

const converterOf = (field: Field): FormMember['convert'] | undefined => {
  switch (field.kind) {
    case 'string':
      // ConvertEmptyStringToNull, and white space counts as empty.
      return (text) => converted(isBlank(text) ? null : text)
    case 'integer':
      return orBlank(convertToInt32)
    case 'boolean':
      return orBlank(parseBoolean)
    case 'decimal':
      return orBlank((text) => {
        const digits = parseDecimal(text)
        return digits === undefined ? badFormat : converted(digits)
      })
    case 'dateTime':
      return orBlank(convertToDateTime)
    case 'enum':
      return orBlank((text) => convertToEnum(field, text))
    default:
      return undefined
  }
}

const orBlank =
  (convert: (text: string) => Conversion<unknown>) =>
  (text: string): FormValue =>
    isBlank(text) ? { ok: false, reason: 'blank' } : convert(text)

/** `DateTimeConverter`, which form binding uses: invariant, lenient; UTC becomes the server's local time. */
export const convertToDateTime = (text: string): Conversion<Instant> => {
  const trimmed = trim(text)
  return trimmed === '' ? converted(DEFAULT_INSTANT) : parseLaxDateTime(trimmed, false)
}
