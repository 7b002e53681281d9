import type { Api } from '../core/api.ts'
import { NotKeptError } from '../core/records.ts'
import { compose, respond, type Call, type Middleware } from '../core/pipeline.ts'
import type { Reply } from '../core/wire.ts'
import { createCoverage, type Coverage } from './coverage.ts'
import { createJournal, type Journal, type JournalLimits } from './journal.ts'
import { clockSkew, failureNote, nameNearestRoute, type TenantClock } from './notes.ts'
import { searchLater } from './stubs/near-miss.ts'
import { overrides, type Preferences } from './overrides.ts'
import type { Sharing } from './shared/script-change.ts'
import { createStubs, type Stubs } from './stubs/stubs.ts'
import { createUses, type Uses } from './use.ts'

export interface ScriptOptions {
  readonly apis: readonly Api[]
  readonly journal: JournalLimits
  /** A clock in milliseconds that never goes back, for durations. */
  readonly stopwatch: () => number
  /** The tenant's clock. Absent: no note says that the clock is the cause of an expiry. */
  readonly clock?: TenantClock
  /** Receives one line about a stub's expression that takes too long. */
  readonly slow?: (line: string) => void
  /** The server's `--prefer`. */
  readonly prefer?: Preferences
  /** Counts the cases of the whole run, beside the tenant's own coverage. */
  readonly run?: Pick<Coverage, 'count'>
  /** How replicas share the script; absent where only one server runs. */
  readonly sharing?: Sharing | undefined
}

/** A tenant's script: what decides the tenant's answers, and what remembers them. */
export interface Script {
  /**
   * Answers a call: journal ▸ overrides ▸ stubs and scenarios ▸ use ▸ the operation itself. Throws nothing
   * but NotKeptError, if the tenant cannot be changed now.
   */
  respond(call: Call): Reply
  /** Makes the answer only. The caller then gives `keep` this answer, or the answer that has replaced it. */
  judge(call: Call): Reply
  /** Counts the case, adds the notes that need the whole answer, and adds the entry to the journal. */
  keep(call: Call, reply: Reply): void
  readonly journal: Journal
  readonly coverage: Coverage
  readonly uses: Uses
  readonly stubs: Stubs
  /**
   * Empties journal, cases in use and coverage. Resets scenarios, and removes all stubs that do not outlive a
   * reset.
   */
  reset(): void
}

/** Creates the script of a tenant, with nothing in it. */
export const createScript = (options: ScriptOptions): Script => {
  const { sharing } = options
  const tell = sharing?.tell
  const journal = createJournal({ ...options.journal, sharing })
  const coverage = createCoverage(options.run, tell)
  const uses = createUses(options.apis, options.prefer, tell)
  const stubs = createStubs(options.slow, tell)
  const keep: Script['keep'] = (call, reply) => {
    if (sharing?.isGuarded() === true) return
    const { trace } = call
    // The answer of a back end is not a case of the mock.
    if (trace.case !== undefined && trace.decider !== 'proxy')
      coverage.count(call.api.name, trace.case)
    noteWholeAnswer(call, reply, options)
    const durationMs = options.stopwatch() - call.meta.startedAt
    const missed = trace.decider === 'override' ? undefined : stubs.missed(call)
    journal.add({ at: call.context.now(), call, reply, durationMs, lateNotes: searchLater(missed) })
  }
  const judge = compose([guard, overrides, stubs.middleware, uses.middleware], respond)
  return {
    respond: (call) => {
      const reply = judge(call)
      keep(call, reply)
      return reply
    },
    judge,
    keep,
    journal,
    coverage,
    uses,
    stubs,
    reset: () => {
      journal.clear()
      coverage.reset()
      uses.clear()
      stubs.reset()
    },
  }
}

/** A defect of the mock must look like the framework's own 500, and must not end the server. */
const guard: Middleware = (call, next) => {
  try {
    return next(call)
  } catch (error) {
    if (error instanceof NotKeptError) throw error
    const { api, operation, request, context, trace } = call
    trace.case = 'server-error'
    trace.decider = 'framework'
    trace.notes.push({
      kind: 'mock-defect',
      message: `The mock itself failed (${String(error)}): please report this request.`,
    })
    const refusal = Object.hasOwn(api.dialect.refusals, 'server-error')
      ? 'server-error'
      : 'exception'
    return api.dialect.refuse(request, refusal, { operation, services: context })
  }
}

/** Adds the notes that need the whole answer: the nearest route of an unknown path, a wrong clock, a failure. */
const noteWholeAnswer = (call: Call, reply: Reply, { apis, clock }: ScriptOptions): void => {
  const { notes } = call.trace
  if (call.operation === undefined) nameNearestRoute(call, apis)
  const skew = clock === undefined || notes.length === 0 ? undefined : clockSkew(call, clock)
  if (skew !== undefined) notes.push(skew)
  const failure = failureNote(call, reply)
  if (failure !== undefined) notes.push(failure)
}
