import { javaHash } from '../java-hash.ts'
import type { Call, Middleware, Respond, Trace } from '../../core/pipeline.ts'
import type { Reply } from '../../core/wire.ts'
import type { TellChange } from '../shared/script-change.ts'
import { answerStub } from './answer.ts'
import type { TellSlow } from '../matchers/budget.ts'
import { comparedInTime, type Missed, type NearMiss } from './near-miss.ts'
import type { Compile } from './request-match.ts'
import { createStubIndex, type CompiledStub } from './stub-index.ts'
import { weightOf, STARTED, type Sequence, type Stub, type StubResponse } from './stub.ts'

/** A named state machine, made from the stubs that name it. */
interface Scenario {
  readonly name: string
  readonly state: string
  readonly possibleStates: readonly string[]
}

/** A tenant's stubs and the states of their scenarios. */
export interface Stubs {
  /** Newest first. */
  list(): readonly Stub[]
  get(id: string): Stub | undefined
  /** The number of stubs. */
  size(): number
  /**
   * Adds a stub, or replaces the stub of the same id in its place. `compile` is `compileConditions`: the
   * caller passes it, so that the code for matching is loaded only once there is a stub. `age` is the new
   * stub's age; by default it becomes the newest. Throws a one-sentence Error for a match that cannot be
   * read.
   */
  put(stub: Stub, compile: Compile, age?: number): void
  /** The age of the newest stub. */
  age(): number
  remove(id: string): boolean
  clear(): void
  /** Like `clear`, but keeps the stubs that outlive a reset. */
  reset(): void
  /** Approximate bytes of all stubs. */
  bytes(): number
  scenarios(): readonly Scenario[]
  /** Returns false if there is no such scenario or state. */
  setState(name: string, state: string): boolean
  /**
   * Sets a scenario back to Started, even if no stub names that state. Without a name, sets all scenarios
   * back.
   */
  resetScenarios(name?: string): void
  /** How many requests a stub has answered. */
  matches(id: string): number
  /** The stub that answered a call, if a stub did. */
  answered(call: Pick<Call, 'trace'>): Stub | undefined
  /** Sets how many requests a stub has answered, as another replica has counted. */
  takeMatches(id: string, count: number): void
  /** Sets a scenario's state, as another replica has changed it. */
  takeState(name: string, state: string): void
  /** Stores which stub answered a call in another replica. */
  takeAnswered(trace: Trace, stub: Stub): void
  /** The scenarios whose state was set, with their states. */
  states(): readonly (readonly [name: string, state: string])[]
  /** The stubs that failed by the smallest part of their conditions. */
  nearMisses(call: Call, most?: number): readonly NearMiss[]
  /**
   * Returns a function that compares the present stubs with the call later. Returns undefined if a stub
   * answered the call, or if there are no stubs.
   */
  missed(call: Call): Missed | undefined
  readonly middleware: Middleware
}

/**
 * Creates an empty set of stubs. `log` receives one line about a stub's condition that takes too long; `tell`
 * receives each change.
 */
