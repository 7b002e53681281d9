import type { Basis } from './case.ts'

/**
 * A request as the imitated server would see it. The tenant prefix and the query overrides are already
 * removed.
 */
export interface WireRequest {
  readonly method: string
  /** The raw path, still percent-encoded. Always begins with `/`. */
  readonly path: string
  /** The raw query without its `?`. Empty for a request without a query. */
  readonly query: string
  /** The headers with names in lower case. Repeated headers are joined as node:http joins them. */
  readonly headers: Readonly<Record<string, string | undefined>>
  /** Alternating names and values, as the client sent them. Absent where nobody stored them. */
  readonly rawHeaders?: readonly string[]
  /** The HTTP version, such as `1.1`. */
  readonly version?: string
  /** The authority of a request target such as `http://host/path`. */
  readonly authority?: string | undefined
  /** True when Node's HTTP parser rejected the request. Its headers may contain anything. */
  readonly isOdd?: boolean
  readonly body: Buffer
  /** The address of the client. Absent for a request without a connection. */
  readonly clientIp?: string | undefined
  /** Absent: only the limits of the imitated framework apply. */
  readonly bounds?: BodyBounds
}

/** The limits of reading a body. The framework's own limit applies where it is lower. */
export interface BodyBounds {
  /** The nesting of objects and lists in JSON. `xmlDepth` is the nesting of XML elements. */
  readonly jsonDepth: number
  readonly xmlDepth: number
  readonly formFields: number
  /** Called when a limit stopped the reading of a request. */
  readonly reached: (bound: Bound, request: WireRequest) => void
}

/**
 * A limit of reading a body. `xml-entities` means that the body has a document type, which may declare
 * entities; entities are never expanded.
 */
export type Bound = 'json-depth' | 'xml-depth' | 'xml-entities' | 'form-fields'

/**
 * Placeholder for a header value: the time of the tenant's clock in HTTP's format. It is filled in when the
 * answer is written.
 */
export const DATE = Symbol('date')
/**
 * Placeholder for a header value: the length of the body in bytes. It is filled in when the answer is
 * written.
 */
export const LENGTH = Symbol('length')

/**
 * The headers of an answer, in the order and the case in which they are sent. Nothing adds other headers.
 * Many answers share a frozen list, so that the writer prepares it only once.
 */
export type Headers = readonly (readonly [
  name: string,
  value: string | typeof DATE | typeof LENGTH,
])[]

/** The ways to break an answer: WireMock's names, then the mock's own. The data plane performs them. */
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

/** The overrides that a request may have in `Prefer`, or in the query with the prefix `__`. */
const overrideNames = ['code', 'example', 'layout', 'delay', 'fault'] as const

/** Whether a name is `code`, `example`, `layout`, `delay` or `fault`. */
export const isOverrideName = (name: string): boolean =>
  (overrideNames as readonly string[]).includes(name)

/** The longest delay that a request may ask for, in milliseconds. */
export const LONGEST_DELAY_MS = 600_000

/** The delay of an answer: milliseconds before the first byte, and how the body is spread over time. */
export interface Delay {
  readonly beforeMs?: number
  readonly dribble?: { readonly numberOfChunks: number; readonly totalDuration: number }
}

/** An answer before it is written, with its fault and delay. */
export interface Reply {
  readonly status: number
  /** Absent: the usual reason phrase of the status. */
  readonly reason?: string
  readonly headers: Headers
  readonly body: string | Buffer
  /** The basis of this answer. */
  readonly basis: Basis
  /** The name of the framework's refusal that replaces the value to be encoded. */
  readonly refusal?: string
  readonly fault?: Fault
  readonly delay?: Delay
}

/** Decodes percent-encoding. Returns the text unchanged if the encoding is broken or is not UTF-8. */
export const percentDecoded = (text: string): string => {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}
