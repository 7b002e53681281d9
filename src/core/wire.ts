import type { Basis } from './case.ts'

/** A request as the imitated server would see it: tenant prefix and query overrides already taken off. */
export interface WireRequest {
  readonly method: string
  /** Raw path, percent-encoding kept, always starting with `/`. */
  readonly path: string
  /** Raw query text without its `?`; empty when there is none. */
  readonly query: string
  /** Names in lower case; repeated headers joined as node:http joins them. */
  readonly headers: Readonly<Record<string, string | undefined>>
  /** Names and values in turn, as they came; absent where nobody kept them. */
  readonly rawHeaders?: readonly string[]
  /** Of HTTP, such as `1.1`. */
  readonly version?: string
  /** The authority of a target like `http://host/path`. */
  readonly authority?: string | undefined
  /** Node's parser did not take it: there may be anything in its headers. */
  readonly isOdd?: boolean
  readonly body: Buffer
  /** Address of the client; absent where there is no connection. */
  readonly clientIp?: string | undefined
  /** Absent: as far as the imitated framework goes. */
  readonly bounds?: BodyBounds
}

/** How far a body is read. A framework's own limit counts where it is lower. */
export interface BodyBounds {
  /** Objects and lists, or elements, within each other. */
  readonly jsonDepth: number
  readonly xmlDepth: number
  readonly formFields: number
  /** Told that a request was not read further. */
  readonly reached: (bound: Bound, request: WireRequest) => void
}

/** `xml-entities`: there is a document type, where entities are declared; none is ever expanded. */
export type Bound = 'json-depth' | 'xml-depth' | 'xml-entities' | 'form-fields'

/** In a header's place: the tenant's clock as HTTP writes it, filled in when the answer is written. */
export const DATE = Symbol('date')
/** In a header's place: the length of the body in bytes, filled in when the answer is written. */
export const LENGTH = Symbol('length')

/**
 * In order and in the case they are sent. A header absent here is not sent at all. A frozen list is one
 * that many answers share: whoever writes it prepares it once.
 */
export type Headers = readonly (readonly [
  name: string,
  value: string | typeof DATE | typeof LENGTH,
])[]

/** Ways to break an answer: WireMock's names, then our own. The data plane performs them. */
export const faults = [
  'CONNECTION_RESET_BY_PEER',
  'EMPTY_RESPONSE',
  'MALFORMED_RESPONSE_CHUNK',
  'RANDOM_DATA_THEN_CLOSE',
  'TRUNCATED_BODY',
  'WRONG_CONTENT_LENGTH',
  'WRONG_CONTENT_TYPE',
] as const
/** A name of `faults`. */
export type Fault = (typeof faults)[number]

/** What a request may ask of the mock, in `Prefer` or with `__` in front in the query. */
const overrideNames = ['code', 'example', 'layout', 'delay', 'fault'] as const

/** Whether it is `code`, `example`, `layout`, `delay` or `fault`. */
export const isOverrideName = (name: string): boolean =>
  (overrideNames as readonly string[]).includes(name)

/** Milliseconds of the longest delay that may be asked for. */
export const LONGEST_DELAY_MS = 600_000

/** Milliseconds before the first byte, and how the body is spread over time. */
export interface Delay {
  readonly beforeMs?: number
  readonly dribble?: { readonly numberOfChunks: number; readonly totalDuration: number }
}

/** An answer before it is written, and how it is to be broken or delayed. */
export interface Reply {
  readonly status: number
  /** Absent: the usual phrase of the status. */
  readonly reason?: string
  readonly headers: Headers
  readonly body: string | Buffer
  /** What this answer is founded on. */
  readonly basis: Basis
  /** Name of the framework's refusal that has taken the place of what was to be encoded. */
  readonly refusal?: string
  readonly fault?: Fault
  readonly delay?: Delay
}

/** A text without percent-encoding; as it is, where that is broken or is no UTF-8. */
export const percentDecoded = (text: string): string => {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}
