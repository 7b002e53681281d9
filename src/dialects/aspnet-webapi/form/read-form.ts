import { clip } from '../../../core/clip.ts'
import { nearestName } from '../../../core/nearest-name.ts'
import type { Note } from '../../../core/note.ts'
import { onceFor } from '../../../core/on-need.ts'
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
import { formPairs, mvcKey, type FormPair } from './form-pairs.ts'

/** Maximum number of fields: MediaTypeFormatter.MaxHttpCollectionKeys (S). */
const MOST_FIELDS = 1000

/**
 * Reads a form as JQueryMvcFormUrlEncodedFormatter does: by CLR names in any case, one level deep,
 * in the order of the CLR's properties; the first of equal names wins
 * (docs/spec/aspnet-webapi.md#form-bodies, R). Lists and objects stay unbound, because no
 * documented form has one.
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

/** Returns the values sent under each name, by case-folded name; undefined if a name cannot be read. */
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
    notes: [
      {
        kind: 'form-fields',
        message: `The form has over ${most} fields: Web API bound nothing at all; send fewer.`,
      },
    ],
    over: 'form-fields',
  }
}

/**
 * Returns the error of a value that cannot be converted. A remote client sees its message, except for
 * an overflow, which is an exception (docs/spec/aspnet-webapi.md#form-bodies).
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

/** The result of converting a text. `blank`: the text is blank, and the property cannot be null. */
type FormValue = Conversion<unknown> | { readonly ok: false; readonly reason: 'blank' }

/** A property that a form can set. */
interface FormMember {
  /** Key in the bound value: the JSON name. */
  readonly key: string
  /** CLR name of the property, which forms and their errors use. */
  readonly clr: string
  readonly folded: string
  readonly field: Field
  readonly convert: (text: string) => FormValue
}

/** The properties of a shape that a form can set. */
interface CompiledForm {
  readonly members: readonly FormMember[]
  readonly byFoldedName: ReadonlyMap<string, FormMember>
  /** Members by case-folded JSON name, without names that equal a CLR name in any case. */
  readonly byFoldedJsonName: ReadonlyMap<string, FormMember>
}

/** Compiles the members that a form can set, in CLR order, which is the order of the shape. */
const compileForm = onceFor(({ fields }: Shape): CompiledForm => {
  const members = Object.entries(fields).flatMap(([key, field]): FormMember[] => {
    const convert = converterOf(field)
    const clr = field.clr ?? key
    return convert === undefined ? [] : [{ key, clr, folded: foldCase(clr), field, convert }]
  })
  const byFoldedName = new Map(members.map((member) => [member.folded, member]))
  return {
    members,
    byFoldedName,
    byFoldedJsonName: new Map(
      members
        .map((member): [string, FormMember] => [foldCase(member.key), member])
        .filter(([name]) => !byFoldedName.has(name)),
    ),
  }
})

const converterOf = (field: Field): FormMember['convert'] | undefined => {
  switch (field.kind) {
    case 'string':
      // ConvertEmptyStringToNull is on, and white space counts as empty.
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

/**
 * Converts text as `DateTimeConverter` does, which form binding uses: invariant culture, lenient. UTC
 * becomes the server's local time.
 */
export const convertToDateTime = (text: string): Conversion<Instant> => {
  const trimmed = trim(text)
  return trimmed === '' ? converted(DEFAULT_INSTANT) : parseLaxDateTime(trimmed, false)
}

/** Maximum number of notes on unknown names. */
const MOST_NOTES = 20

/** The note on a name that mvcKey cannot read. */
const UNCLOSED_NOTE: Note = {
  kind: 'form-syntax',
  message:
    'A form field has a `[` without its `]`: Web API bound nothing at all; escape it or close it.',
}

/** Returns the note on a value that the property's converter refuses. */
const valueNote = (
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

const expectedBy = (field: Field): string =>
  field.kind === 'enum'
    ? `one of ${Object.keys(field.members).join(', ')}, or a number`
    : (EXPECTED[field.kind] ?? 'a number')

const EXPECTED: Readonly<Partial<Record<Field['kind'], string>>> = {
  integer: 'an integer from -2147483648 to 2147483647',
  dateTime: 'a date such as 2026-01-29 15:00:34',
  boolean: 'true or false',
}

/** Returns notes on names that bound nothing. */
const unboundNotes = (pairs: readonly FormPair[], form: CompiledForm): readonly Note[] => {
  const notes: Note[] = []
  for (const [name] of pairs) {
    if (name === '' || form.byFoldedName.has(foldCase(mvcKey(name) ?? name))) continue
    notes.push(unboundNote(name, form))
    if (notes.length >= MOST_NOTES) break
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

/**
 * Finds the member that a prefixed name such as `userInfo.OpenId` or `userInfo[OpenId]` means. MVC
 * binds such a name; Web API's body formatter does not.
 */
const prefixed = (name: string, form: CompiledForm): FormMember | undefined => {
  const key = mvcKey(name) ?? name
  const dot = key.lastIndexOf('.')
  return dot < 0 ? undefined : form.byFoldedName.get(foldCase(key.slice(dot + 1)))
}
