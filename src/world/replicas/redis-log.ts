import { randomBytes } from 'node:crypto'
import { realNow } from '../clock.ts'
import type { RedisConnection } from './redis-connection.ts'

/** Before a tenant's first batch. */
export const NOTHING = '0-0'

/** What a tenant's log has that is not known yet. `batches`: texts, in their order. */
type Begun =
  /** Another replica has the turn. */
  | { readonly kind: 'busy' }
  | { readonly kind: 'same' }
  | { readonly kind: 'more'; readonly head: string; readonly batches: readonly string[] }
  /** The log no longer holds what comes after the batch that is known: all of the tenant, as the log snapshot made after the batch `at`, and the batches since. */
  | {
      readonly kind: 'load'
      readonly head: string
      readonly at: string
      readonly batches: readonly string[]
    }

interface Commit {
  readonly known: string
  readonly id: string
  /** Empty: only the turn is given on. */
  readonly batch: string
  /** Keep the turn while nobody waits for it. */
  readonly keep: boolean
  readonly drops: boolean
}

/** For a whole tenant to come. */
const LOAD_MS = 30_000

/** Texts sent in one go, in characters. */
const CHUNK = 1_048_576

/** The logs of tenants in Redis. `leaseMs`: how long a turn is kept for a replica that is silent. */
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
  /** Does all that replicas do, with keys that are gone afterwards: rejects where Redis does not let them. */
  const rehearse = async (): Promise<void> => {
    // No tenant has such a key.
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
  /** By how much Redis's clock goes before this machine's. */
  let offsetMs = 0
  const log = {
    rehearse,
    changedChannel,
    turnChannel: turns + me,
    begin: async (tenant: string, known: string, turn: boolean): Promise<Begun> => {
      const args = [me, known, leaseMs, turn ? '1' : '0']
      // All of a tenant may take a while to come.
      const mostMs = known === NOTHING ? LOAD_MS : undefined
      const answer = await connection.run(BEGIN, keysOf(tenant).all, args, mostMs)
      const [kind, head, first, second, at] = answer as Answer
      if (kind === 'busy' || kind === 'same') return { kind }
      if (kind === 'more') return { kind, head, batches: (first as Entry[]).map(batchOf) }
      return { kind, head, at, batches: [...(first as string[]), ...second.map(batchOf)] }
    },
    /** `lost`: the log ends elsewhere, and nothing was appended. `kept`: the turn is still ours. */
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
    /** Texts that make up the tenant after the batch `id`. False where that is not of use any more. */
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
    /** Keys, those made first before the others. */
    tenants: () => connection.call('ZRANGE', registry, 0, -1) as Promise<readonly string[]>,
    list: async (tenant: string): Promise<void> => {
      await connection.run(LIST, [registry], [tenant])
    },
    unlist: async (tenant: string): Promise<void> => {
      await connection.call('ZREM', registry, tenant)
    },
    /** Asks what all replicas know and nobody else, and makes it where there is none. */
    askSecret: async (): Promise<void> => {
      await connection.call('SET', secretKey, secret ?? randomBytes(24).toString('base64url'), 'NX')
      secret ??= (await connection.call('GET', secretKey)) as string
    },
    /** As asked first. Needs no `this`. */
    secret: (): string => secret ?? '',
    /** Asks Redis what time it is. */
    askTime: async (): Promise<void> => {
      const before = realNow()
      const [seconds, micros] = (await connection.call('TIME')) as [string, string]
      const time = Number(seconds) * 1_000 + Math.floor(Number(micros) / 1_000)
      offsetMs = Math.round(time - (before + realNow()) / 2)
    },
    /** Milliseconds since the epoch, by Redis's clock. Needs no `this`. */
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

/** The id of the batch after this one. */
export const nextId = (known: string): string =>
  `${numberOf(known) + 1}-${randomBytes(6).readUIntBE(0, 6) + 1}`

export const numberOf = (id: string): number => Number(id.split('-', 1)[0])

/** How large a tenant's log is, and how large its log snapshot: they say when the log is folded. */
export class LogSize {
  #batches = 0
  #bytes = 0
  #foldedBytes = 0

  /** Counts batches that have come. `anew`: they are all there is. */
  add(batches: readonly string[], anew: boolean): void {
    if (anew) [this.#batches, this.#bytes] = [0, 0]
    this.#batches += batches.length
    for (const { length } of batches) this.#bytes += length
    if (anew) this.#foldedBytes = this.#bytes
  }

  /** Whether it has come to so many batches, or to so many bytes and twice the log snapshot. */
  isLarge({ batches, bytes }: { readonly batches: number; readonly bytes: number }): boolean {
    return this.#batches >= batches || this.#bytes >= Math.max(bytes, this.#foldedBytes * 2)
  }

  /** It was folded into these texts. */
  folded(texts: readonly string[]): void {
    this.#batches = 0
    this.#bytes = 0
    this.#foldedBytes = texts.reduce((sum, one) => sum + one.length, 0)
  }
}

/*
 * What has to happen at once on the server. Of a tenant there are six keys:
 * `log` the stream of its batches, each with the id `<number>-<random>`; `head` the id of the last one;
 * `turn` which replica may append now; `wait` which replicas wait for that; `snap` what the tenant was
 * when its log was last folded, and `at` the id of the batch that it was then.
 */

/** Keys: log, head, turn, wait, snap, at. Arguments: replica, id known, milliseconds of a turn, 1 for the turn. */
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
 * Appends a batch, unless the log ends elsewhere or the turn is another's, and gives the turn on. Doing it
 * twice does it once. Keys: as BEGIN. Arguments: replica, id known, id of the batch, batch (empty: none),
 * milliseconds of a turn, 1 to keep the turn while nobody waits, channel of changes, channel of turns, tenant,
 * 1 where the tenant is dropped.
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
 * Puts a log snapshot in place and takes the batches before it away. Keys: log, head, snap, at, the log snapshot's
 * texts. Arguments: id of the batch that it was made after, number of texts.
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

/** Puts a tenant behind those that are listed, unless it is listed. Keys: the list. Arguments: tenant. */
const LIST = `
if redis.call('ZSCORE', KEYS[1], ARGV[1]) then return {'ok'} end
local last = redis.call('ZREVRANGE', KEYS[1], 0, 0, 'WITHSCORES')
redis.call('ZADD', KEYS[1], (tonumber(last[2]) or 0) + 1, ARGV[1])
return {'ok'}
`
