import { onceFor, patternOnNeed } from '../../../core/on-need.ts'
import type { EnumField, Field, ScalarField, Shape } from '../../../core/schema.ts'
import { DEFAULT_INSTANT } from './date-time.ts'
import {
  badConversion,
  badFormat,
  converted,
  foldCase,
  parseInt32,
  trim,
  type Conversion,
} from './text.ts'

/** Returns a new object as the CLR's parameterless constructor leaves it. A formatter fills the object. */
export const defaultsOf = (shape: Shape): Record<string, unknown> => ({ ...templateOf(shape) })

const templateOf = onceFor(({ fields }: Shape): Readonly<Record<string, unknown>> =>
  Object.fromEntries(Object.entries(fields).map(([name, field]) => [name, defaultOf(field)])),
)

/** Returns `default(T)` of a field's type. */
export const defaultOf = (field: Field): unknown => {
  switch (field.kind) {
    case 'integer':
      return 0
    case 'decimal':
      return '0'
    case 'boolean':
      return false
    case 'dateTime':
      return DEFAULT_INSTANT
    case 'enum':
      return enumValue(field, 0)
    default:
      return null
  }
}

/** Full names of the CLR types of simple fields. */
export const CLR_TYPES: Readonly<Record<ScalarField['kind'], string>> = {
  string: 'System.String',
  integer: 'System.Int32',
  decimal: 'System.Decimal',
  boolean: 'System.Boolean',
  dateTime: 'System.DateTime',
}

/** The value of an enum: the member's name, or a number that no member has. */
export type EnumValue = string | number

const compile = onceFor((field: EnumField) => {
  const members = Object.entries(field.members)
  // Entries are inserted from the last to the first, so that the first of equal keys stays.
  const backwards = members.toReversed()
  return {
    byName: new Map(members),
    byFoldedName: new Map(backwards.map(([name, number]) => [foldCase(name), number] as const)),
    byNumber: new Map(backwards.map(([name, number]) => [number, name] as const)),
  }
})

/**
 * Returns a number as the value of an enum, as `Enum.ToObject` does. Wider integers lose their upper
 * bits.
 */
export const enumValue = (field: EnumField, number: number | bigint): EnumValue => {
  const int32 = typeof number === 'bigint' ? Number(BigInt.asIntN(32, number)) : number | 0
  return compile(field).byNumber.get(int32) ?? int32
}

/** Returns the number of an enum's value; undefined for a name that is no member. */
export const enumNumber = (field: EnumField, value: EnumValue): number | undefined =>
  typeof value === 'number' ? value : compile(field).byName.get(value)

/**
 * Parses text as Json.NET's `ParseEnum` does: names in any case, with white space around them,
 * joined by commas; or one number. Text that only begins like a number is trimmed before its names
 * are searched for, but the search still begins at the index where the white space ended: `" 3
 * QQ"` is QQ, `" 3x"` is 0.
 */
export const parseEnum = (field: EnumField, text: string): Conversion<EnumValue> => {
  const exact = compile(field).byName.get(text)
  if (exact !== undefined) return converted(enumValue(field, exact))
  const trimmed = trim(text)
  if (trimmed === '') return badConversion
  const start = text.indexOf(trimmed)
  if (!startsNumber(trimmed)) return combine(field, namesIn(field, text.slice(start)))
  const number = parseInt32(trimmed)
  if (number.ok) return converted(enumValue(field, number.value))
  if (number.reason === 'exception') return number
  if (start > trimmed.length) return converted(enumValue(field, 0))
  return combine(field, namesIn(field, trimmed.slice(start)))
}

const namesIn = (field: EnumField, text: string): (number | undefined)[] =>
  text.split(',').map((name) => byName(field, name))

/**
 * Converts text as `EnumConverter` does, which form binding uses: each part between commas may also be
 * a number.
 */
export const convertToEnum = (field: EnumField, text: string): Conversion<EnumValue> => {
  const parts = text.includes(',') ? text.split(',') : [text]
  const numbers = parts.map((part) => enumParse(field, part))
  return combine(field, numbers)
}

/** Parses text without commas as `Enum.Parse(type, part, ignoreCase: true)` does. */
const enumParse = (field: EnumField, part: string): number | undefined => {
  const trimmed = trim(part)
  const number = startsNumber(trimmed) ? parseInt32(trimmed) : badFormat
  if (number.ok) return number.value
  return number.reason === 'format' ? byName(field, trimmed) : undefined
}

const numberStart = patternOnNeed(String.raw`^[-+\p{Nd}]`)

const startsNumber = (trimmed: string): boolean => numberStart().test(trimmed)

const byName = (field: EnumField, part: string): number | undefined => {
  const name = trim(part)
  const { byName: exact, byFoldedName } = compile(field)
  return exact.get(name) ?? byFoldedName.get(foldCase(name))
}

const combine = (
  field: EnumField,
  numbers: readonly (number | undefined)[],
): Conversion<EnumValue> => {
  let value = 0
  for (const number of numbers) {
    if (number === undefined) return badFormat
    value |= number
  }
  return converted(enumValue(field, value))
}
