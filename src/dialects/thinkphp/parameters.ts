import type { Operation } from '../../core/api.ts'
import type { Field } from '../../core/schema.ts'

/**
 * Where an action finds a parameter (docs/spec/shopxo.md#routes-and-request); `from` of its field
 * says it. `constant`: `$_REQUEST`, raw but trimmed (query and form). `param`: `input()`, anywhere.
 * `post`: the body.
 */
type Source = 'constant' | 'param' | 'post'

export interface Parameter {
  /** In the request's shape. */
  readonly field: string
  /** On the wire. */
  readonly name: string
  readonly source: Source
  /** An array is bound by the maps of that name, anything else by the strings. */
  readonly isMap: boolean
}

const plans = new WeakMap<Operation, readonly Parameter[]>()

/** What an operation reads, compiled on first sight. */
export const parametersOf = (operation: Operation): readonly Parameter[] => {
  let plan = plans.get(operation)
  if (plan === undefined) {
    plan = Object.entries(operation.request.fields).map(([field, described]) => ({
      field,
      name: described.clr ?? field,
      source: sourceOf(described),
      isMap: described.kind === 'map',
    }))
    plans.set(operation, plan)
  }
  return plan
}

const sourceOf = ({ from = ['form', 'json'] }: Field): Source => {
  if (!from.includes('json')) return 'constant'
  return from.includes('query') ? 'param' : 'post'
}
