/** A recorded request. A header with a list of values is sent once for each value. */
export interface RecordedRequest {
  readonly method?: string
  readonly url: string
  readonly headers?: Readonly<Record<string, string | readonly string[]>>
  readonly body?: string
  readonly bodyBase64?: string
  /** The time in ms to wait before the request. */
  readonly waitMs?: number
  /** The time in ms in which the request is repeated until the answer is as expected. */
  readonly retryMs?: number
  /** Names for parts of the JSON answer, by JSON pointer. Later requests use them as `@@NAME@@`. */
  readonly capture?: Readonly<Record<string, string>>
}

/** The answer of WireMock. Absent members are not compared. */
export interface ExpectedAnswer {
  readonly status?: number
  /** Set if no stub matched. Only the status is compared. */
  readonly unmatched?: true
  /** Set if WireMock failed while it answered. Only the status is compared. */
  readonly error?: true
  /** The text, or `{ matches }` with a regular expression for the whole text. */
  readonly body?: unknown
  readonly bodyBase64?: string
  readonly headers?: Readonly<Record<string, unknown>>
  readonly statusMessage?: unknown
  readonly socket?: string
  /** Values by JSON pointer. Null if the answer has no such part. */
  readonly json?: Readonly<Record<string, unknown>>
  readonly outline?: Outline
  readonly outlineAt?: string
}

/** Names and types of the members of a JSON value. */
export interface Outline {
  readonly type: string
  readonly properties?: Readonly<Record<string, Outline>>
  readonly prefixItems?: readonly Outline[]
}

export interface Registered {
  readonly status: number
  readonly errorTitles?: readonly string[]
}

/** A line of the recording: the registered mappings, the requests, and the answers. */
export interface RecordedCase {
  /** The id in the form `group/feature/number`. */
  readonly id: string
  readonly group: string
  readonly mapping?: unknown
  readonly mappings?: readonly unknown[]
  /** Whether `mapping` is a text that is sent unchanged. */
  readonly raw?: boolean
  readonly register: Registered | readonly Registered[]
  readonly requests: readonly RecordedRequest[]
  readonly expected: readonly ExpectedAnswer[]
}
