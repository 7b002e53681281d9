import type { Drift } from '../compare/drift.ts'

type VerifyOutcome = 'same' | 'drift' | 'could-not-check' | 'not-reproducible'

/** The result of one case. */
export interface CaseResult {
  /** The full name: `small-app-login/code-empty`. */
  readonly case: string
  readonly api: string
  readonly operation: string
  /** The format that the request asked for. */
  readonly format: 'json' | 'xml'
  readonly result: VerifyOutcome
  /** Why the case could not be checked. */
  readonly reason?: string
  /** The back end gave no answer. */
  readonly unanswered?: boolean
  readonly drifts: readonly Drift[]
  /** The milliseconds that the back end took; 0 if nothing was sent. */
  readonly durationMs: number
}

/** The result of a whole run. */
export interface VerifyReport {
  readonly target: string
  /** The mock's version. */
  readonly version: string
  /** The start in ISO 8601. */
  readonly startedAt: string
  readonly summary: Readonly<Record<VerifyOutcome, number>>
  readonly results: readonly CaseResult[]
}

/** Counts the cases by outcome. */
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

/**
 * Returns the exit code: 0 if all checked cases are the same, 1 for drift, 3 if nothing could be checked.
 */
export const exitCodeOf = ({ summary }: VerifyReport): 0 | 1 | 3 =>
  summary.drift > 0 ? 1 : summary.same > 0 ? 0 : 3

/** The formats of a report. */
export const reportFormats = ['pretty', 'json', 'junit', 'sarif', 'markdown'] as const
export type ReportFormat = (typeof reportFormats)[number]
