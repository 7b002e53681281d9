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

/** Whether `--state` names a Redis rather than a file. */
export const isRedisUrl = (state: string): boolean => /^rediss?:\/\//i.test(state)

/** Where Redis is, as a URL says it. */
export interface RedisAddress {
  readonly host: string
  readonly port: number
  readonly database: number
  readonly username: string
  readonly password: string
  readonly isTls: boolean
  /** The URL without user and password, for people. */
  readonly shown: string
}

/** Reads a URL. Throws StateError of one sentence for one that says more than a connection can have, or less. */
export const readRedisUrl = (url: string): RedisAddress => {
  const read = URL.canParse(url) ? new URL(url) : undefined
  if (read === undefined || read.hostname === '')
    throw new StateError(
      `--state ${JSON.stringify(url.replace(/\/\/.*@/, '//…@'))} is no address of Redis: write redis://host:6379/0, or rediss:// for TLS.`,
    )
  const { protocol, host, pathname, search, hash } = read
  if (search !== '' || hash !== '')
    throw new StateError(
      `--state ${protocol}//${host}${pathname} may not go on with ${search}${hash}: an address of Redis ends with the number of a database, such as /0.`,
    )
  if (!/^\/?\d{0,5}$/.test(pathname))
    throw new StateError(
      `--state ${protocol}//${host}${pathname} names no database of Redis: end it with a number, such as /0.`,
    )
  const shown = `${protocol}//${host}${pathname === '/' ? '' : pathname}`
  const [username, password] = [read.username, read.password].map((text) => decoded(text, shown))
  return {
    host: read.hostname.replace(/^\[|\]$/g, ''),
    port: Number(read.port || 6379),
    database: Number(pathname.slice(1)),
    username: username ?? '',
    password: password ?? '',
    isTls: protocol === 'rediss:',
    shown,
  }
}

const decoded = (text: string, shown: string): string => {
  try {
    return decodeURIComponent(text)
  } catch {
    throw new StateError(
      `The user or password in --state ${shown} has a % that is none of a percent-encoding: write it as %25.`,
    )
  }
}
