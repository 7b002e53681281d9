import { randomBytes } from 'node:crypto'
import { realNow } from '../clock.ts'
import type { RedisConnection } from './redis-connection.ts'

/** The id that stands before a tenant's first batch: no batch is known. */
export const NOTHING = '0-0'

/** The part of a tenant's log that this replica does not know yet. `batches` are texts, in their order. */
type Begun =
  /** Another replica has the turn. */
  | { readonly kind: 'busy' }
  | { readonly kind: 'same' }
  | { readonly kind: 'more'; readonly head: string; readonly batches: readonly string[] }
  /**
   * The log no longer has all batches after the known one. `batches` make up the whole tenant: first the log
   * snapshot that was made after the batch `at`, then the batches since.
   */
  | {
      readonly kind: 'load'
      readonly head: string
      readonly at: string
      readonly batches: readonly string[]
    }

interface Commit {
  readonly known: string
  readonly id: string
  /** The text of the batch. Empty if only the turn is passed on. */
  readonly batch: string
  /** Whether to keep the turn if no other replica waits for it. */
  readonly keep: boolean
  readonly drops: boolean
}

/** The longest time for loading a whole tenant, in milliseconds. */
const LOAD_MS = 30_000

/** Texts are sent when they have more characters than this. */
const CHUNK = 1_048_576

/**
 * Creates the access to the tenants' logs in Redis. `leaseMs` is the time after which a silent replica loses
 * its turn, in milliseconds. `me` is the id of this replica.
 */
export const createRedisLog = (
  connection: RedisConnection,
  prefix: string,
  leaseMs: number,
  me: string,
) => {
  const keysOf = (tenant: string) => {
    const of = (name: string): string => `${prefix}:{${tenant}}:${name}`
    return {
      all: ['log', 'head', 'turn', 'wait', 'snap', 'at'].map(of),
      fold: ['log', 'head', 'snap', 'at', `fold:${me}`].map(of),
      folded: of(`fold:${me}`),
    }
  }
  const changedChannel = `${prefix}:changed`
  const turns = `${prefix}:turn:`
  const registry = `${prefix}:tenants`
  const secretKey = `${prefix}:secret`
  let secret: string | undefined
  /**
   * Tries every operation of replicas, with keys that are deleted afterwards. Rejects if Redis refuses one.
   */
  const rehearse = async (): Promise<void> => {
    // No tenant can have this key.
    const tenant = `~${me}`
    const { all } = keysOf(tenant)
    const id = nextId(NOTHING)
    await log.list(tenant)
    await log.unlist(tenant)
    await log.begin(tenant, NOTHING, true)
    await log.commit(tenant, { known: NOTHING, id, batch: '{}', keep: false, drops: false })
    await log.fold(tenant, id, ['{}'])
    await connection.call('DEL', ...all)
  }
  /** The milliseconds by which Redis's clock is ahead of this machine's clock. */
  let offsetMs = 0
  const log = {
    rehearse,
    changedChannel,
    turnChannel: turns + me,
    begin: async (tenant: string, known: string, turn: boolean): Promise<Begun> => {
      const args = [me, known, leaseMs, turn ? '1' : '0']
      // Loading a whole tenant may take longer than other commands.
      const mostMs = known === NOTHING ? LOAD_MS : undefined
      const answer = await connection.run(BEGIN, keysOf(tenant).all, args, mostMs)
      const [kind, head, first, second, at] = answer as Answer
      if (kind === 'busy' || kind === 'same') return { kind }
      if (kind === 'more') return { kind, head, batches: (first as Entry[]).map(batchOf) }
      return { kind, head, at, batches: [...(first as string[]), ...second.map(batchOf)] }
    },
    /**
     * Appends a batch. Resolves to `lost` if nothing was appended, because the log ends with another batch or
     * another replica has the turn. Otherwise resolves to `kept` if this replica keeps the turn, and to
     * `given` if not.
     */
    commit: async (
      tenant: string,
      { known, id, batch, keep, drops }: Commit,
    ): Promise<'lost' | 'kept' | 'given'> => {
      const flags = [keep ? '1' : '0', changedChannel, turns, tenant, drops ? '1' : '0']
      const args = [me, known, id, batch, leaseMs, ...flags]
      const answer = await connection.run(COMMIT, keysOf(tenant).all, args)
      const [kind, kept] = answer as [string, string]
      if (kind === 'lost') return 'lost'
      if (batch !== '') await connection.synced()
      return kept === '1' ? 'kept' : 'given'
    },
    /**
     * Puts a log snapshot in place of the batches up to `id`. `texts` make up the tenant after that batch.
     * Resolves to false if the log snapshot is of no use any more.
     */
    fold: async (tenant: string, id: string, texts: Iterable<string>): Promise<boolean> => {
      const { fold, folded } = keysOf(tenant)
      await connection.call('DEL', folded)
      let [count, part, size] = [0, [] as string[], 0]
      const send = async (): Promise<void> => {
        if (part.length === 0) return
        await connection.call('RPUSH', folded, ...part)
        await connection.call('PEXPIRE', folded, 60_000)
        ;[part, size] = [[], 0]
      }
      for (const text of texts) {
        part.push(text)
        count++
        size += text.length
        if (size > CHUNK) await send()
      }
      await send()
      const [answer] = (await connection.run(FOLD, fold, [id, count])) as [string]
      return answer === 'ok'
    },
    /** Resolves to the tenants' keys, in the order in which the tenants were made. */
    tenants: () => connection.call('ZRANGE', registry, 0, -1) as Promise<readonly string[]>,
    list: async (tenant: string): Promise<void> => {
      await connection.run(LIST, [registry], [tenant])
    },
    unlist: async (tenant: string): Promise<void> => {
      await connection.call('ZREM', registry, tenant)
    },
    /** Reads the secret that all replicas share. Makes the secret if there is none. */
    askSecret: async (): Promise<void> => {
      await connection.call('SET', secretKey, secret ?? randomBytes(24).toString('base64url'), 'NX')
      secret ??= (await connection.call('GET', secretKey)) as string
    },
    /** Returns the secret that was read first. Can be called without `this`. */
    secret: (): string => secret ?? '',
    /** Reads the time of Redis's clock. */
    askTime: async (): Promise<void> => {
      const before = realNow()
      const [seconds, micros] = (await connection.call('TIME')) as [string, string]
      const time = Number(seconds) * 1_000 + Math.floor(Number(micros) / 1_000)
      offsetMs = Math.round(time - (before + realNow()) / 2)
    },
    /** Returns the time of Redis's clock in milliseconds since the epoch. Can be called without `this`. */
    realNow: (): number => realNow() + offsetMs,
  }
  return log
}

