import { onceFor } from '../../../core/on-need.ts'
import type { EnumField, Field, Shape } from '../../../core/schema.ts'
import { parseExactDateTime } from '../clr/date-time.ts'
import { foldCase } from '../clr/text.ts'
import { CLR_TYPES, enumValue, parseEnum } from '../clr/values.ts'
import type { JsonReader } from './json-reader.ts'
import {
  readAsBoolean,
  readAsDateTime,
  readAsDecimal,
  readAsInt32,
  readAsString,
  type ReadAs,
} from './read-as.ts'
import { textOf, type FailureKind, type TokenValue } from './token.ts'

/** A JSON member of an object contract. */
export interface Property {
  /** JSON name, and key of the bound value. */
  readonly name: string
  /** The name in double quotes, as most bodies spell it. */
  readonly quoted: string
  readonly field: Field
  /** Reads the member's value; undefined for types that Json.NET reads without a typed reader. */
  readonly readAs: ReadAs | undefined
  readonly index: number
  /** The member's bit in a set of members, with which duplicates are found; 0 for members beyond the 32nd. */
  readonly bit: number
}

/** The contract that Json.NET's contract resolver makes of a type. */
export interface ObjectContract {
  readonly shape: Shape
  readonly names: readonly string[]
  readonly properties: readonly Property[]
  /** By exact name. `propertyOf` also finds names in another case. */
  readonly byName: ReadonlyMap<string, Property>
  readonly byFoldedName: ReadonlyMap<string, Property>
  /** JSON names by case-folded CLR name. JSON does not bind CLR names. */
  readonly byClrName: ReadonlyMap<string, string>
}

const READERS: Partial<Record<Field['kind'], ReadAs>> = {
  string: readAsString,
  integer: readAsInt32,
  decimal: readAsDecimal,
  boolean: readAsBoolean,
  dateTime: readAsDateTime,
}

/** Returns the typed reader of a field's values; undefined for types that Json.NET reads without one. */
export const readerOf = (field: Field): ReadAs | undefined => READERS[field.kind]

/** Returns the contract of a shape, compiled on first use. Throws Error if the shape has a map. */
export const contractOf = onceFor((shape: Shape): ObjectContract => {
  if (Object.values(shape.fields).some(({ kind }) => kind === 'map'))
    throw new Error(
      `${shape.name} has a map, which no DTO of these sites has: describe it as a shape.`,
    )
  const properties = Object.entries(shape.fields).map(([name, field], index) => ({
    name,
    quoted: `"${name}"`,
    field,
    readAs: readerOf(field),
    index,
    bit: index < 32 ? 1 << index : 0,
  }))
  return {
    shape,
    names: properties.map(({ name }) => name),
    properties,
    byName: new Map(properties.map((property) => [property.name, property])),
    // Inserted from the last to the first: of names that differ only in case, the first declared stays.
    byFoldedName: new Map(
      properties.toReversed().map((property) => [foldCase(property.name), property]),
    ),
    byClrName: new Map(
      properties.flatMap(({ name, field }) =>
        field.clr === undefined ? [] : [[foldCase(field.clr), name]],
      ),
    ),
  }
})

/**
 * Returns the property with a name: an exact match, else the first that differs only in case. Members
 * mostly come in the order in which the class declares them, so the property with the index `likely` is
 * compared first. A Map would have to hash the fresh name.
 */
export const propertyOf = (
  contract: ObjectContract,
  name: string,
  likely = 0,
): Property | undefined => {
  const guess = contract.properties[likely]
  if (guess?.name === name) return guess
  return contract.byName.get(name) ?? contract.byFoldedName.get(foldCase(name))
}

/** Returned if reading failed. The failure is stored in the cursor. */
export const FAILED = Symbol('failed')

/** Returns the CLR type of a field as messages show it. */
const typeName = (field: Field): string => {
  switch (field.kind) {
    case 'enum':
      return field.name
    case 'object':
      return field.of.name
    case 'list':
    case 'map':
      return field.kind
    default:
      return CLR_TYPES[field.kind]
  }
}

/**
 * Converts the value of the current token to the field's type, as Json.NET's EnsureType does. After a
 * typed reader only null is left to convert; enums and objects take tokens of any kind.
 */
export const convertToken = (reader: JsonReader, field: Field): unknown => {
  const { value } = reader
  switch (field.kind) {
    case 'enum':
      return convertEnum(reader, field, value)
    case 'string':
      return value
    case 'object':
    case 'list':
    case 'map':
      // An empty string counts as null for every type that can be null.
      return value === null || (value === '' && reader.token === 'String')
        ? null
        : failConversion(reader, field, value)
    default:
      return value ?? failConversion(reader, field, value)
  }
}

const convertEnum = (reader: JsonReader, field: EnumField, value: TokenValue): unknown => {
  if (typeof value === 'string') {
    const parsed = parseEnum(field, value)
    return parsed.ok ? parsed.value : failConversion(reader, field, value, 'enum-not-a-member')
  }
  if (typeof value === 'boolean') return enumValue(field, value ? 1 : 0)
  if (reader.token === 'Integer' && isInt64(value)) return enumValue(field, value)
  return failConversion(reader, field, value, 'enum-not-a-member')
}

/** Whether a value fits into an Int64. Enum.ToObject does not take a BigInteger. */
const isInt64 = (value: TokenValue): value is number | bigint =>
  typeof value === 'number' || (typeof value === 'bigint' && BigInt.asIntN(64, value) === value)

const failConversion = (
  reader: JsonReader,
  field: Field,
  value: TokenValue,
  kind: FailureKind = 'json-type-mismatch',
): typeof FAILED => {
  const shown = show(value)
  reader.cursor.fail(`Error converting value ${shown} to type '${typeName(field)}'.`, kind, shown)
  return FAILED
}

const show = (value: TokenValue): string => {
  if (value === null) return '{null}'
  if (typeof value === 'string') return `"${value}"`
  if (typeof value === 'boolean') return value ? 'True' : 'False'
  return typeof value === 'object' ? 'a date' : String(value)
}

/** Records that an object or array was found where the type requires another kind of JSON. */
export const failContainer = (
  reader: JsonReader,
  field: Field,
  found: 'object' | 'array',
): typeof FAILED => {
  const example = found === 'object' ? '{"name":"value"}' : '[1,2,3]'
  reader.cursor.fail(
    `Cannot deserialize the current JSON ${found} (e.g. ${example}) into type '${typeName(field)}' because the type requires a ${expectedBy(field)} to deserialize correctly.`,
    'json-type-mismatch',
    `a JSON ${found}`,
  )
  return FAILED
}

const expectedBy = ({ kind }: Field): string => {
  if (kind === 'list') return 'JSON array (e.g. [1,2,3])'
  return kind === 'map' || kind === 'object'
    ? 'JSON object (e.g. {"name":"value"})'
    : 'JSON primitive value (e.g. string, number, boolean, null)'
}

/** Converts the current token as IsoDateTimeConverter.ReadJson does: to a date of the exact format. */
export const convertDate = (reader: JsonReader): unknown => {
  const { token, value } = reader
  if (token === 'Date') return value
  if (token === 'String') {
    const date = parseExactDateTime(textOf(value))
    if (date.ok) return date.value
    reader.failPlain('String was not recognized as a valid DateTime.', `"${textOf(value)}"`)
  } else {
    const isNull = token === 'Null'
    reader.cursor.fail(
      isNull
        ? 'Cannot convert null value to System.DateTime.'
        : `Unexpected token parsing date. Expected String, got ${token}.`,
      'json-type-mismatch',
      isNull ? '{null}' : token,
    )
  }
  return FAILED
}
