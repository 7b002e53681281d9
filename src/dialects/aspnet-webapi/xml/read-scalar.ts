import type { EnumField, Field, ScalarField } from '../../../core/schema.ts'
import { parseXmlDateTime } from '../clr/date-time.ts'
import { parseInt32, parseXmlBoolean, parseXmlDecimal } from '../clr/text.ts'
import { enumValue } from '../clr/values.ts'
import { deserializing, refuse, type ContractReading } from './contract-reading.ts'
import { mismatch, noDate, notAMember, outOfRange } from './read-notes.ts'

/** A field whose value is text in an element of its own. */
export type TextField = ScalarField | EnumField

/** CLR type of a field's value; an enum is taken to live beside its owner (I). */
export const clrTypeOf = (field: TextField, ownerNamespace: string | undefined): string => {
  if (field.kind !== 'enum') return `System.${types[field.kind]}`
  return ownerNamespace === undefined ? field.name : `${ownerNamespace}.${field.name}`
}

const types = {
  string: 'String',
  integer: 'Int32',
  decimal: 'Decimal',
  boolean: 'Boolean',
  dateTime: 'DateTime',
} as const

export const isTextField = (field: Field): field is TextField =>
  field.kind === 'enum' || Object.hasOwn(types, field.kind)

/** An element's text as a value of the field; null where it is none, and the body is refused. */
export const toValue = (
  reading: ContractReading,
  field: TextField,
  text: string,
  path: string,
  ownerNamespace: string | undefined,
): unknown => {
  switch (field.kind) {
    case 'string':
      return text
    case 'integer':
      return toInteger(reading, text, path)
    case 'dateTime':
      return parseXmlDateTime(text) ?? unparsed(reading, text, 'DateTime', noDate(path, text))
    case 'decimal':
      return (
        parseXmlDecimal(text) ??
        unparsed(reading, text, 'decimal', mismatch(path, 'System.Decimal', text))
      )
    case 'boolean':
      return (
        parseXmlBoolean(text) ??
        unparsed(reading, text, 'Boolean', mismatch(path, 'System.Boolean', text))
      )
    case 'enum':
      return toEnum(reading, field, text, path, ownerNamespace)
  }
}

const toInteger = (reading: ContractReading, text: string, path: string): number | null => {
  const parsed = parseInt32(text)
  if (parsed.ok) return parsed.value
  const note =
    parsed.reason === 'exception' ? outOfRange(path, text) : mismatch(path, 'System.Int32', text)
  return unparsed(reading, text, 'Int32', note)
}

/** Exact, case-sensitive names only. docs/spec/aspnet-webapi.md#reading-xml (R). */
const toEnum = (
  reading: ContractReading,
  field: EnumField,
  text: string,
  path: string,
  ownerNamespace: string | undefined,
): unknown => {
  const number = Object.hasOwn(field.members, text) ? field.members[text] : undefined
  if (number !== undefined) return enumValue(field, number)
  return refuse(
    reading,
    `Invalid enum value '${text}' cannot be deserialized into type '${clrTypeOf(field, ownerNamespace)}'. Ensure that the necessary enum values are present and are marked with EnumMemberAttribute attribute if the type has DataContractAttribute attribute.`,
    notAMember(path, field, text),
  )
}

const unparsed = (
  reading: ContractReading,
  text: string,
  type: string,
  note: ReturnType<typeof mismatch>,
): null =>
  refuse(
    reading,
    deserializing(reading.root, `The value '${text}' cannot be parsed as the type '${type}'.`),
    note,
  )
