import type { XmlContent, XmlContract, XmlName } from '../../../core/dialect.ts'
import type { Field, Shape } from '../../../core/schema.ts'
import { contentNamespace, itemName } from './contract-name.ts'
import { contractOf, type Contract } from './contract.ts'

/** Where an element stands: its depth, and the prefixes that are bound there by namespace. */
interface Place {
  readonly depth: number
  readonly prefixes: ReadonlyMap<string, string>
}

/**
 * Names, namespaces, prefixes and order of what `writeDataContract` writes of a shape. Throws TypeError
 * for a shape with a map, which has no data contract.
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

/** An element, and what is inside it. */
const elementIn = (
  name: string,
  field: Field,
  namespace: string,
  parent: Place,
): XmlName & { readonly content?: XmlContent } => {
  const own = nameIn(name, namespace, parent)
  const depth = parent.depth + 1
  const inside = contentNamespace(field, namespace)
  const prefixes =
    inside === undefined || parent.prefixes.has(inside)
      ? parent.prefixes
      : new Map([...parent.prefixes, [inside, `d${depth}p1`]])
  const content = contentOf(field, namespace, { depth, prefixes })
  return content === undefined ? own : { ...own, content }
}

const contentOf = (field: Field, owner: string, place: Place): XmlContent | undefined => {
  if (field.kind === 'object') return { object: describe(contractOf(field.of), place) }
  if (field.kind !== 'list') return undefined
  const namespace = contentNamespace(field, owner) ?? owner
  return { item: elementIn(itemName(field.of), field.of, namespace, place) }
}
