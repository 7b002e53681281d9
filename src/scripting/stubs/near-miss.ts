import type { Call } from '../../core/pipeline.ts'
import type { Stub } from './stub.ts'
import type { CompiledStub } from './stub-index.ts'
import type { Values } from './value-match.ts'

/** How near a stub came to a call. */
export interface NearMiss {
  readonly stub: Stub
  /** 0 is a match, 1 shares nothing. */
  readonly distance: number
  /** The conditions that hold: `api`, `header accept`, … */
  readonly held: readonly string[]
  readonly differences: readonly Difference[]
}

/** A condition that does not hold. */
export interface Difference {
  readonly what: string
  readonly expected: string
  readonly actual: string | undefined
}

/** Tells, of a call that none of a tenant's stubs answered, how near each came. */
export type Missed = (call: Call) => readonly NearMiss[]

/** Most stubs that a near-miss search looks at. */
const SEARCHED = 1000
/** Milliseconds that it takes at most, and one stub more. */
const SEARCH_MS = 50

/** The newest stubs against a call, as many as there is time for; in the order they were added. */
export const comparedInTime = (stubs: readonly CompiledStub[], call: Call): readonly NearMiss[] => {
  const until = performance.now() + SEARCH_MS
  const compared: NearMiss[] = []
  for (const compiled of stubs.slice(-SEARCHED).reverse()) {
    compared.push(compare(compiled, call))
    if (performance.now() > until) break
  }
  return compared.reverse()
}

const compare = ({ stub, conditions }: CompiledStub, call: Call): NearMiss => {
  const [held, failed] = parted(conditions, ({ holds }) => holds(call))
  return {
    stub,
    distance: conditions.length === 0 ? 0 : failed.length / conditions.length,
    held: held.map(({ what }) => what),
    differences: failed.map(({ what, expected, read }) => ({
      what,
      expected,
      actual: shown(read(call)),
    })),
  }
}

const shown = (values: Values): string | undefined =>
  typeof values === 'object' ? values.join(', ') : values

const parted = <T>(items: readonly T[], isFirst: (item: T) => boolean): readonly [T[], T[]] => {
  const [first, second]: [T[], T[]] = [[], []]
  for (const item of items) (isFirst(item) ? first : second).push(item)
  return [first, second]
}
