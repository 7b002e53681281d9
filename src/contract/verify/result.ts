import type { Drift } from '../compare/drift.ts'

type VerifyOutcome = 'same' | 'drift' | 'could-not-check' | 'not-reproducible'

/** What became of one case. */
export interface CaseResult {
  /** Full name: `small-app-login/code-empty`. */
  readonly case: string
  readonly api: string
  readonly operation: string
  /** Which format the answer was asked for in. */
  readonly format: 'json' | 'xml'
  readonly result: VerifyOutcome
  /** Why it could not be checked. */
  readonly reason?: string
  /** The back end gave no answer. */
  readonly unanswered?: boolean
  readonly drifts: readonly Drift[]
  /** Milliseconds that the back end took; 0 where it was not asked. */
  readonly durationMs: number
}

/** What a whole run came to. */
export interface VerifyReport {
  readonly target: string
  /** Of the mock. */
  readonly version: string
  /** ISO 8601. */
  readonly startedAt: string
  readonly summary: Readonly<Record<VerifyOutcome, number>>
  readonly results: readonly CaseResult[]
}

/** How many cases came to each outcome. */
export const summaryOf = (results: readonly CaseResult[]): VerifyReport['summary'] => {
  const count = (wanted: VerifyOutcome): number =>
    results.filter(({ result }) => result === wanted).length
  return {
    same: count('same'),
    drift: count('drift'),
    'could-not-check': count('could-not-check'),
    'not-reproducible': count('not-reproducible'),
  }
}

/** 0 all that was checked is the same, 1 drift, 3 nothing could be checked. */
export const exitCodeOf = ({ summary }: VerifyReport): 0 | 1 | 3 =>
  summary.drift > 0 ? 1 : summary.same > 0 ? 0 : 3

/** How a report can be printed. */
export const reportFormats = ['pretty', 'json', 'junit', 'sarif', 'markdown'] as const
export type ReportFormat = (typeof reportFormats)[number]
