import type { Note } from '../../../core/note.ts'
import type { EnumField, Field, ScalarField } from '../../../core/schema.ts'
import { parseXmlDateTime } from '../clr/date-time.ts'
import { parseInt32, parseXmlBoolean, parseXmlDecimal } from '../clr/text.ts'
import { CLR_TYPES, enumValue } from '../clr/values.ts'
import { INSTANCE_NAMESPACE, SERIALIZATION_NAMESPACE, type Contract } from './contract.ts'
import { mismatch, noDate, notAMember, outOfRange } from './read-notes.ts'
import type { XmlAttribute } from './xml-attributes.ts'
import type { XmlTextReader } from './xml-text-reader.ts'

/** Maximum number of notes on one body. Further notes would tell nothing new. */
const MOST_NOTES = 20

/** The state of reading one body. */
export interface ContractReading {
  readonly reader: XmlTextReader
  readonly root: Contract
  readonly notes: Note[]
  /** Objects that have been read, by their `z:Id`. */
  readonly objects: Map<string, { readonly type: string; readonly value: unknown }>
  /** The reason why the contract refused the body; absent if the XML itself failed. */
  refusal?: { readonly exception: string; readonly note: Note }
}

/** Adds a note unless there are MOST_NOTES already; `make` is then not called. */
export const addNote = (reading: ContractReading, make: () => Note): void => {
  if (reading.notes.length < MOST_NOTES) reading.notes.push(make())
}

/**
 * Ends the reading with an error. Any error makes the whole object null.
 * docs/spec/aspnet-webapi.md#reading-xml (R).
 */
export const refuse = (reading: ContractReading, exception: string, note: Note): null => {
  reading.refusal ??= { exception, note }
  return reading.reader.fail(exception)
}

/** Returns .NET's message for an error of the XML or of a conversion. */
export const deserializing = (contract: Contract, message: string): string =>
  `There was an error deserializing the object of type ${contract.clr}. ${message}`

/** Puts the reader's line and position before a message. */
export const inLine = ({ reader }: ContractReading, message: string): string => {
  const { line, column } = reader.place()
  return `Error in line ${line} position ${column}. ${message}`
}

/** The attributes of a start tag that DataContractSerializer reads. It ignores every other attribute. */
export interface ContractAttributes {
  /** `i:nil`: the value is null. */
  readonly isNil: boolean
  /** `i:type`: the data contract of the value. */
  readonly type?: { readonly name: string; readonly namespace: string }
  /** `z:Id`: the id by which other elements refer to this object. */
  readonly id?: string
  /** `z:Ref`: the `z:Id` of the object that this element stands for. */
  readonly ref?: string
}

const none: ContractAttributes = { isNil: false }

/** Reads the attributes of the reader's current element. Returns null if an attribute is malformed. */
export const readContractAttributes = (reader: XmlTextReader): ContractAttributes | null => {
  let read: ContractAttributes | null = none
  for (const attribute of reader.attributes) {
    if (attribute.namespace === INSTANCE_NAMESPACE) read = withInstance(reader, attribute, read)
    else if (attribute.namespace === SERIALIZATION_NAMESPACE)
      read = withSerialization(reader, attribute, read)
    if (read === null) return null
  }
  return read
}

const withInstance = (
  reader: XmlTextReader,
  { local, value }: XmlAttribute,
  read: ContractAttributes,
): ContractAttributes | null => {
  if (local !== 'nil' && local !== 'type') return read
  if (value === undefined) return notText(reader)
  if (local === 'nil') {
    const isNil = parseXmlBoolean(value)
    if (isNil !== undefined) return { ...read, isNil }
    return reader.fail(`The value '${value}' cannot be parsed as the type 'Boolean'.`)
  }
  if (value === '') return read
  const colon = value.indexOf(':')
  const namespace = reader.lookupNamespace(value.slice(0, Math.max(0, colon))) ?? ''
  return { ...read, type: { name: value.slice(colon + 1), namespace } }
}

const USED = new Set(['Id', 'Size', 'Ref', 'Type', 'Assembly', 'FactoryType'])

const withSerialization = (
  reader: XmlTextReader,
  { local, value }: XmlAttribute,
  read: ContractAttributes,
): ContractAttributes | null => {
  if (!USED.has(local)) return read
  if (value === undefined) return notText(reader)
  if (local === 'Size') {
    // The size is checked but not used, because sizes belong to NetDataContractSerializer.
    const size = parseInt32(value)
    return size.ok && size.value >= 0
      ? read
      : reader.fail(`Invalid Size '${value}'. Must be non-negative integer.`)
  }
  if (local !== 'Id' && local !== 'Ref') return read
  if (value === '') return reader.fail(`Invalid ${local} ''. Must not be null or empty.`)
  return local === 'Id' ? { ...read, id: value } : { ...read, ref: value }
}

const notText = (reader: XmlTextReader): null =>
  reader.fail('An attribute contains invalid UTF8 bytes.')

/** A field whose value is text in an element of its own. */
export type TextField = ScalarField | EnumField

/** Returns the CLR type of a field's value. An enum is taken to be in its owner's namespace (I). */
export const clrTypeOf = (field: TextField, ownerNamespace: string | undefined): string => {
  if (field.kind !== 'enum') return CLR_TYPES[field.kind]
  return ownerNamespace === undefined ? field.name : `${ownerNamespace}.${field.name}`
}

/** Whether a field's value is text in an element of its own. */
export const isTextField = (field: Field): field is TextField =>
  field.kind === 'enum' || Object.hasOwn(CLR_TYPES, field.kind)

/**
 * Converts an element's text to a value of the field. If that is not possible, refuses the body and
 * returns null.
 */
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

/**
 * Converts the name of a member to an enum's value. Only exact, case-sensitive names are accepted.
 * docs/spec/aspnet-webapi.md#reading-xml (R).
 */
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

const unparsed = (reading: ContractReading, text: string, type: string, note: Note): null =>
  refuse(
    reading,
    deserializing(reading.root, `The value '${text}' cannot be parsed as the type '${type}'.`),
    note,
  )
