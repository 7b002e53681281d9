import type { CaseKind } from './wiremock/replay-case.ts'

/** The result of replaying one recorded exchange. */
export interface ParityResult {
  /** The id of the exchange in the recording. */
  readonly id: string
  readonly passed: boolean
  /**
   * The request, and the expected and actual bytes, in readable form. Present only if the exchange failed.
   */
  readonly difference?: string
  /** The group of the exchange, and the kind of its result, for a recording that has them. */
  readonly group?: string
  readonly kind?: CaseKind
  /** The server's answer to a mapping that it refused. */
  readonly refusal?: string
}
