import { parseInt32 } from '../clr/conversion.ts'
import { INSTANCE_NAMESPACE, SERIALIZATION_NAMESPACE } from './contract-name.ts'
import type { XmlAttribute } from './xml-attributes.ts'
import { toBoolean } from './xml-convert.ts'
import type { XmlTextReader } from './xml-text-reader.ts'

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
    const isNil = toBoolean(value)
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
