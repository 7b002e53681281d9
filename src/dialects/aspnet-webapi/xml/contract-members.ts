import type { Field, Shape } from '../../../core/schema.ts'
import { encodeLocalName } from './escape.ts'

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
export const contractMembers = (shape: Shape): readonly ContractMember[] =>
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
