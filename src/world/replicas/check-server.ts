import { StateError } from '../state/state-error.ts'
import type { RedisAddress } from './redis-options.ts'

/** What `INFO` tells of a server. */
export interface ServerFacts {
  readonly redis: string
  readonly valkey: string | undefined
  readonly policy: string
  readonly isCluster: boolean
  readonly hasWaitAof: boolean
}

/** Reads what a server answered to `INFO`; a member that it does not have gets Redis's default. */
export const factsOf = (info: string): ServerFacts => {
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

/** Throws StateError for a server that cannot hold the state; `durable`: changes have to be on disk. */
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

/** What to do about a Redis that does not answer as it should, by what it says. */
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

/** The refusal of one sentence. `reason`: what Redis, or the way to it, says. */
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

/** What an error says; `reason`: of the connection, which tells more where the client only tells that it is closed. */
export const reasonOf = (error: unknown, reason: string): string => {
  const { code, message } = error as NodeJS.ErrnoException
  return code ?? (/closed|Unhandled|max retries/i.test(message) && reason !== '' ? reason : message)
}
