import type { Field, ListField, ObjectField, Shape } from '../../../core/schema.ts'
import { defaultsOf } from '../clr/values.ts'
import {
  addNote,
  clrTypeOf,
  inLine,
  isTextField,
  readContractAttributes,
  refuse,
  toValue,
  type ContractAttributes,
  type ContractReading,
  type TextField,
} from './contract-reading.ts'
import { contentNamespace, contractOf, itemName, noContract, type Contract } from './contract.ts'
import { misplaced, nilOnValue, skipped, unknownType } from './read-notes.ts'

/** The value to be read: the field of a member or an item, and the contract that contains it. */
interface Expected {
  readonly field: Field
  readonly owner: Contract
  /** Name of the value's element. */
  readonly path: string
}

/**
 * Reads an object's members in one forward pass in contract order. An element is dropped unless it is a
 * member that comes behind the last one read. docs/spec/aspnet-webapi.md#reading-xml (R).
 */
const readMembers = (
  reading: ContractReading,
  contract: Contract,
  value: Record<string, unknown>,
): Record<string, unknown> | null => {
  const read: boolean[] = []
  const done = readElements(reading, contract.name, () => {
    const at = memberAt(reading, contract, read.length)
    const member = contract.members[at]
    if (member === undefined) {
      skipElement(reading, contract, read)
      return
    }
    read[at] = true
    value[member.key] = readValue(reading, {
      field: member.field,
      owner: contract,
      path: member.element,
    })
  })
  return done ? value : null
}

const memberAt = ({ reader }: ContractReading, contract: Contract, from: number): number => {
  const { members, namespace } = contract
  if (reader.namespace !== namespace) return -1
  for (let at = from; at < members.length; at++) {
    if (members[at]?.element === reader.local) return at
  }
  return -1
}

/**
 * Calls `each` on every element inside the current one, and moves past the end of the current one.
 * Returns false after a failure.
 */
const readElements = (reading: ContractReading, parent: string, each: () => void): boolean => {
  const { reader } = reading
  if (!reader.isEmpty) {
    reader.read()
    while (reader.moveToContent() === 'element') each()
    if (reader.kind === 'text' || reader.kind === 'cdata') {
      const found = reader.kind === 'text' ? 'Text' : 'CDATA'
      const message = `Expecting state 'Element'.. Encountered '${found}'  with name '', namespace ''. `
      refuse(reading, inLine(reading, message), misplaced(parent, 'has text between its elements'))
    }
  }
  return reader.read() || reader.kind !== 'failed'
}

const skipElement = (
  reading: ContractReading,
  contract: Contract,
  read: readonly boolean[],
): void => {
  const { reader } = reading
  addNote(reading, () => skipped(contract, reader, read))
  if (readContractAttributes(reader) !== null) reader.skip()
}

/**
 * Reads the value of the current element and moves past the element. Returns null if the element is
 * nil, and after any failure.
 */
export const readValue = (reading: ContractReading, expected: Expected): unknown => {
  const attributes = readContractAttributes(reading.reader)
  if (attributes === null) return null
  const { field } = expected
  if (isTextField(field)) return readText(reading, expected, field, attributes)
  if (attributes.ref !== undefined) return referred(reading, expected, attributes.ref)
  if (attributes.isNil) return skipNil(reading)
  switch (field.kind) {
    case 'object':
      return readObject(reading, expected, field, attributes)
    case 'list':
      return readList(reading, expected, field, attributes)
    default:
      return noContract()
  }
}

const readObject = (
  reading: ContractReading,
  expected: Expected,
  field: ObjectField<Shape>,
  attributes: ContractAttributes,
): unknown => {
  const contract = contractOf(field.of)
  if (!isOfType(reading, expected.path, attributes, contract.name, contract.namespace)) return null
  const value = defaultsOf(field.of)
  remember(reading, attributes, expected, value)
  return readMembers(reading, contract, value)
}

