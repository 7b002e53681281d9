import type { Call } from '../../core/pipeline.ts'
import type { Condition } from './request-match.ts'
import type { Stub } from './stub.ts'

/** A stub ready to be tried. */
export interface CompiledStub {
  readonly stub: Stub
  readonly conditions: readonly Condition[]
  /** Grows with each one added: the newest of equal priority wins. */
  readonly age: number
}

/**
 * Finds the stubs worth trying for a call without trying all of them: each is filed under one
 * value it must see (a field, a header, a path …), the rarer kind first.
 */
export interface StubIndex {
  add(stub: CompiledStub): void
  remove(stub: CompiledStub): void
  /** Strongest first. */
  candidates(call: Call): readonly CompiledStub[]
}

interface Drawer {
  readonly read: Condition['read']
  readonly byValue: Map<string, CompiledStub[]>
}

/** Kinds of condition by how much they single out; the first present is the one filed by. */
const telling = [
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
  const drawers = new Map<string, Drawer>()
  const loose: CompiledStub[] = []

  const placeOf = (stub: CompiledStub): CompiledStub[] => {
    const condition = mostTelling(stub.conditions)
    if (condition === undefined) return loose
    const { what, read, equalTo = '' } = condition
    let drawer = drawers.get(what)
    if (drawer === undefined) drawers.set(what, (drawer = { read, byValue: new Map() }))
    let place = drawer.byValue.get(equalTo)
    if (place === undefined) drawer.byValue.set(equalTo, (place = []))
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
      const found = [...loose]
      for (const { read, byValue } of drawers.values()) {
        const values = read(call)
        if (typeof values === 'string') addAll(found, byValue.get(values))
        // Of a name that is repeated, each value has stubs of its own.
        else for (const value of new Set(values)) addAll(found, byValue.get(value))
      }
      return found.length < 2 ? found : found.sort(strongestFirst)
    },
  }
}

const addAll = <T>(list: T[], more: readonly T[] | undefined): void => {
  if (more !== undefined) for (const one of more) list.push(one)
}

const mostTelling = (conditions: readonly Condition[]): Condition | undefined => {
  for (const kind of telling) {
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
