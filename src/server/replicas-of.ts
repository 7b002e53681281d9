import { createHmac } from 'node:crypto'
import type { Api } from '../core/api.ts'
import { DEFAULT_TENANT, type Tenants } from '../http/tenants.ts'
import type { Coverage } from '../scripting/coverage.ts'
import type { ScriptRecorder } from '../scripting/shared/shared-script.ts'
import { isRedisUrl, type MockOptions } from './options.ts'
import type { RedisOptions } from '../world/replicas/redis-server.ts'
import type { Shared } from '../world/store.ts'
import type { TenantWorld } from '../world/tenant-world.ts'

/**
 * Returns the Redis that `state` names, or undefined for a file or memory. Throws a RangeError of one
 * sentence for options that do not fit.
 */
export const replicasOf = (
  options: MockOptions,
  signal?: AbortSignal,
): RedisOptions | undefined => {
  const { state, memory, statePrefix, stateTimeout, durable } = options
  const [scheme] = /^[a-z][a-z\d+.-]+:\/\//i.exec(state ?? '') ?? []
  if (scheme !== undefined && memory !== true && !isRedisUrl(state ?? ''))
    throw new RangeError(
      `--state ${scheme}… is neither a file nor a Redis: write the path of a file, or redis://host:6379/0 (rediss:// for TLS), for Valkey too.`,
    )
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

/** The options that do not work with replicas, and what to do instead. */
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

/**
 * Resolves to a function that makes the recorder of a tenant's changes. Its module is loaded on demand: a
 * server without replicas does not need it.
 */
export const recorderOf = async (
  apis: readonly Api[],
  shared: Shared,
): Promise<(world: TenantWorld) => ScriptRecorder> => {
  const { createScriptRecorder } = await import('../scripting/shared/shared-script.ts')
  return ({ services }) => createScriptRecorder(apis, services, shared)
}

/**
 * Makes the scripts of tenants that other replicas have made, now and later. Also makes the default tenant,
 * which always exists.
 */
export const openShared = async (shared: Shared, tenants: Tenants): Promise<void> => {
  shared.whenMade((key) => {
    tenants.of(key)
  })
  for (const key of tenants.keys()) tenants.of(key)
  await shared.turn(DEFAULT_TENANT, true, () => {
    tenants.of(DEFAULT_TENANT)
  })
}

/** The coverage of a run. `of` returns the counter of a tenant. `answered` returns counts of all tenants. */
interface RunCoverage extends Pick<Coverage, 'answered'> {
  readonly of: (tenant: string) => Pick<Coverage, 'count'>
}

/** Creates the coverage of a run that all replicas share. */
export const sharedRun = ({ counts }: Shared): RunCoverage => ({
  of: (tenant) => ({
    count: (api, name, times = 1) => {
      counts.add(tenant, `${api}/${name}`, times)
    },
  }),
  answered: (api, name) => counts.total(`${api}/${name}`),
})

/** Returns a secret for one purpose that all replicas share, or undefined without replicas. */
export const secretOf = (shared: Shared | undefined, purpose: string): string | undefined =>
  shared && createHmac('sha256', shared.secret()).update(purpose).digest('base64url').slice(0, 32)
