import type { XmlContent, XmlContract, XmlName } from '../../../core/dialect.ts'
import { onceFor } from '../../../core/on-need.ts'
import type { EnumField, Field, Instant, ListField, Shape } from '../../../core/schema.ts'
import { printRoundTrip } from '../clr/date-time.ts'
import { enumValue, type EnumValue } from '../clr/values.ts'
import { escapeText } from './characters.ts'
import {
  contentNamespace,
  contractOf,
  INSTANCE_NAMESPACE,
  itemName,
  noContract,
  type Contract,
} from './contract.ts'

/** Prints one value. Returns undefined if the value cannot be serialised. */
type Write = (value: unknown) => string | undefined

/** The place of an element: its depth, and the prefixes that are bound there, by namespace. */
interface Place {
  readonly depth: number
  readonly prefixes: ReadonlyMap<string, string>
}

/**
 * Writes a value as DataContractSerializer does under Web API's formatter: no declaration, no white
 * space. Returns undefined where .NET throws while it writes (an undefined enum value, a lone
 * surrogate); the answer is then a 500. docs/spec/aspnet-webapi.md#writing-xml (R).
 */
export const writeDataContract = (shape: Shape, value: unknown): string | undefined =>
  writerOf(shape)(value)

const writerOf = onceFor((shape: Shape) => compileRoot(contractOf(shape)))

const compileRoot = (contract: Contract): Write => {
  const { name, namespace } = contract
  const declarations = `xmlns:i="${INSTANCE_NAMESPACE}" xmlns="${namespace}"`
  const content = compileObject(contract, { depth: 1, prefixes: new Map([[namespace, '']]) })
  const nil = `<${name} i:nil="true" ${declarations} />`
  return element(`${name} ${declarations}`, name, nil, content)
}

/**
 * Puts a start tag and an end tag around content. A value without content is written as an
 * empty-element tag.
 */
const element = (start: string, name: string, nil: string, content: Write): Write => {
  const [open, close, empty] = [`<${start}>`, `</${name}>`, `<${start} />`]
  return (value) => {
    if (value === null || value === undefined) return nil
    const inner = content(value)
    if (inner === undefined) return undefined
    // A string's text is content even if it is empty.
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

/**
 * Compiles the writer of a member or an item. The element's name is in `namespace`; its content may
 * be in another namespace.
 */
const compileElement = (name: string, field: Field, namespace: string, parent: Place): Write => {
  const prefix = parent.prefixes.get(namespace) ?? ''
  const qualified = prefix === '' ? name : `${prefix}:${name}`
  const { place, declaration } = enter(field, namespace, parent)
  const start = qualified + declaration
  const content = compileContent(field, namespace, place)
  return element(start, qualified, `<${start} i:nil="true" />`, content)
}

/** Returns the place of a field's content, and the declaration of the prefix that the content needs. */
const enter = (
  field: Field,
  namespace: string,
  parent: Place,
): { readonly place: Place; readonly declaration: string } => {
  const depth = parent.depth + 1
  const inside = contentNamespace(field, namespace)
  if (inside === undefined || parent.prefixes.has(inside))
    return { place: { depth, prefixes: parent.prefixes }, declaration: '' }
  const prefix = `d${depth}p1`
  return {
    place: { depth, prefixes: new Map([...parent.prefixes, [inside, prefix]]) },
    declaration: ` xmlns:${prefix}="${inside}"`,
  }
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

/** Returns the name of an enum's member; undefined for a number that names none, which cannot be written. */
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

/**
 * Returns the names, namespaces, prefixes and order of the XML that `writeDataContract` writes for a
 * shape. Throws TypeError for a shape with a map, which has no data contract.
 */
export const describeContract = (shape: Shape): XmlContract => {
  const contract = contractOf(shape)
  return describe(contract, { depth: 1, prefixes: new Map([[contract.namespace, '']]) })
}

const describe = (contract: Contract, place: Place): XmlContract => {
  const { name, namespace, members } = contract
  return {
    ...nameIn(name, namespace, place),
    members: members.map(({ key, element, field }) => ({
      key,
      ...elementIn(element, field, namespace, place),
    })),
  }
}

const nameIn = (name: string, namespace: string, { prefixes }: Place): XmlName => ({
  name,
  namespace,
  prefix: prefixes.get(namespace) ?? '',
})

/** Describes an element and its content. */
const elementIn = (
  name: string,
  field: Field,
  namespace: string,
  parent: Place,
): XmlName & { readonly content?: XmlContent } => {
  const own = nameIn(name, namespace, parent)
  const content = contentOf(field, namespace, enter(field, namespace, parent).place)
  return content === undefined ? own : { ...own, content }
}

const contentOf = (field: Field, owner: string, place: Place): XmlContent | undefined => {
  if (field.kind === 'object') return { object: describe(contractOf(field.of), place) }
  if (field.kind !== 'list') return undefined
  const namespace = contentNamespace(field, owner) ?? owner
  return { item: elementIn(itemName(field.of), field.of, namespace, place) }
}
