import type { Shape } from '../../../core/schema.ts'
import { contractMembers, type ContractMember } from './contract-members.ts'
import { contractName, contractNamespace } from './contract-name.ts'

/** A shape as DataContractSerializer sees it. */
export interface Contract {
  readonly shape: Shape
  readonly name: string
  readonly namespace: string
  /** Full name of the CLR type. */
  readonly clr: string
  readonly members: readonly ContractMember[]
}

const contracts = new WeakMap<Shape, Contract>()

/** Compiled on first sight. */
export const contractOf = (shape: Shape): Contract => {
  let contract = contracts.get(shape)
  if (contract === undefined) {
    contract = {
      shape,
      name: contractName(shape),
      namespace: contractNamespace(shape),
      clr: shape.namespace === undefined ? shape.name : `${shape.namespace}.${shape.name}`,
      members: contractMembers(shape),
    }
    contracts.set(shape, contract)
  }
  return contract
}
