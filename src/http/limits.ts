import type { Note } from '../core/note.ts'

/** The limits of the server. Each refusal because of a limit is one line in the log, up to `logLines`. */
export interface Limits {
  /** Bytes of a request body. The stack's own refusal answers a larger body. */
  readonly bodyBytes: number
  /** Bytes of large bodies that are being received, on all connections together. */
  readonly uploadBytes: number
  /** Bytes of a request line and its headers together. */
  readonly headerBytes: number
  readonly headerCount: number
  /** Bytes of a request target. */
  readonly urlBytes: number
  /** Nesting of objects and lists. A lower limit of the imitated framework takes precedence. */
  readonly jsonDepth: number
  /** Nesting of elements. A lower limit of the imitated framework takes precedence. */
  readonly xmlDepth: number
  /** Fields of a form or a query. A lower limit of the imitated framework takes precedence. */
  readonly formFields: number
  /** Entries of each tenant's journal. */
  readonly journalEntries: number
  /** Bytes of bodies and headers in each tenant's journal. */
  readonly journalBytes: number
  /** Bytes of bodies and headers in the journals of all tenants together. */
  readonly journalTotalBytes: number
  readonly tenants: number
  /** Records in each list of a tenant's world that has no other limit, such as people and customers. */
  readonly records: number
  /** Approximate bytes of the worlds of all tenants together. A record counts for at least 512 bytes. */
  readonly worldBytes: number
  /** WeChat codes of each kind, WeChat sessions, and text messages of a tenant: a limit for each list. */
  readonly codes: number
  /** Tokens of a tenant. */
  readonly tokens: number
  /** Snapshots of a tenant. */
  readonly snapshots: number
  /** Approximate bytes of the snapshots of all tenants together, counted as for `worldBytes`. */
  readonly snapshotBytes: number
  /** Stubs of a tenant. Fixtures may exceed it. */
  readonly stubs: number
  /** Approximate bytes of the stubs of all tenants together. Fixtures may exceed it. */
  readonly stubBytes: number
  readonly connections: number
  /** Clients that listen to `/__admin/events`. */
  readonly sseClients: number
  /** Bytes that wait for a listener that reads too slowly. */
  readonly sseBytes: number
  /** Answers that wait for a delay to pass or are dribbled. */
  readonly delayedAnswers: number
  /** Bytes of answers that wait for a delay to pass or are dribbled, with the heads of their requests. */
  readonly delayedBytes: number
  /** Log lines of one kind within ten seconds. */
  readonly logLines: number
  readonly headerTimeoutMs: number
  /** Time to receive headers and body together. */
  readonly bodyTimeoutMs: number
  /** Time between two requests of one connection. */
  readonly keepAliveMs: number
  /**
   * Time that requests in flight have to finish when the server stops. The limit for a stop is 5 s
   * (docs/spec/control.md#command-line), of which 1 s remains for writing the state (I).
   */
  readonly stopMs: number
}

/** The body of an admin call may have this many times `bodyBytes`, because it may hold whole worlds. */
export const ADMIN_BODY_FACTOR = 16

/** The limits of a server without other settings. */
export const defaultLimits: Limits = {
  bodyBytes: 1_048_576,
  uploadBytes: 268_435_456,
  headerBytes: 32_768,
  headerCount: 200,
  urlBytes: 16_384,
  jsonDepth: 512,
  xmlDepth: 256,
  formFields: 10_000,
  journalEntries: 1_000,
  journalBytes: 16_777_216,
  journalTotalBytes: 268_435_456,
  tenants: 1_000,
  records: 1_000_000,
  worldBytes: 1_073_741_824,
  codes: 100_000,
  tokens: 10_000,
  snapshots: 100,
  snapshotBytes: 268_435_456,
  stubs: 10_000,
  stubBytes: 134_217_728,
  connections: 10_000,
  sseClients: 64,
  sseBytes: 8_388_608,
  delayedAnswers: 10_000,
  delayedBytes: 67_108_864,
  logLines: 100,
  headerTimeoutMs: 10_000,
  bodyTimeoutMs: 30_000,
  keepAliveMs: 75_000,
  stopMs: 4_000,
}

/** The refusal of a request that exceeds a limit. */
export interface Over {
  readonly what: string
  /** Name of the dialect's refusal, if the dialect has one, and kind of the note. */
  readonly refusal: Note['kind']
  readonly status: number
  readonly title: string
  readonly detail: (limits: Limits) => string
}

/** The refusals of requests that exceed a limit, by the part that is too large. */
export const overs = {
  body: {
    what: 'request body',
    refusal: 'request-too-large',
    status: 413,
    title: 'Body too large',
    detail: ({ bodyBytes }: Limits) =>
      `The body is over ${bodyBytes} bytes; raise the limit with --body-bytes.`,
  },
  uploads: {
    what: 'bodies being received',
    refusal: 'too-many-uploads',
    status: 503,
    title: 'Too many uploads',
    detail: ({ uploadBytes }: Limits) =>
      `Bodies of over ${uploadBytes} bytes together are being received; send fewer at once or raise --upload-bytes.`,
  },
  url: {
    what: 'request target',
    refusal: 'uri-too-long',
    status: 414,
    title: 'Target too long',
    detail: ({ urlBytes }: Limits) =>
      `The request target is over ${urlBytes} bytes; raise the limit with --url-bytes.`,
  },
} satisfies Record<string, Over>