export const createStubs = (log?: (line: string) => void, tell?: TellChange): Stubs => {
  const stubs = new Map<string, CompiledStub>()
  const matched = new Map<string, number>()
  const states = new Map<string, string>()
  // Keyed by the trace of a call, which the journal entry keeps. The map is weak: it forgets a call with its
  // entry.
  const answeredBy = new WeakMap<Trace, Stub>()
  let index = createStubIndex()
  let age = 0
  let bytes = 0

  const remove = (id: string): boolean => {
    const old = stubs.get(id)
    if (old === undefined) return false
    tell?.({ k: 'no-stub', id })
    index.remove(old)
    matched.delete(id)
    stubs.delete(id)
    bytes -= weightOf(old.stub)
    forgetScenario(old.stub)
    return true
  }

  /** Forgets the state of a scenario that has no stubs any more. */
  const forgetScenario = ({ scenario }: Stub): void => {
    if (scenario !== undefined && !all().some(({ stub }) => stub.scenario?.name === scenario.name))
      states.delete(scenario.name)
  }

  const fits = ({ stub, conditions }: CompiledStub, call: Call): boolean => {
    const { scenario, times } = stub
    if (times !== undefined && (matched.get(stub.id) ?? 0) >= times) return false
    if (scenario?.state !== undefined && stateOf(scenario.name) !== scenario.state) return false
    return conditions.every(({ holds }) => holds(call))
  }

  const stateOf = (name: string): string => states.get(name) ?? STARTED

  const answer = (call: Call, stub: Stub, next: Respond): Reply => {
    const match = (matched.get(stub.id) ?? 0) + 1
    const { scenario } = stub
    tell?.({
      ...{ k: 'matched', id: stub.id, count: match },
      ...(scenario?.next === undefined ? {} : { scenario: scenario.name, state: scenario.next }),
    })
    matched.set(stub.id, match)
    if (scenario?.next !== undefined) states.set(scenario.name, scenario.next)
    answeredBy.set(call.trace, stub)
    return answerStub(call, stub, turnOf(stub.respond, match), match, next)
  }

  const all = () => [...stubs.values()]

  const clear = (): void => {
    stubs.clear()
    matched.clear()
    states.clear()
    bytes = 0
    index = createStubIndex()
  }

  const missedUntil =
    (now: number): Missed =>
    (call) =>
      comparedInTime(
        all().filter((compiled) => compiled.age <= now),
        call,
      ).filter(({ differences }) => differences.length > 0)
  /** All calls until the next new stub share this function, because each call's journal entry keeps it. */
  let missed = missedUntil(age)

  return {
    list: () =>
      all()
        .map(({ stub }) => stub)
        .reverse(),
    get: (id) => stubs.get(id)?.stub,
    size: () => stubs.size,
    put: (stub, compile, as) => {
      const conditions = compile(stub.match, tellSlow(stub, log))
      tell?.({ k: 'stub', stub })
      const old = stubs.get(stub.id)
      const compiled = { stub, conditions, age: old?.age ?? as ?? ++age }
      if (old === undefined) missed = missedUntil(age)
      if (old !== undefined) index.remove(old)
      matched.delete(stub.id)
      // A known key keeps its place in the map.
      stubs.set(stub.id, compiled)
      index.add(compiled)
      bytes += weightOf(stub) - (old === undefined ? 0 : weightOf(old.stub))
      if (old !== undefined) forgetScenario(old.stub)
    },
    age: () => age,
    remove,
    clear: () => {
      tell?.({ k: 'no-stubs' })
      clear()
    },
    reset: () => {
      tell?.({ k: 'kept-stubs' })
      const kept = all().filter(({ stub }) => stub.isKept === true)
      clear()
      for (const one of kept) {
        stubs.set(one.stub.id, one)
        index.add(one)
        bytes += weightOf(one.stub)
      }
    },
    bytes: () => bytes,
    scenarios: () => scenariosOf(all(), stateOf),
    setState: (name, state) => {
      const known = scenariosOf(all(), stateOf).find((scenario) => scenario.name === name)
      if (known?.possibleStates.includes(state) !== true) return false
      tell?.({ k: 'state', name, state })
      states.set(name, state)
      return true
    },
    resetScenarios: (name) => {
      tell?.(name === undefined ? { k: 'no-states' } : { k: 'state', name, state: STARTED })
      if (name === undefined) states.clear()
      else states.set(name, STARTED)
    },
    matches: (id) => matched.get(id) ?? 0,
    answered: ({ trace }) => answeredBy.get(trace),
    takeMatches: (id, count) => {
      matched.set(id, count)
    },
    takeState: (name, state) => {
      states.set(name, state)
    },
    takeAnswered: (trace, stub) => {
      answeredBy.set(trace, stub)
    },
    states: () => [...states],
    nearMisses: (call, most = 3) =>
      [...comparedInTime(all(), call)].sort((a, b) => a.distance - b.distance).slice(0, most),
    missed: ({ trace }) => (stubs.size === 0 || answeredBy.has(trace) ? undefined : missed),
    middleware: (call, next) => {
      if (stubs.size === 0) return next(call)
      const found = index.candidates(call).find((candidate) => fits(candidate, call))
      return found === undefined ? next(unclaimed(call)) : answer(call, found.stub, next)
    },
  }
}

/**
 * On a path that no API has, stubs act as a server of their own: a request that no stub answers is not found.
 */
const unclaimed = (call: Call): Call => {
  const { api, operation, refusal, trace } = call
  const { frontRefusals } = api.dialect
  if (operation !== undefined || refusal === undefined) return call
  if (frontRefusals?.names.has(refusal) !== true) return call
  trace.notes.length = 0
  return { ...call, refusal: frontRefusals.notFound }
}

/** Logs one line for each condition, and adds one note to each call. */
const tellSlow = (stub: Stub, log: ((line: string) => void) | undefined): TellSlow => {
  const told = new Set<string>()
  return (sentence, { trace: { notes } }) => {
    const message = `Stub \`${stub.name ?? stub.id}\`: ${sentence}.`
    if (!notes.some((note) => note.message === message))
      notes.push({ kind: 'matcher-given-up', message })
    if (told.has(sentence)) return
    told.add(sentence)
    log?.(`stub ${stub.name ?? stub.id}: ${sentence}`)
  }
}

const turnOf = (respond: StubResponse | Sequence, match: number): StubResponse => {
  if (!('sequence' in respond)) return respond
  const { sequence, then = 'repeat' } = respond
  const at = match - 1
  const turn =
    at < sequence.length || then === 'repeat' ? at % sequence.length : sequence.length - 1
  return then === 'live' && at >= sequence.length ? {} : (sequence[turn] ?? {})
}

/** Lists scenarios like WireMock: names and states are each in the order of a Java `HashSet`. */
const scenariosOf = (
  stubs: readonly CompiledStub[],
  stateOf: (name: string) => string,
): readonly Scenario[] => {
  const states = new Map<string, Set<string>>()
  for (const { stub } of stubs) {
    if (stub.scenario === undefined) continue
    const { name, state, next } = stub.scenario
    const known = states.get(name) ?? new Set()
    // A scenario of a fixture can always be set back to its first state.
    if (stub.mapping === undefined) known.add(STARTED)
    for (const one of [state, next]) if (one !== undefined) known.add(one)
    states.set(name, known)
  }
  return hashOrder([...states.keys()]).map((name) => ({
    name,
    state: stateOf(name),
    possibleStates: hashOrder([...(states.get(name) ?? [])]),
  }))
}

/** Sorts distinct texts in the order in which a Java `HashSet` lists them. */
const hashOrder = (texts: readonly string[]): readonly string[] => {
  let buckets = 16
  while (texts.length > buckets * 0.75) buckets *= 2
  const bucketOf = (text: string): number => {
    const hash = javaHash(text)
    return (hash ^ (hash >>> 16)) & (buckets - 1)
  }
  return texts
    .map((text) => ({ text, bucket: bucketOf(text) }))
    .sort((a, b) => a.bucket - b.bucket)
    .map(({ text }) => text)
}
