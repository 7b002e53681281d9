import type { CaseKind } from './wiremock/replay-case.ts'

/** What replaying one recorded exchange came to. */
export interface ParityResult {
  /** The recording's own id. */
  readonly id: string
  readonly passed: boolean
  /** Readable: the request, then expected and actual bytes. Only where it failed. */
  readonly difference?: string
  /** Of a recording that has groups: which one this is of, and how it came out. */
  readonly group?: string
  readonly kind?: CaseKind
  /** What was said of a mapping that was refused. */
  readonly refusal?: string
}
