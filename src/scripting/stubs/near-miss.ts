import type { Call } from '../../core/pipeline.ts'
import type { Stub } from './stub.ts'
import type { CompiledStub } from './stub-index.ts'
import type { Values } from '../matchers/value-match.ts'
import { clip } from '../../core/clip.ts'
import { nearestName } from '../../core/nearest-name.ts'
import type { Note } from '../../core/note.ts'
import type { Answered } from '../journal-entry.ts'
import { redactDifference } from '../redact.ts'

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
/** Milliseconds after which the search ends; the stub that is being compared is finished. */
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
  const held: string[] = []
  const differences: Difference[] = []
  for (const { what, expected, read, holds } of conditions)
    if (holds(call)) held.push(what)
    else differences.push({ what, expected, actual: shown(read(call)) })
  const distance = conditions.length === 0 ? 0 : differences.length / conditions.length
  return { stub, distance, held, differences }
}

const shown = (values: Values): string | undefined =>
  typeof values === 'object' ? values.join(', ') : values

/** Conditions that say only which operation a request is for. They alone make no request close to a stub. */
const addressing = new Set(['api', 'operation', 'method', 'path', 'url'])
/** These must hold: a stub for another operation was not meant. */
const owning = new Set(['api', 'operation'])
/** Most conditions that may fail. */
const MOST = 2

/**
 * Tells of the stub that came closest to a call that none answered: all of its conditions hold but
 * one or two. Where several are as close as each other and only the address is right, none was meant.
 */
const stubNearMiss = (near: readonly NearMiss[]): readonly Note[] => {
  const [best, ...others] = near.filter(isClose).sort(byCloseness)
  if (best === undefined) return []
  if (!isSpecific(best) && !isAlmost(best) && others.some((one) => sameAs(one, best))) return []
  return [noteOf(best)]
}

/** For a journal entry: the search is made when somebody reads the entry. */
export const searchLater = (missed: Missed | undefined): Answered['lateNotes'] =>
  missed && ((call) => stubNearMiss(missed(call)))

const isClose = (near: NearMiss): boolean => {
  const { differences, held } = near
  if (differences.length > MOST || differences.some(({ what }) => owning.has(what))) return false
  return held.length >= differences.length || isAlmost(near)
}

const byCloseness = (a: NearMiss, b: NearMiss): number =>
  a.differences.length - b.differences.length ||
  Number(isAlmost(b)) - Number(isAlmost(a)) ||
  b.held.length - a.held.length

const sameAs = (a: NearMiss, b: NearMiss): boolean => byCloseness(a, b) === 0

/** A condition holds that says more than which operation the request is for. */
const isSpecific = ({ held }: NearMiss): boolean => held.some((what) => !addressing.has(what))

/** Every value that was sent is a misspelling of the wanted one. */
const isAlmost = ({ differences }: NearMiss): boolean =>
  differences.every(
    ({ expected, actual }) =>
      actual !== undefined && nearestName(actual, [valueIn(expected)]) !== undefined,
  )

/** A stub's secrets are masked always, also where those of requests are shown. */
const noteOf = ({ stub, differences: found }: NearMiss): Note => {
  const differences = found.map(redactDifference)
  return {
    kind: 'stub-near-miss',
    message: `Stub \`${clip(stub.name ?? stub.id)}\` nearly matched and did not answer: ${differences.map(inWords).join(', and ')}; change the request or the stub where they differ.`,
    path: differences.map(({ what }) => what).join(', '),
    expected: differences.map(({ expected }) => clip(expected)).join(', '),
    actual: differences.map(({ actual }) => clip(actual ?? 'absent')).join(', '),
  }
}

const inWords = ({ what, expected, actual }: Difference): string => {
  const name = what.replace(/ (.+)$/s, (_all, of: string) => ` \`${clip(of)}\``)
  const found = actual === undefined ? 'absent' : `\`${clip(actual)}\``
  return `its ${name} is ${found} where \`${clip(valueIn(expected))}\` is wanted`
}

const EQUAL_TO = 'equalTo '

/** The value itself where a condition names one: `equalTo ann` is `ann`. */
const valueIn = (expected: string): string =>
  expected.startsWith(EQUAL_TO) ? expected.slice(EQUAL_TO.length) : expected