const readList = (
  reading: ContractReading,
  expected: Expected,
  field: ListField<Field>,
  attributes: ContractAttributes,
): unknown => {
  const { owner, path } = expected
  const item = itemName(field.of)
  const namespace = contentNamespace(field, owner.namespace) ?? ''
  if (!isOfType(reading, path, attributes, itemName(field), namespace)) return null
  const items: unknown[] = []
  remember(reading, attributes, expected, items)
  const { reader } = reading
  const done = readElements(reading, path, () => {
    if (reader.local === item && reader.namespace === namespace)
      items.push(readValue(reading, { field: field.of, owner, path: item }))
    else if (readContractAttributes(reader) !== null) reader.skip()
  })
  return done ? items : null
}

const readText = (
  reading: ContractReading,
  expected: Expected,
  field: TextField,
  attributes: ContractAttributes,
): unknown => {
  const { owner, path } = expected
  const namespace = owner.shape.namespace
  if (field.kind !== 'string') {
    const refusal = valueTypeRefusal(attributes, clrTypeOf(field, namespace))
    if (refusal !== undefined)
      return refuse(reading, refusal, nilOnValue(path, clrTypeOf(field, namespace)))
  }
  if (attributes.ref !== undefined) return referred(reading, expected, attributes.ref)
  if (attributes.isNil) return skipNil(reading)
  if (
    field.kind === 'enum' &&
    !isOfType(reading, path, attributes, itemName(field), owner.namespace)
  )
    return null
  const text = reading.reader.readElementText()
  if (text === null) return refuseContent(reading, path)
  const value = toValue(reading, field, text, path, namespace)
  remember(reading, attributes, expected, value)
  return value
}

/**
 * Returns the reason why attributes are not allowed on a value type, which is neither null nor shared;
 * undefined if they are allowed.
 */
const valueTypeRefusal = (attributes: ContractAttributes, clr: string): string | undefined => {
  if (attributes.ref !== undefined) return `ValueType '${clr}' cannot have ref to another object.`
  if (attributes.isNil) return `ValueType '${clr}' cannot be null.`
  return attributes.id === undefined ? undefined : `ValueType '${clr}' cannot have id.`
}

/**
 * Refuses an element that was found in place of text. If the reader is on no element, the XML
 * itself has failed already.
 */
const refuseContent = (reading: ContractReading, path: string): null => {
  const { reader, root } = reading
  if (reader.kind !== 'element') return null
  const { local, namespace } = reader
  const message = `End element '${path}' expected. Found element '${local}' from namespace '${namespace}'.`
  const { line, column } = reader.place()
  return refuse(
    reading,
    `There was an error deserializing the object of type ${root.clr}. ${message} Line ${line}, position ${column}.`,
    misplaced(path, `holds \`<${local.slice(0, 64)}>\` where text belongs`),
  )
}

const skipNil = ({ reader }: ContractReading): null => {
  reader.skip()
  return null
}

/**
 * Checks that `i:type`, if present, names the expected type, and refuses the body otherwise. The
 * serializer has no further known types.
 */
const isOfType = (
  reading: ContractReading,
  path: string,
  { type }: ContractAttributes,
  name: string,
  namespace: string,
): boolean => {
  if (type === undefined || (type.name === name && type.namespace === namespace)) return true
  const message = `Element '${reading.reader.namespace}:${reading.reader.local}' contains data of the '${type.namespace}:${type.name}' data contract. The deserializer has no knowledge of any type that maps to this contract.`
  refuse(reading, inLine(reading, message), unknownType(path, type.name))
  return false
}

const remember = (
  reading: ContractReading,
  { id }: ContractAttributes,
  { field, path }: Expected,
  value: unknown,
): void => {
  if (id === undefined) return
  if (reading.objects.has(id)) {
    const message = `Invalid XML encountered. The same Id value '${id}' is defined more than once. Multiple objects cannot be deserialized using the same Id.`
    refuse(reading, message, misplaced(path, 'has a z:Id that was given before'))
  }
  reading.objects.set(id, { type: itemName(field), value })
}

const referred = (reading: ContractReading, { field, path }: Expected, id: string): unknown => {
  const found = reading.objects.get(id)
  if (found?.type !== itemName(field)) {
    const message = `Deserialized object with reference id '${id}' not found in stream.`
    return refuse(reading, message, misplaced(path, 'has a z:Ref to no such object before it'))
  }
  reading.reader.skip()
  return found.value
}
