import { isRedisUrl, type RedisOptions } from '../world/replicas/redis-options.ts'
import type { MockOptions } from './options.ts'

/** The Redis that `state` names; undefined for a file. Throws RangeError for options that do not go with it. */
export const replicasOf = (
  options: MockOptions,
  signal?: AbortSignal,
): RedisOptions | undefined => {
  const { state, memory, statePrefix, stateTimeout, durable } = options
  if (state === undefined || memory === true || !isRedisUrl(state)) {
    for (const [flag, value] of [
      ['--state-prefix', statePrefix],
      ['--state-timeout', stateTimeout],
    ] as const)
      if (value !== undefined)
        throw new RangeError(
          `${flag} ${value} is for replicas that share their state: give --state redis://host:6379/0 too, or leave it out.`,
        )
    return undefined
  }
  for (const { flag, isGiven, instead } of unfit)
    if (isGiven(options))
      throw new RangeError(`${flag} does not go with --state redis://: ${instead}.`)
  if (statePrefix !== undefined && !/^[\w.:-]{1,64}$/.test(statePrefix))
    throw new RangeError(
      `--state-prefix ${JSON.stringify(statePrefix)} cannot be: use 1-64 of A-Z a-z 0-9 . _ : -.`,
    )
  return { url: state, prefix: statePrefix, timeoutMs: stateTimeout, durable, signal }
}

/** What one process alone can do, or has for itself. */
const unfit: readonly {
  readonly flag: string
  readonly isGiven: (options: MockOptions) => boolean
  readonly instead: string
}[] = [
  {
    flag: '--repair',
    isGiven: ({ repair }) => repair === true,
    instead: 'it mends a state file, and Redis mends its own (redis-check-aof --fix)',
  },
  {
    flag: '--watch',
    isGiven: ({ watch }) => watch === true,
    instead:
      'each replica would put its fixtures in anew; restart the replicas and POST /__admin/reset, or POST /__admin/fixtures',
  },
  {
    flag: '--proxy',
    isGiven: ({ proxy }) => proxy !== undefined && Object.keys(proxy).length > 0,
    instead: 'what a back end answers comes outside of a turn; give --proxy to a mock of its own',
  },
  {
    flag: '--journal-total-bytes',
    isGiven: ({ limits }) => limits?.journalTotalBytes !== undefined,
    instead:
      'all replicas have to keep the same entries; use --journal-bytes, which is a tenant’s own',
  },
  {
    flag: '--world-bytes',
    isGiven: ({ limits }) => limits?.worldBytes !== undefined,
    instead: 'all replicas have to keep the same records; use --records, --codes and --tokens',
  },
]
