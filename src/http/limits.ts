/** What the server refuses to exceed. Every hit is one line in the log. */
export interface Limits {
  /** Of a request body, before it is refused in the stack's own words. */
  readonly bodyBytes: number
  /** Of a request line and its headers together. */
  readonly headerBytes: number
  readonly headerCount: number
  /** Of a request target. */
  readonly urlBytes: number
  /** Entries kept by each tenant's journal. */
  readonly journalEntries: number
  /** Bodies kept by each tenant's journal. */
  readonly journalBytes: number
  readonly tenants: number
  readonly connections: number
  /** Listeners of `/__admin/events`. */
  readonly sseClients: number
  readonly headerTimeoutMs: number
  /** Headers and body together. */
  readonly bodyTimeoutMs: number
  /** Between two requests of one connection. */
  readonly keepAliveMs: number
  /** For what is in flight when the server stops; under the 5 s that control.md allows all in all. */
  readonly stopMs: number
}

export const defaultLimits: Limits = {
  bodyBytes: 1_048_576,
  headerBytes: 32_768,
  headerCount: 200,
  urlBytes: 16_384,
  journalEntries: 1_000,
  journalBytes: 16_777_216,
  tenants: 1_000,
  connections: 10_000,
  sseClients: 64,
  headerTimeoutMs: 10_000,
  bodyTimeoutMs: 30_000,
  keepAliveMs: 75_000,
  stopMs: 4_800,
}
