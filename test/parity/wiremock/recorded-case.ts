/** A request as recorded; a header may be a list: one line each. */
export interface RecordedRequest {
  readonly method?: string
  readonly url: string
  readonly headers?: Readonly<Record<string, string | readonly string[]>>
  readonly body?: string
  readonly bodyBase64?: string
  /** Milliseconds to wait before. */
  readonly waitMs?: number
  /** Milliseconds to go on asking until the answer is as expected. */
  readonly retryMs?: number
  /** Names for parts of the JSON answer, by JSON pointer; later used as `@@NAME@@`. */
  readonly capture?: Readonly<Record<string, string>>
}

/** What WireMock answered; members that are not there are not compared. */
export interface ExpectedAnswer {
  readonly status?: number
  /** No stub matched: only the status is compared. */
  readonly unmatched?: true
  /** WireMock failed while it answered: only the status is compared. */
  readonly error?: true
  /** The text, or `{ matches }`: a regular expression of the whole text. */
  readonly body?: unknown
  readonly bodyBase64?: string
  readonly headers?: Readonly<Record<string, unknown>>
  readonly statusMessage?: unknown
  readonly socket?: string
  /** JSON pointer to value; null where there is none. */
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

/** A line of the recording: mappings that were posted, requests, and what came. */
export interface RecordedCase {
  /** `group/feature/number` */
  readonly id: string
  readonly group: string
  readonly mapping?: unknown
  readonly mappings?: readonly unknown[]
  /** `mapping` is a text to be posted as it is. */
  readonly raw?: boolean
  readonly register: Registered | readonly Registered[]
  readonly requests: readonly RecordedRequest[]
  readonly expected: readonly ExpectedAnswer[]
}
