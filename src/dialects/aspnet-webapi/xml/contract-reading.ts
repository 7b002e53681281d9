import type { Note } from '../../../core/note.ts'
import type { EnumField, Field, ScalarField } from '../../../core/schema.ts'
import { parseXmlDateTime } from '../clr/date-time.ts'
import { parseInt32, parseXmlBoolean, parseXmlDecimal } from '../clr/text.ts'
import { CLR_TYPES, enumValue } from '../clr/values.ts'
import { INSTANCE_NAMESPACE, SERIALIZATION_NAMESPACE, type Contract } from './contract.ts'
import { mismatch, noDate, notAMember, outOfRange } from './read-notes.ts'
import type { XmlAttribute } from './xml-attributes.ts'
import type { XmlTextReader } from './xml-text-reader.ts'

/** Notes kept for one body: beyond them they tell nothing new. */
const MOST_NOTES = 20

/** One body being read. */
export interface ContractReading {
  readonly reader: XmlTextReader
  readonly root: Contract
  readonly notes: Note[]
  /** Objects by their `z:Id`. */
  readonly objects: Map<string, { readonly type: string; readonly value: unknown }>
  /** Why the contract, not the XML, refused the body. */
  refusal?: { readonly exception: string; readonly note: Note }
}

/** `make` is called only while there is room. */
export const addNote = (reading: ContractReading, make: () => Note): void => {
  if (reading.notes.length < MOST_NOTES) reading.notes.push(make())
}

/**
 * Ends the reading: any error makes the whole object null. docs/spec/aspnet-webapi.md#reading-xml
 * (R).
 */
export const refuse = (reading: ContractReading, exception: string, note: Note): null => {
  reading.refusal ??= { exception, note }
  return reading.reader.fail(exception)
}

/** How .NET words an error of the XML or of a conversion. */
export const deserializing = (contract: Contract, message: string): string =>
  `There was an error deserializing the object of type ${contract.clr}. ${message}`

/** Puts where the reader is before a message. */
export const inLine = ({ reader }: ContractReading, message: string): string => {
  const { line, column } = reader.place()
  return `Error in line ${line} position ${column}. ${message}`
}

/** What DataContractSerializer reads off a start tag; it ignores every other attribute. */
export interface ContractAttributes {
  /** `i:nil` */
  readonly isNil: boolean
  /** `i:type` */
  readonly type?: { readonly name: string; readonly namespace: string }
  /** `z:Id`: what this object may be referred to by. */
  readonly id?: string
  /** `z:Ref`: this is the object with that `z:Id`. */
  readonly ref?: string
}

const none: ContractAttributes = { isNil: false }

/** Reads the attributes of the element under the reader; null where one is malformed. */
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
    // Looked at, but not used, as sizes belong to NetDataContractSerializer.
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

/** CLR type of a field's value; an enum is taken to live beside its owner (I). */
export const clrTypeOf = (field: TextField, ownerNamespace: string | undefined): string => {
  if (field.kind !== 'enum') return CLR_TYPES[field.kind]
  return ownerNamespace === undefined ? field.name : `${ownerNamespace}.${field.name}`
}

/** Whether a field's value is text in an element of its own. */
export const isTextField = (field: Field): field is TextField =>
  field.kind === 'enum' || Object.hasOwn(CLR_TYPES, field.kind)

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

const unparsed = (reading: ContractReading, text: string, type: string, note: Note): null =>
  refuse(
    reading,
    deserializing(reading.root, `The value '${text}' cannot be parsed as the type '${type}'.`),
    note,
  )
