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
  /** Milliseconds that only ever grow; for durations. */
  readonly stopwatch: () => number
  /** Absent: nobody asks whether the tenant's clock is to blame. */
  readonly clock?: TenantClock
  /** Told, in one line, of a stub's expression that takes too long. */
  readonly slow?: (line: string) => void
  /** The server's `--prefer`. */
  readonly prefer?: Preferences
  /** Counts the cases of the whole run beside the tenant's own. */
  readonly run?: Pick<Coverage, 'count'>
  /** Where replicas share it. */
  readonly sharing?: Sharing | undefined
}

/** What steers one tenant's answers, and what remembers them. */
export interface Script {
  /** journal ▸ overrides ▸ stubs and scenarios ▸ use ▸ the operation itself. Never throws. */
  respond(call: Call): Reply
  /** The answer alone, which is then kept by `keep`: at once, or when another has come in its place. */
  judge(call: Call): Reply
  /** Counts it, adds the notes that the whole answer tells, and puts it in the journal. */
  keep(call: Call, reply: Reply): void
  readonly journal: Journal
  readonly coverage: Coverage
  readonly uses: Uses
  readonly stubs: Stubs
  /** Journal, stubs, scenarios, cases in use and coverage back to the start: empty. */
  reset(): void
}

/** The script of a tenant, with nothing in it. */
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
    // What a back end answers is no case of the mock's.
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

/** A mistake of ours must look like the framework's own 500, not end the server. */
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
