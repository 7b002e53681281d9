import { findCase } from '../core/catalogue.ts'
import type { Api } from '../core/api.ts'
import { compose, respond, type Call, type Middleware } from '../core/pipeline.ts'
import type { Reply } from '../core/wire.ts'
import { createCoverage, type Coverage } from './coverage.ts'
import { createJournal, type Journal, type JournalLimits } from './journal.ts'
import { overrides } from './overrides.ts'
import type { Preferences } from './preferences.ts'
import { createStubs, type Stubs } from './stubs/stubs.ts'
import { createUses, type Uses } from './use.ts'

export interface ScriptOptions {
  readonly apis: readonly Api[]
  readonly journal: JournalLimits
  /** Milliseconds that only ever grow; for durations. */
  readonly stopwatch: () => number
  /** The server's `--prefer`. */
  readonly prefer?: Preferences
}

/** What steers one tenant's answers, and what remembers them. */
export interface Script {
  /** journal ▸ overrides ▸ stubs and scenarios ▸ use ▸ the operation itself. Never throws. */
  respond(call: Call): Reply
  readonly journal: Journal
  readonly coverage: Coverage
  readonly uses: Uses
  readonly stubs: Stubs
  /** Journal, stubs, scenarios, cases in use and coverage back to the start: empty. */
  reset(): void
}

export const createScript = (options: ScriptOptions): Script => {
  const journal = createJournal(options.journal)
  const coverage = createCoverage()
  const uses = createUses(options.apis, options.prefer)
  const stubs = createStubs()
  const keep: Middleware = (call, next) => {
    const reply = next(call)
    const { trace } = call
    if (trace.case !== undefined) coverage.count(call.api.name, trace.case)
    explainFailure(call, reply)
    const durationMs = options.stopwatch() - call.meta.startedAt
    journal.add({ at: call.context.now(), call, reply, trace, durationMs })
    return reply
  }
  const road = compose([keep, guard, overrides, stubs.middleware, uses.middleware], respond)
  return {
    respond: road,
    journal,
    coverage,
    uses,
    stubs,
    reset: () => {
      journal.clear()
      coverage.reset()
      uses.clear()
      stubs.clear()
    },
  }
}

/** A mistake of ours must look like the framework's own 500, not end the server. */
const guard: Middleware = (call, next) => {
  try {
    return next(call)
  } catch (error) {
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

/** Every request that fails has a note, also where the answer itself says it. */
const explainFailure = ({ api, trace }: Call, reply: Reply): void => {
  if (trace.notes.length > 0 || trace.case === undefined) return
  const row = findCase(api, trace.case)
  if (row === undefined ? reply.status < 400 : row.kind === 'success') return
  trace.notes.push({
    kind: trace.case,
    message: `Answered \`${api.name}/${trace.case}\` (${row?.source ?? reply.basis}): ${row?.live?.text ?? row?.message ?? 'the framework refused the request'}.`,
  })
}
