import type { Note } from '../../../core/note.ts'
import { parseInt32, parseXmlBoolean } from '../clr/text.ts'
import { INSTANCE_NAMESPACE, SERIALIZATION_NAMESPACE, type Contract } from './contract.ts'
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
