import { StateError } from '../state/state-error.ts'

/** Where replicas share their state. */
export interface RedisOptions {
  /** `redis://host:6379/0`, or `rediss://` for TLS; user and password may be in it. */
  readonly url: string
  /** Before every key. Default `wlm`. */
  readonly prefix?: string | undefined
  /** Milliseconds that a request waits for Redis at most. Default 2,000. */
  readonly timeoutMs?: number | undefined
  /** A change is acknowledged when it is in Redis's append-only file, synced. */
  readonly durable?: boolean | undefined
  /** Batches of a tenant's log before it is folded, and their bytes. */
  readonly fold?: { readonly batches: number; readonly bytes: number } | undefined
  readonly signal?: AbortSignal | undefined
}

export const DEFAULT_PREFIX = 'wlm'
export const DEFAULT_TIMEOUT_MS = 2_000

export const isRedisUrl = (state: string): boolean => /^rediss?:\/\//i.test(state)

/** The URL without its password, for people. Throws StateError for one that cannot be read. */
export const shownUrl = (url: string): string => {
  const read = URL.canParse(url) ? new URL(url) : undefined
  if (read === undefined || read.hostname === '')
    throw new StateError(
      `--state ${JSON.stringify(url.replace(/\/\/[^@/]*@/, '//…@'))} is no address of Redis: write redis://host:6379/0, or rediss:// for TLS.`,
    )
  if (!/^\/?\d{0,5}$/.test(read.pathname))
    throw new StateError(
      `--state ${read.protocol}//${read.host}${read.pathname} names no database of Redis: end it with a number, such as /0.`,
    )
  return `${read.protocol}//${read.host}${read.pathname === '/' ? '' : read.pathname}`
}