export type RedisLog = ReturnType<typeof createRedisLog>

type Entry = readonly [id: string, fields: readonly string[]]

type Answer = readonly [
  kind: Begun['kind'],
  head: string,
  first: readonly unknown[],
  second: readonly Entry[],
  at: string,
]

const batchOf = ([, fields]: Entry): string => fields[1] ?? ''

/** Returns an id for the batch after `known`: the next number and a random part. */
export const nextId = (known: string): string =>
  `${numberOf(known) + 1}-${randomBytes(6).readUIntBE(0, 6) + 1}`

export const numberOf = (id: string): number => Number(id.split('-', 1)[0])

/** Counts the sizes of a tenant's log and of its log snapshot. They decide when the log is folded. */
export class LogSize {
  #batches = 0
  #bytes = 0
  #foldedBytes = 0

  /** Counts batches. `anew`: the batches make up the whole tenant. */
  add(batches: readonly string[], anew: boolean): void {
    if (anew) [this.#batches, this.#bytes] = [0, 0]
    this.#batches += batches.length
    for (const { length } of batches) this.#bytes += length
    if (anew) this.#foldedBytes = this.#bytes
  }

  /** Returns whether the log has reached `batches`, or both `bytes` and twice the log snapshot's size. */
  isLarge({ batches, bytes }: { readonly batches: number; readonly bytes: number }): boolean {
    return this.#batches >= batches || this.#bytes >= Math.max(bytes, this.#foldedBytes * 2)
  }

  /** Reports that the log was folded into these texts. */
  folded(texts: readonly string[]): void {
    this.#batches = 0
    this.#bytes = 0
    this.#foldedBytes = texts.reduce((sum, one) => sum + one.length, 0)
  }
}

/*
 * Each of these scripts runs in Redis as one step. A tenant has six keys: `log` is the stream of its batches,
 * each with the id `<number>-<random>`; `head` is the id of the last batch; `turn` is the replica that may
 * append now; `wait` lists the replicas that wait for the turn; `snap` is the log snapshot, the tenant as it
 * was when its log was last folded; `at` is the id of the last batch in that snapshot.
 */

/**
 * Reads the batches after the known one. Takes the turn if that is asked for and no other replica has the
 * turn. Keys: log, head, turn, wait, snap, at. Arguments: replica, known id, milliseconds of a turn, 1 to
 * take it.
 */
const BEGIN = `
local head = redis.call('GET', KEYS[2]) or '0-0'
if ARGV[4] == '1' then
  local holder = redis.call('GET', KEYS[3])
  if holder and holder ~= ARGV[1] then
    if not redis.call('LPOS', KEYS[4], ARGV[1]) then redis.call('RPUSH', KEYS[4], ARGV[1]) end
    redis.call('PEXPIRE', KEYS[4], 5000)
    return {'busy'}
  end
  redis.call('SET', KEYS[3], ARGV[1], 'PX', ARGV[3])
  redis.call('LREM', KEYS[4], 0, ARGV[1])
end
local known = ARGV[2]
if head == known then return {'same', head} end
local at = redis.call('GET', KEYS[6]) or '0-0'
if known ~= '0-0' and (known == at or #redis.call('XRANGE', KEYS[1], known, known) == 1) then
  return {'more', head, redis.call('XRANGE', KEYS[1], '(' .. known, '+')}
end
local from = '-'
if at ~= '0-0' then from = '(' .. at end
return {'load', head, redis.call('LRANGE', KEYS[5], 0, -1), redis.call('XRANGE', KEYS[1], from, '+'), at}
`

/**
 * Appends a batch, unless the log ends with another batch or another replica has the turn. Then passes the
 * turn on. Running the script twice has the effect of running it once. Keys: as BEGIN. Arguments: replica,
 * known id, id of the batch, batch (empty: none), milliseconds of a turn, 1 to keep the turn while no replica
 * waits, channel of changes, channel of turns, tenant, 1 if the tenant is dropped.
 */
const COMMIT = `
local head = redis.call('GET', KEYS[2]) or '0-0'
if ARGV[4] ~= '' and head ~= ARGV[3] then
  if head ~= ARGV[2] then
    if #redis.call('XRANGE', KEYS[1], ARGV[3], ARGV[3]) == 0 then return {'lost'} end
  else
    local holder = redis.call('GET', KEYS[3])
    if holder and holder ~= ARGV[1] then return {'lost'} end
    redis.call('XADD', KEYS[1], ARGV[3], 'b', ARGV[4])
    redis.call('SET', KEYS[2], ARGV[3])
    if ARGV[10] == '1' then
      redis.call('DEL', KEYS[5])
      redis.call('XTRIM', KEYS[1], 'MAXLEN', 1)
      redis.call('SET', KEYS[6], ARGV[3], 'EX', 3600)
      redis.call('EXPIRE', KEYS[1], 3600)
      redis.call('EXPIRE', KEYS[2], 3600)
    elseif redis.call('PERSIST', KEYS[1]) == 1 then
      redis.call('PERSIST', KEYS[6])
    end
    redis.call('PUBLISH', ARGV[7], ARGV[9])
  end
end
if redis.call('GET', KEYS[3]) ~= ARGV[1] then return {'ok', '0'} end
local next = redis.call('LPOP', KEYS[4])
if next then
  redis.call('SET', KEYS[3], next, 'PX', ARGV[5])
  redis.call('PUBLISH', ARGV[8] .. next, ARGV[9])
elseif ARGV[6] == '1' then
  redis.call('SET', KEYS[3], ARGV[1], 'PX', ARGV[5])
  return {'ok', '1'}
else
  redis.call('DEL', KEYS[3])
end
return {'ok', '0'}
`

/**
 * Puts a log snapshot in place and deletes the batches before it. Keys: log, head, snap, at, the log
 * snapshot's texts. Arguments: id of the batch after which the log snapshot was made, number of texts.
 */
const FOLD = `
local function number(id) return tonumber(string.match(id, '^%d+')) end
local at = redis.call('GET', KEYS[4])
if redis.call('LLEN', KEYS[5]) ~= tonumber(ARGV[2])
  or (at and number(at) >= number(ARGV[1]))
  or #redis.call('XRANGE', KEYS[1], ARGV[1], ARGV[1]) == 0 then
  redis.call('DEL', KEYS[5])
  return {'no'}
end
redis.call('RENAME', KEYS[5], KEYS[3])
redis.call('PERSIST', KEYS[3])
redis.call('SET', KEYS[4], ARGV[1])
redis.call('XTRIM', KEYS[1], 'MINID', ARGV[1])
return {'ok'}
`

/**
 * Adds a tenant at the end of the list of tenants, unless the list has it. Keys: the list. Arguments: tenant.
 */
const LIST = `
if redis.call('ZSCORE', KEYS[1], ARGV[1]) then return {'ok'} end
local last = redis.call('ZREVRANGE', KEYS[1], 0, 0, 'WITHSCORES')
redis.call('ZADD', KEYS[1], (tonumber(last[2]) or 0) + 1, ARGV[1])
return {'ok'}
`
