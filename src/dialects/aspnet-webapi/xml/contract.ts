import { createHash } from 'node:crypto'
import { onceFor } from '../../../core/on-need.ts'
import type { Field, Shape } from '../../../core/schema.ts'
import { encodeLocalName } from './characters.ts'

/** A shape as DataContractSerializer sees it. */
export interface Contract {
  readonly shape: Shape
  readonly name: string
  readonly namespace: string
  /** Full name of the CLR type. */
  readonly clr: string
  readonly members: readonly ContractMember[]
}

/** Compiled on first sight. */
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
  /** Local name of its element. */
  readonly element: string
  readonly field: Field
}

/**
 * The members in the order DataContractSerializer writes and reads them: base class first, then
 * unordered ones, then by `Order`; ordinal by element name within that.
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

/** The data contract namespace of a CLR type. */
export const contractNamespace = (shape: Shape): string => CLR_NAMESPACES + (shape.namespace ?? '')

/** The data contract name of a CLR type; a generic's tells its argument and where that is from. */
export const contractName = (shape: Shape): string => {
  const name = encodeLocalName(shape.name)
  const { argument } = shape
  if (argument === undefined) return name
  // One nesting level with one parameter, then the arguments' namespaces:
  // docs/spec/aspnet-webapi.md#types-behind-the-samples (R).
  return `${name}Of${contractName(argument)}${digest(` 1 ${contractNamespace(argument)}`)}`
}

/** Six bytes of MD5 in base64, made fit for a name. */
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

/** Name of a type inside a list, and after `ArrayOf`. */
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
 * Namespace of the elements inside a value of this type; undefined where it has none. An enum's CLR
 * namespace is not described: it is taken to be its owner's (I).
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

/** A programming error: no document has a dictionary, and the recordings neither. */
export const noContract = (): never => {
  throw new TypeError('A map has no data contract here: describe it as a list of objects.')
}
