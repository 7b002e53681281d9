import type { EnumField, Field, Instant, ListField, Shape } from '../../../core/schema.ts'
import { enumValue, type EnumValue } from '../clr/enum.ts'
import { printRoundTrip } from '../clr/instant.ts'
import {
  contentNamespace,
  INSTANCE_NAMESPACE,
  itemName,
  noContract,
  SERIALIZATION_NAMESPACE,
} from './contract-name.ts'
import { contractOf, type Contract } from './contract.ts'
import { escapeText } from './escape.ts'

/** Prints one value with the tags around it; undefined where it cannot be serialised. */
type Write = (value: unknown) => string | undefined

/** Where an element stands: its depth, and the prefixes that are bound there by namespace. */
interface Place {
  readonly depth: number
  readonly prefixes: ReadonlyMap<string, string>
}

const writers = new WeakMap<Shape, Write>()

/**
 * Writes a value as DataContractSerializer does under Web API's formatter: no declaration, no white
 * space. Undefined where .NET throws while it writes (an undefined enum value, a lone surrogate);
 * the answer is then a 500. docs/spec/aspnet-webapi.md#writing-xml (R).
 */
export const writeDataContract = (shape: Shape, value: unknown): string | undefined => {
  let write = writers.get(shape)
  if (write === undefined) {
    write = compileRoot(contractOf(shape))
    writers.set(shape, write)
  }
  return write(value)
}

/** A string as the whole answer. */
export const writeDataContractString = (value: string): string | undefined => {
  const text = escapeText(value)
  return text === undefined ? undefined : primitive('string', text)
}

/** An Int32 as the whole answer. */
export const writeDataContractInt = (value: number): string => primitive('int', String(value))

const primitive = (name: string, text: string): string =>
  `<${name} xmlns="${SERIALIZATION_NAMESPACE}">${text}</${name}>`

const compileRoot = (contract: Contract): Write => {
  const { name, namespace } = contract
  const declarations = `xmlns:i="${INSTANCE_NAMESPACE}" xmlns="${namespace}"`
  const content = compileObject(contract, { depth: 1, prefixes: new Map([[namespace, '']]) })
  const nil = `<${name} i:nil="true" ${declarations} />`
  return element(`${name} ${declarations}`, name, nil, content)
}

/** Start tag, content, end tag; a value without content closes itself. */
const element = (start: string, name: string, nil: string, content: Write): Write => {
  const [open, close, empty] = [`<${start}>`, `</${name}>`, `<${start} />`]
  return (value) => {
    if (value === null || value === undefined) return nil
    const inner = content(value)
    if (inner === undefined) return undefined
    // A string's text is content even where it is empty.
    return inner === '' && typeof value === 'object' ? empty : open + inner + close
  }
}

const compileObject = (contract: Contract, place: Place): Write => {
  const members = contract.members.map(({ key, element: name, field }) => ({
    key,
    write: compileElement(name, field, contract.namespace, place),
  }))
  return (value) => {
    const object = value as Readonly<Record<string, unknown>>
    let text = ''
    for (const { key, write } of members) {
      const member = write(object[key])
      if (member === undefined) return undefined
      text += member
    }
    return text
  }
}

/** A member or an item: its name is in `namespace`, its content may bring another. */
const compileElement = (name: string, field: Field, namespace: string, parent: Place): Write => {
  const prefix = parent.prefixes.get(namespace) ?? ''
  const qualified = prefix === '' ? name : `${prefix}:${name}`
  const depth = parent.depth + 1
  const inside = contentNamespace(field, namespace)
  const isDeclared = inside === undefined || inside === namespace || parent.prefixes.has(inside)
  const own = `d${depth}p1`
  const start = isDeclared ? qualified : `${qualified} xmlns:${own}="${inside}"`
  const prefixes = isDeclared ? parent.prefixes : new Map([...parent.prefixes, [inside, own]])
  const content = compileContent(field, namespace, { depth, prefixes })
  return element(start, qualified, `<${start} i:nil="true" />`, content)
}

const compileContent = (field: Field, owner: string, place: Place): Write => {
  switch (field.kind) {
    case 'string':
      return (value) => escapeText(value as string)
    case 'dateTime':
      return (value) => printRoundTrip(value as Instant)
    case 'enum':
      return (value) => enumText(field, value as EnumValue)
    case 'list':
      return compileList(field, owner, place)
    case 'object':
      return compileObject(contractOf(field.of), place)
    case 'map':
      return noContract()
    default:
      return String
  }
}

/** Only members have text; a number that names none cannot be written. */
const enumText = (field: EnumField, value: EnumValue): string | undefined => {
  const member = typeof value === 'number' ? enumValue(field, value) : value
  return typeof member === 'string' && Object.hasOwn(field.members, member) ? member : undefined
}

const compileList = (field: ListField<Field>, owner: string, place: Place): Write => {
  const namespace = contentNamespace(field, owner) ?? owner
  const write = compileElement(itemName(field.of), field.of, namespace, place)
  return (value) => {
    let text = ''
    for (const item of value as readonly unknown[]) {
      const written = write(item)
      if (written === undefined) return undefined
      text += written
    }
    return text
  }
}
