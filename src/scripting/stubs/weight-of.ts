import type { Stub } from './stub.ts'

/** What a stub weighs beyond its texts, roughly. */
const OVERHEAD = 1024
const weights = new WeakMap<Stub, number>()

/** Bytes that a stub takes, roughly: counted once. */
export const weightOf = (stub: Stub): number => {
  const known = weights.get(stub)
  if (known !== undefined) return known
  const weight = OVERHEAD + textsIn([stub.mapping, stub.match, stub.respond])
  weights.set(stub, weight)
  return weight
}

/** A text is shared by all that hold it, so that each counts twice at most: as it came, and as it is used. */
const textsIn = (value: unknown): number => {
  if (typeof value === 'string') return value.length
  if (typeof value !== 'object' || value === null) return 8
  return Object.entries(value).reduce((sum, [name, one]) => sum + name.length + textsIn(one), 16)
}
