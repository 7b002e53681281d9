import type { Field, Instant, Shape } from '../../../core/schema.ts'
import { parseBoolean } from '../clr/boolean.ts'
import { badFormat, type Conversion, converted } from '../clr/conversion.ts'
import { parseLaxDateTime } from '../clr/date-time-lax.ts'
import { parseDecimal } from '../clr/decimal.ts'
import { convertToEnum } from '../clr/enum.ts'
import { DEFAULT_INSTANT } from '../clr/instant.ts'
import { convertToInt32 } from '../clr/int32.ts'
import { foldCase } from '../clr/ordinal-ignore-case.ts'
import { isBlank, trim } from '../clr/white-space.ts'

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

export interface CompiledForm {
  readonly members: readonly FormMember[]
  readonly byFoldedName: ReadonlyMap<string, FormMember>
  /** Members by JSON name, where that differs from the CLR name by more than case. */
  readonly byFoldedJsonName: ReadonlyMap<string, FormMember>
}

const compiled = new WeakMap<Shape, CompiledForm>()

/** The members that forms set, in CLR order, which is the shape's. */
export const compileForm = (shape: Shape): CompiledForm => {
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
