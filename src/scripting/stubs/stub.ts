import type { Call } from '../../core/pipeline.ts'
import type { Fault } from '../../core/wire.ts'
import type { ValueMatch } from '../matchers/value-match.ts'

/** Which requests a stub answers; what is not said matches anything. */
export interface RequestMatch {
  /** Name of an API, such as `small-app-login`. */
  readonly api?: string
  /** Name of an operation; the documented one has its API's name. */
  readonly operation?: string
  readonly method?: string
  /** The path without tenant prefix and query. */
  readonly path?: ValueMatch
  /** Path and query. */
  readonly url?: ValueMatch
  /** Path and URL are compared as they were sent, percent-encoded, whatever is in the match: WireMock's way. */
  readonly asSent?: true
  /** Cookies and forms are read as WireMock reads them: strictly. */
  readonly isStrict?: true
  /** Of several values of a name the one decides that is nearest to what is expected: WireMock's way. */
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
  /** Parts of a `multipart/…` body: each has one. */
  readonly parts?: readonly PartMatch[]
  /** `/users/{id}`, and what its variables must be. */
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
  /** All parts must be so; default: one of them. */
  readonly all?: boolean
}

/** Milliseconds, or a distribution that is drawn from by the seed and the match count. */
export type DelayPlan =
  | number
  | {
      readonly type: 'lognormal'
      readonly median: number
      readonly sigma: number
      readonly most?: number
    }
  | { readonly type: 'uniform'; readonly lower: number; readonly upper: number }

/** A whole answer: no API has a part in it. Absent: status 200, an empty body. */
export interface RawResponse {
  readonly status?: number
  readonly statusMessage?: string
  readonly headers?: Readonly<Record<string, string | readonly string[]>>
  readonly body?: string
  readonly jsonBody?: unknown
  readonly base64Body?: string
  /** Mustache over the request, the clock and seeded fakes; default true in fixtures. */
  readonly template?: boolean
  /** Renders the texts of one answer; `salt` decides what is drawn. Of WireMock mappings with templates. */
  readonly render?: (call: Call, salt: string) => (text: string) => string
}

/** One answer. Without `case` or `response` the live operation answers. */
export interface StubResponse {
  readonly case?: string
  /** Over the answer's own fields, by dotted path (`data.expiresIn`), encoded by the dialect. */
  readonly fields?: Readonly<Record<string, unknown>>
  readonly response?: RawResponse
  readonly fault?: Fault
  readonly delay?: DelayPlan
  readonly chunkedDribbleDelay?: { readonly numberOfChunks: number; readonly totalDuration: number }
}

/** Answers in turn. After the last: start again, stay with it, or let the live operation answer. */
export interface Sequence {
  readonly sequence: readonly StubResponse[]
  readonly then?: 'repeat' | 'stay' | 'live'
}

/** A stub's place in a scenario. */
export interface ScenarioStep {
  readonly name: string
  /** Matches only in this state; `Started` is every scenario's first. */
  readonly state?: string
  /** State after a match. */
  readonly next?: string
}

/** Answers the requests that it matches, before any API does. */
export interface Stub {
  readonly id: string
  readonly name?: string
  /** 1 is strongest; default 5. Among equals the newest wins. */
  readonly priority?: number
  readonly match: RequestMatch
  /** How many matches it answers; absent: all. */
  readonly times?: number
  readonly scenario?: ScenarioStep
  readonly respond: StubResponse | Sequence
  /** It outlives a reset: WireMock's `persistent`. */
  readonly isKept?: boolean
  /** The WireMock mapping it was made of, to be given back as it came. */
  readonly mapping?: Readonly<Record<string, unknown>>
}

/** The state that a scenario begins in, as WireMock names it. */
export const STARTED = 'Started'

/** Bytes of a stub beyond its texts, roughly. */
const OVERHEAD = 1024
const weights = new WeakMap<Stub, number>()

/** Bytes that a stub takes, roughly: counted once. */
export const weightOf = (stub: Stub): number => {
  const known = weights.get(stub)
  if (known !== undefined) return known
  const weight = OVERHEAD + textsIn([stub.mapping, stub.match, stub.respond])
  weights.set(stub, weight)
  return weight
}

/** Bytes of the texts within a value, roughly. */
const textsIn = (value: unknown): number => {
  if (typeof value === 'string') return value.length
  if (typeof value !== 'object' || value === null) return 8
  return Object.entries(value).reduce((sum, [name, one]) => sum + name.length + textsIn(one), 16)
}
