import type { EnumField, Field } from '../../../core/schema.ts'
import { enumValue, parseEnum } from '../clr/values.ts'
import type { JsonBinder } from './json-binder.ts'
import type { JsonReader } from './json-reader.ts'
import { textOf, type FailureKind, type TokenValue } from './token.ts'

/** Returned where reading failed: see the cursor's failure. */
export const FAILED = Symbol('failed')

/** CLR type names, as messages show them. */
const TYPE_NAMES: Readonly<Partial<Record<Field['kind'], string>>> = {
  string: 'System.String',
  integer: 'System.Int32',
  decimal: 'System.Decimal',
  boolean: 'System.Boolean',
  dateTime: 'System.DateTime',
}

const typeName = (field: Field): string => {
  if (field.kind === 'enum') return field.name
  if (field.kind === 'object') return field.of.name
  return TYPE_NAMES[field.kind] ?? field.kind
}

/**
 * Json.NET's EnsureType: turns the value of the current token into the field's type. Typed readers
 * have left nothing to convert but null; enums and objects take tokens as they come.
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
      // An empty string counts as null wherever null is possible.
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

/** Enum.ToObject takes no BigInteger. */
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

/** An object or array where the type wants another kind of JSON. */
export const failContainer = (
  reader: JsonReader,
  field: Field,
  found: 'object' | 'array',
): typeof FAILED => {
  const example = found === 'object' ? '{"name":"value"}' : '[1,2,3]'
  reader.cursor.fail(
    `Cannot deserialize the current JSON ${found} (e.g. ${example}) into type '${typeName(field)}' because the type requires a ${EXPECTED[field.kind]} to deserialize correctly.`,
    'json-type-mismatch',
    `a JSON ${found}`,
  )
  return FAILED
}

const PRIMITIVE = 'JSON primitive value (e.g. string, number, boolean, null)'

const EXPECTED: Readonly<Record<Field['kind'], string>> = {
  string: PRIMITIVE,
  integer: PRIMITIVE,
  decimal: PRIMITIVE,
  boolean: PRIMITIVE,
  dateTime: PRIMITIVE,
  enum: PRIMITIVE,
  list: 'JSON array (e.g. [1,2,3])',
  map: 'JSON object (e.g. {"name":"value"})',
  object: 'JSON object (e.g. {"name":"value"})',
}

type Metadata =
  | { readonly done: true; readonly value: unknown }
  | { readonly done: false; readonly id: string | undefined }

/**
 * The members `$ref`, `$type`, `$id` and `$values` at an object's start. Types are never resolved
 * (TypeNameHandling None); a `$ref` stands for an object read before, else for null.
 */
export const readMetadata = (
  binder: JsonBinder,
  field: Field,
  existing: unknown,
): Metadata | typeof FAILED => {
  const { reader } = binder
  let id: string | undefined
  while (reader.token === 'PropertyName') {
    const name = reader.value
    if (name !== '$ref' && name !== '$type' && name !== '$id' && name !== '$values') break
    if (!binder.demand()) return FAILED
    if (name === '$values') {
      const list = binder.createList(field, existing)
      return list !== FAILED && binder.demand() ? { done: true, value: list } : FAILED
    }
    const text = reader.value === null ? undefined : textOf(reader.value)
    if (name === '$ref' && !isReference(reader.token))
      return binder.fail('JSON reference $ref property must have a string or null value.')
    if (name === '$type' && text === undefined) {
      reader.failPlain(
        'Object reference not set to an instance of an object.',
        '$type',
        'json-type-mismatch',
      )
      return FAILED
    }
    if (!binder.demand()) return FAILED
    if (name === '$id') id = text
    if (name === '$ref' && text !== undefined) return resolve(binder, text)
  }
  return { done: false, id }
}

const isReference = (token: string): boolean => token === 'String' || token === 'Null'

const resolve = (binder: JsonBinder, reference: string): Metadata | typeof FAILED =>
  binder.reader.token === 'PropertyName'
    ? binder.fail(
        'Additional content found in JSON reference object. A JSON reference object should only have a $ref property.',
      )
    : { done: true, value: binder.references.get(reference) ?? null }
