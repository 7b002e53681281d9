import type { Call } from '../../core/pipeline.ts'
import type { Fault } from '../../core/wire.ts'
import type { ValueMatch } from '../matchers/value-match.ts'

/** Which requests a stub answers. An absent member allows any value. */
export interface RequestMatch {
  /** Name of an API, such as `small-app-login`. */
  readonly api?: string
  /** Name of an operation. The documented operation has the name of its API. */
  readonly operation?: string
  readonly method?: string
  /** The path without tenant prefix and query. */
  readonly path?: ValueMatch
  /** Path and query. */
  readonly url?: ValueMatch
  /**
   * Path and URL are compared as they were sent, percent-encoded, whatever characters the match has. WireMock
   * does this.
   */
  readonly asSent?: true
  /** Cookies and forms are read strictly, as WireMock reads them. */
  readonly isStrict?: true
  /**
   * If a name has several values, the value that is nearest to the expected value decides. WireMock does
   * this.
   */
  readonly nearest?: true
  readonly query?: Readonly<Record<string, ValueMatch>>
  readonly headers?: Readonly<Record<string, ValueMatch>>
  readonly cookies?: Readonly<Record<string, ValueMatch>>
  /** Fields of a posted form, whatever the content type says unless `isStrict`. */
  readonly form?: Readonly<Record<string, ValueMatch>>
  /** Decoded fields by their documented name, whatever the body's format. */
  readonly fields?: Readonly<Record<string, ValueMatch>>
  /** The raw body. */
  readonly body?: readonly ValueMatch[]
  /** Parts of a `multipart/…` body: for each matcher there is a part that matches. */
  readonly parts?: readonly PartMatch[]
  /** A path such as `/users/{id}`; `pathParameters` tests its variables. */
  readonly pathTemplate?: string
  readonly pathParameters?: Readonly<Record<string, ValueMatch>>
  /** `http` or `https`. */
  readonly scheme?: string
  readonly host?: ValueMatch
  readonly port?: number
  readonly clientIp?: ValueMatch
}

/** A part of a `multipart/…` body. */
export interface PartMatch {
  readonly fileName?: string
  readonly headers?: Readonly<Record<string, ValueMatch>>
  readonly body?: readonly ValueMatch[]
  /** All parts must match. Default: one part must match. */
  readonly all?: boolean
}

/** Milliseconds, or a distribution. The seed and the number of the match decide what is drawn from it. */
export type DelayPlan =
  | number
  | {
      readonly type: 'lognormal'
      readonly median: number
      readonly sigma: number
      readonly most?: number
    }
  | { readonly type: 'uniform'; readonly lower: number; readonly upper: number }

/** A whole answer, in which no API takes part. Default: status 200, an empty body. */
export interface RawResponse {
  readonly status?: number
  readonly statusMessage?: string
  readonly headers?: Readonly<Record<string, string | readonly string[]>>
  readonly body?: string
  readonly jsonBody?: unknown
  readonly base64Body?: string
  /**
   * The texts are Mustache templates over the request, the clock and seeded fakes. Default true in fixtures.
   */
  readonly template?: boolean
  /**
   * Renders the texts of one answer, for WireMock mappings with templates. `salt` decides what random values
   * are drawn.
   */
  readonly render?: (call: Call, salt: string) => (text: string) => string
}

/** One answer. Without `case` or `response` the live operation answers. */
export interface StubResponse {
  readonly case?: string
  /**
   * Values that replace fields of the answer, by dotted path (`data.expiresIn`). The dialect encodes them.
   */
  readonly fields?: Readonly<Record<string, unknown>>
  readonly response?: RawResponse
  readonly fault?: Fault
  readonly delay?: DelayPlan
  readonly chunkedDribbleDelay?: { readonly numberOfChunks: number; readonly totalDuration: number }
}

/**
 * Answers in turn. After the last answer: start again, repeat the last answer, or let the live operation
 * answer.
 */
export interface Sequence {
  readonly sequence: readonly StubResponse[]
  readonly then?: 'repeat' | 'stay' | 'live'
}

/** A stub's place in a scenario. */
export interface ScenarioStep {
  readonly name: string
  /** The stub matches only in this state. Every scenario begins in `Started`. */
  readonly state?: string
  /** The scenario's state after a match. */
  readonly next?: string
}

/** A rule that answers the requests that it matches, before any API answers them. */
export interface Stub {
  readonly id: string
  readonly name?: string
  /** 1 is strongest; default 5. Among stubs of equal priority the newest wins. */
  readonly priority?: number
  readonly match: RequestMatch
  /** How many requests the stub answers; absent: all. */
  readonly times?: number
  readonly scenario?: ScenarioStep
  readonly respond: StubResponse | Sequence
  /** The stub outlives a reset: WireMock's `persistent`. */
  readonly isKept?: boolean
  /** The WireMock mapping that the stub was made from, which is returned unchanged. */
  readonly mapping?: Readonly<Record<string, unknown>>
}

/** The state that a scenario begins in, as WireMock names it. */
export const STARTED = 'Started'

/** Approximate bytes of a stub besides its texts. */
const OVERHEAD = 1024
const weights = new WeakMap<Stub, number>()

/** Returns the approximate bytes of a stub, computed once. */
export const weightOf = (stub: Stub): number => {
  const known = weights.get(stub)
  if (known !== undefined) return known
  const weight = OVERHEAD + textsIn([stub.mapping, stub.match, stub.respond])
  weights.set(stub, weight)
  return weight
}

/** Returns the approximate bytes of the texts in a value. */
const textsIn = (value: unknown): number => {
  if (typeof value === 'string') return value.length
  if (typeof value !== 'object' || value === null) return 8
  return Object.entries(value).reduce((sum, [name, one]) => sum + name.length + textsIn(one), 16)
}
