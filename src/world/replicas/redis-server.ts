import { StateError } from '../store.ts'

/** The Redis in which replicas share their state. */
export interface RedisOptions {
  /** `redis://host:6379/0`, or `rediss://` for TLS. May contain a user and a password. */
  readonly url: string
  /** The prefix of every key. Default `wlm`. */
  readonly prefix?: string | undefined
  /** The longest time that a request waits for Redis, in milliseconds. Default 2,000. */
  readonly timeoutMs?: number | undefined
  /** A change is acknowledged only after it was synced to Redis's append-only file. */
  readonly durable?: boolean | undefined
  /** The numbers of batches and of bytes at which a tenant's log is folded. */
  readonly fold?: { readonly batches: number; readonly bytes: number } | undefined
  readonly signal?: AbortSignal | undefined
}

/** The address of Redis, as read from a URL. `shown` is the URL without user and password, for messages. */
export type RedisAddress = ReturnType<typeof readRedisUrl>

/**
 * Reads the URL of a Redis. Throws StateError if the URL lacks a part, or has a part that is not supported.
 */
export const readRedisUrl = (url: string) => {
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

type Ioredis = Pick<typeof import('ioredis'), 'Redis' | 'Cluster'>

/** Loads ioredis. Throws StateError if the package is not installed. */
export const loadClient = async (): Promise<Ioredis> => {
  try {
    return await import('ioredis')
  } catch (error) {
    throw new StateError(
      '--state redis:// needs the package ioredis, which is not installed: run npm install ioredis@5 beside wechat-login-mock.',
      { cause: error },
    )
  }
}

/** Facts from a server's answer to `INFO`. `valkey` is the version of a Valkey, undefined for a Redis. */
export type ServerFacts = ReturnType<typeof factsOf>

/** Reads a server's answer to `INFO`. A member that the answer does not have gets Redis's default. */
export const factsOf = (info: string) => {
  const member = (name: string): string | undefined =>
    new RegExp(`^${name}:(.*?)\\r?$`, 'm').exec(info)?.[1]
  const redis = member('redis_version') ?? '0'
  return {
    redis,
    valkey: member('valkey_version'),
    policy: member('maxmemory_policy') ?? 'noeviction',
    isCluster: member('cluster_enabled') === '1',
    hasWaitAof: isFrom(redis, 7, 2) && member('aof_enabled') === '1',
  }
}

const isFrom = (version: string, major: number, minor: number): boolean => {
  const [first = 0, second = 0] = version.split('.').map(Number)
  return first > major || (first === major && second >= minor)
}

/** Throws StateError if a server cannot hold the state. `durable`: changes have to be synced to disk. */
export const checkServer = (shown: string, facts: ServerFacts, durable: boolean): void => {
  const { redis, valkey, policy, hasWaitAof } = facts
  if (valkey !== undefined ? !isFrom(valkey, 7, 2) : !isFrom(redis, 7, 0))
    throw new StateError(
      `${shown} is ${valkey === undefined ? `Redis ${redis}` : `Valkey ${valkey}`}, which is too old: use Redis 7.0 or Valkey 7.2, or later.`,
    )
  if (policy !== 'noeviction')
    throw new StateError(
      `${shown} has maxmemory-policy ${policy}, which takes keys away when memory is short: set it to noeviction.`,
    )
  if (durable && !hasWaitAof)
    throw new StateError(
      `${shown} cannot be asked whether a change is on disk, as --durable has to: use Redis or Valkey from 7.2 with appendonly yes, or set appendfsync always there and leave --durable out.`,
    )
}

/** Advice for the user, by the reason that Redis or the connection gives. */
const advice: readonly (readonly [reason: RegExp, what: string])[] = [
  [
    /^(WRONGPASS|NOAUTH)/,
    'put the name and password of one of its users into --state, as redis://user:password@host:6379/0',
  ],
  [
    /^NOPERM|no permissions|user executing the script/i,
    'give its user the rights that docs/guides/replicas.md names',
  ],
  [
    /DB index|SELECT is not allowed/,
    'end --state with the number of a database that it has, such as /0',
  ],
  [
    /certificate|SELF_SIGNED|UNABLE_TO/i,
    'name the file of the authority that signed it in NODE_EXTRA_CA_CERTS',
  ],
]

/**
 * Returns the error for a Redis that cannot be used: one sentence with the reason and what to do. `reason` is
 * the message of Redis or of the connection.
 */
export const unusable = (
  { shown, isTls }: RedisAddress,
  reason: string,
  cause: unknown,
): StateError => {
  const named = advice.find(([pattern]) => pattern.test(reason))?.[1]
  const other = /ECONNRESET|ETIMEDOUT|EPROTO|wrong version/i.test(reason)
    ? `start Redis there ${isTls ? 'with TLS on that port, or write redis:// for none' : 'or, where it speaks TLS, write rediss://'}`
    : 'start Redis there, or give another --state'
  return new StateError(
    `${shown} cannot be used (${reason.replace(/\.$/, '')}): ${named ?? other}.`,
    {
      cause,
    },
  )
}

/**
 * Returns an error's code or message. If the client only says that the connection is closed, returns
 * `reason`, the last error of the connection, if there is one.
 */
export const reasonOf = (error: unknown, reason: string): string => {
  const { code, message } = error as NodeJS.ErrnoException
  return code ?? (/closed|Unhandled|max retries/i.test(message) && reason !== '' ? reason : message)
}
