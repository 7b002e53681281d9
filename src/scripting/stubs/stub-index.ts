import type { Call } from '../../core/pipeline.ts'
import type { Condition } from './request-match.ts'
import type { Stub } from './stub.ts'

/** A stub with its conditions compiled. */
export interface CompiledStub {
  readonly stub: Stub
  readonly conditions: readonly Condition[]
  /** Grows with each added stub: the newest of equal priority wins. */
  readonly age: number
}

/**
 * Finds the stubs that may match a call without trying all of them. The index files each stub under one value
 * that the stub requires (of a field, a header, a path …), by the stub's rarest kind of condition.
 */
interface StubIndex {
  add(stub: CompiledStub): void
  remove(stub: CompiledStub): void
  /** Returns the strongest stub first. */
  candidates(call: Call): readonly CompiledStub[]
}

/** The stubs that require a value in one place of the request, by that value. */
interface Bucket {
  readonly read: Condition['read']
  readonly byValue: Map<string, CompiledStub[]>
}

/** Kinds of conditions, the rarest first. A stub is indexed by the first of these that it has. */
const byRarity = [
  'field',
  'form',
  'query',
  'cookie',
  'header',
  'url',
  'path',
  'operation',
  'api',
  'method',
]

export const createStubIndex = (): StubIndex => {
  const buckets = new Map<string, Bucket>()
  const unindexed: CompiledStub[] = []

  const placeOf = (stub: CompiledStub): CompiledStub[] => {
    const condition = rarestCondition(stub.conditions)
    if (condition === undefined) return unindexed
    const { what, read, equalTo = '', isStrict } = condition
    const key = isStrict === true ? `strict ${what}` : what
    let bucket = buckets.get(key)
    if (bucket === undefined) buckets.set(key, (bucket = { read, byValue: new Map() }))
    let place = bucket.byValue.get(equalTo)
    if (place === undefined) bucket.byValue.set(equalTo, (place = []))
    return place
  }

  return {
    add: (stub) => {
      placeOf(stub).push(stub)
    },
    remove: (stub) => {
      const place = placeOf(stub)
      const at = place.indexOf(stub)
      if (at >= 0) place.splice(at, 1)
    },
    candidates: (call) => {
      const found = [...unindexed]
      for (const { read, byValue } of buckets.values()) {
        const values = read(call)
        if (typeof values === 'string') addAll(found, byValue.get(values))
        // A repeated name has several values, and each value may have stubs.
        else for (const value of new Set(values)) addAll(found, byValue.get(value))
      }
      return found.length < 2 ? found : found.sort(strongestFirst)
    },
  }
}

const addAll = <T>(list: T[], more: readonly T[] | undefined): void => {
  if (more !== undefined) for (const one of more) list.push(one)
}

const rarestCondition = (conditions: readonly Condition[]): Condition | undefined => {
  for (const kind of byRarity) {
    const found = conditions.find(
      ({ what, equalTo }) =>
        equalTo !== undefined && (what === kind || what.startsWith(`${kind} `)),
    )
    if (found !== undefined) return found
  }
  return undefined
}

const strongestFirst = (a: CompiledStub, b: CompiledStub): number =>
  (a.stub.priority ?? 5) - (b.stub.priority ?? 5) || b.age - a.age
