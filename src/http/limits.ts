import type { Note } from '../core/note.ts'

/** What the server refuses to exceed. Every hit is one line in the log, up to `logLines`. */
export interface Limits {
  /** Of a request body, before it is refused in the stack's own words. */
  readonly bodyBytes: number
  /** Of large bodies that are being received, all connections together. */
  readonly uploadBytes: number
  /** Of a request line and its headers together. */
  readonly headerBytes: number
  readonly headerCount: number
  /** Of a request target. */
  readonly urlBytes: number
  /** Objects and lists within each other. Below it, the imitated framework's own limit holds. */
  readonly jsonDepth: number
  /** Elements within each other; likewise. */
  readonly xmlDepth: number
  /** Of a form, or a query; likewise. */
  readonly formFields: number
  /** Entries kept by each tenant's journal. */
  readonly journalEntries: number
  /** Bodies and headers kept by each tenant's journal. */
  readonly journalBytes: number
  /** Bodies and headers kept by the journals of all tenants together. */
  readonly journalTotalBytes: number
  readonly tenants: number
  /** Of each list of a tenant's world that has no other limit, such as people and customers. */
  readonly records: number
  /** Of the worlds of all tenants together, roughly: a record counts for 512 at least. */
  readonly worldBytes: number
  /** WeChat's codes of a tenant, of each kind; its WeChat sessions; its text messages. */
  readonly codes: number
  /** Of a tenant. */
  readonly tokens: number
  /** Of a tenant. */
  readonly snapshots: number
  /** Of the snapshots of all tenants together, counted as `worldBytes`. */
  readonly snapshotBytes: number
  /** Of a tenant; fixtures may bring more. */
  readonly stubs: number
  /** Of the stubs of all tenants together, roughly; fixtures may bring more. */
  readonly stubBytes: number
  readonly connections: number
  /** Listeners of `/__admin/events`. */
  readonly sseClients: number
  /** Waiting for a listener that reads too slowly. */
  readonly sseBytes: number
  /** Answers that wait for a delay to pass. */
  readonly delayedAnswers: number
  /** Of answers that wait for a delay to pass, or are dribbled, with the heads of their requests. */
  readonly delayedBytes: number
  /** Of one kind in ten seconds. */
  readonly logLines: number
  readonly headerTimeoutMs: number
  /** Headers and body together. */
  readonly bodyTimeoutMs: number
  /** Between two requests of one connection. */
  readonly keepAliveMs: number
  /**
   * For what is in flight when the server stops: of the 5 s that docs/spec/control.md#command-line
   * allows, one is for the state (I).
   */
  readonly stopMs: number
}

/** An admin body may be so many times `bodyBytes`: it may hold whole worlds. */
export const ADMIN_BODY_FACTOR = 16

/** The limits of a server that is told no others. */
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

/** A limit of what a client may send, as its refusal says it. */
export interface Over {
  readonly what: string
  /** The dialect's own word for it, if it has one. */
  readonly refusal: Note['kind']
  readonly status: number
  readonly title: string
  readonly detail: (limits: Limits) => string
}

/** The limits whose excess is answered with a refusal, by what is over. */
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
