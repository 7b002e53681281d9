import { createHash } from 'node:crypto'
import { onceFor } from '../../../core/on-need.ts'
import type { Field, Shape } from '../../../core/schema.ts'
import { encodeLocalName } from './characters.ts'

/** The data contract of a shape, as DataContractSerializer sees it. */
export interface Contract {
  readonly shape: Shape
  readonly name: string
  readonly namespace: string
  /** Full name of the CLR type. */
  readonly clr: string
  readonly members: readonly ContractMember[]
}

/** Returns the data contract of a shape, compiled on first use. */
export const contractOf = onceFor((shape: Shape): Contract => ({
  shape,
  name: contractName(shape),
  namespace: contractNamespace(shape),
  clr: shape.namespace === undefined ? shape.name : `${shape.namespace}.${shape.name}`,
  members: contractMembers(shape),
}))

/** A member of a data contract. */
export interface ContractMember {
  /** Key in the shape, and in the value: the JSON name. */
  readonly key: string
  /** Local name of the member's element. */
  readonly element: string
  readonly field: Field
}

/**
 * Returns the members in the order in which DataContractSerializer writes and reads them: base class
 * first, then members without `Order`, then by `Order`; within that, ordinal by element name.
 * docs/spec/aspnet-webapi.md#types-behind-the-samples (R).
 */
const contractMembers = (shape: Shape): readonly ContractMember[] =>
  Object.entries(shape.fields)
    .map(([key, field]) => ({
      key,
      element: field.xml ?? encodeLocalName(field.clr ?? key),
      field,
    }))
    .sort(inContractOrder)

const inContractOrder = (a: ContractMember, b: ContractMember): number =>
  (a.field.level ?? 0) - (b.field.level ?? 0) ||
  (a.field.order ?? -1) - (b.field.order ?? -1) ||
  (a.element < b.element ? -1 : 1)

export const INSTANCE_NAMESPACE = 'http://www.w3.org/2001/XMLSchema-instance'
export const SERIALIZATION_NAMESPACE = 'http://schemas.microsoft.com/2003/10/Serialization/'
const ARRAYS_NAMESPACE = 'http://schemas.microsoft.com/2003/10/Serialization/Arrays'
const CLR_NAMESPACES = 'http://schemas.datacontract.org/2004/07/'

/** Returns the data contract namespace of a CLR type. */
export const contractNamespace = (shape: Shape): string => CLR_NAMESPACES + (shape.namespace ?? '')

/**
 * Returns the data contract name of a CLR type. The name of a generic type contains the name of its
 * argument and a digest of the argument's namespace.
 */
export const contractName = (shape: Shape): string => {
  const name = encodeLocalName(shape.name)
  const { argument } = shape
  if (argument === undefined) return name
  // The digest covers the number of parameters for each nesting level (one level with one parameter),
  // then the namespaces of the arguments: docs/spec/aspnet-webapi.md#types-behind-the-samples (R).
  return `${name}Of${contractName(argument)}${digest(` 1 ${contractNamespace(argument)}`)}`
}

/** Returns six bytes of an MD5 hash in base64, without characters that a name cannot contain. */
const digest = (namespaces: string): string =>
  createHash('md5')
    .update(namespaces, 'utf8')
    .digest()
    .toString('base64', 0, 6)
    .replaceAll('/', '_S')
    .replaceAll('+', '_P')

const builtIn = {
  string: 'string',
  integer: 'int',
  decimal: 'decimal',
  boolean: 'boolean',
  dateTime: 'dateTime',
} as const

/** Returns the name of a type as an item of a list, and after `ArrayOf`. */
export const itemName = (field: Field): string => {
  switch (field.kind) {
    case 'object':
      return contractName(field.of)
    case 'enum':
      return encodeLocalName(field.name)
    case 'list':
      return `ArrayOf${itemName(field.of)}`
    case 'map':
      return noContract()
    default:
      return builtIn[field.kind]
  }
}

/**
 * Returns the namespace of the elements inside a value of a type; undefined if the value contains none.
 * An enum's CLR namespace is not described: it is taken to be its owner's (I).
 */
export const contentNamespace = (field: Field, owner: string): string | undefined => {
  switch (field.kind) {
    case 'object':
      return contractNamespace(field.of)
    case 'list':
      return field.of.kind === 'enum'
        ? owner
        : (contentNamespace(field.of, owner) ?? ARRAYS_NAMESPACE)
    case 'map':
      return noContract()
    default:
      return undefined
  }
}

/**
 * Throws TypeError. A map is a programming error, because neither the documents nor the
 * recordings contain a dictionary.
 */
export const noContract = (): never => {
  throw new TypeError('A map has no data contract here: describe it as a list of objects.')
}
