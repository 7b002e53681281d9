import type { Call } from '../../core/pipeline.ts'
import type { Stub } from './stub.ts'
import type { CompiledStub } from './stub-index.ts'
import type { Values } from '../matchers/value-match.ts'
import { clip } from '../../core/clip.ts'
import { nearestName } from '../../core/nearest-name.ts'
import type { Note } from '../../core/note.ts'
import type { Answered } from '../journal-entry.ts'
import { redactDifference } from '../redact.ts'

/** How close a stub came to a call. */
export interface NearMiss {
  readonly stub: Stub
  /** 0 if all conditions hold, 1 if none does. */
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

/** Compares a call that no stub of the tenant answered with these stubs, and returns how close each came. */
export type Missed = (call: Call) => readonly NearMiss[]

/** Most stubs that a near-miss search compares. */
const SEARCHED = 1000
/** Milliseconds after which the search ends. The comparison of the current stub is still finished. */
const SEARCH_MS = 50

/**
 * Compares the newest stubs with a call, as many as the time allows. Returns them in the order in which they
 * were added.
 */
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

/** Conditions that only say which operation a request is for. They alone make no request close to a stub. */
const addressing = new Set(['api', 'operation', 'method', 'path', 'url'])
/** Conditions that must hold: a stub for another operation was not meant. */
const owning = new Set(['api', 'operation'])
/** Most conditions that may fail in a near miss. */
const MOST = 2

/**
 * Makes a note on the stub that came closest to a call that no stub answered: all of its conditions hold but
 * one or two. If several stubs are equally close and only the address is right, none of them was meant.
 */
const stubNearMiss = (near: readonly NearMiss[]): readonly Note[] => {
  const [best, ...others] = near.filter(isClose).sort(byCloseness)
  if (best === undefined) return []
  if (!isSpecific(best) && !isAlmost(best) && others.some((one) => sameAs(one, best))) return []
  return [noteOf(best)]
}

/** Returns the near-miss search for a journal entry. The search runs when somebody reads the entry. */
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

/** Whether a condition holds that says more than which operation the request is for. */
const isSpecific = ({ held }: NearMiss): boolean => held.some((what) => !addressing.has(what))

/** Whether every value that differs is a misspelling of the wanted value. */
const isAlmost = ({ differences }: NearMiss): boolean =>
  differences.every(
    ({ expected, actual }) =>
      actual !== undefined && nearestName(actual, [valueIn(expected)]) !== undefined,
  )

/** A stub's secrets are always masked, even where those of requests are shown. */
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

/** The value of a condition that names one: `ann` for `equalTo ann`. */
const valueIn = (expected: string): string =>
  expected.startsWith(EQUAL_TO) ? expected.slice(EQUAL_TO.length) : expected
