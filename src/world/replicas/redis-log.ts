import { randomBytes } from 'node:crypto'
import { realNow } from '../clock.ts'
import type { RedisConnection } from './redis-connection.ts'
import { BEGIN, COMMIT, FOLD, LIST } from './redis-scripts.ts'

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

/** The logs of tenants in Redis. */
export interface RedisLog {
  /** Does all that replicas do, with keys that are gone afterwards: rejects where Redis does not let them. */
  rehearse(): Promise<void>
  begin(tenant: string, known: string, turn: boolean): Promise<Begun>
  /** `lost`: the log ends elsewhere, and nothing was appended. `kept`: the turn is still ours. */
  commit(tenant: string, commit: Commit): Promise<'lost' | 'kept' | 'given'>
  /** Texts that make up the tenant after the batch `id`. False where that is not of use any more. */
  fold(tenant: string, id: string, texts: Iterable<string>): Promise<boolean>
  /** Keys, those made first before the others. */
  tenants(): Promise<readonly string[]>
  list(tenant: string): Promise<void>
  unlist(tenant: string): Promise<void>
  /** Asks what all replicas know and nobody else, and makes it where there is none. */
  askSecret(): Promise<void>
  /** As asked first. Needs no `this`. */
  readonly secret: () => string
  /** Asks Redis what time it is. */
  askTime(): Promise<void>
  /** Milliseconds since the epoch, by Redis's clock. Needs no `this`. */
  readonly realNow: () => number
  readonly changedChannel: string
  readonly turnChannel: string
}

/** For a whole tenant to come. */
const LOAD_MS = 30_000

/** Texts sent in one go, in characters. */
const CHUNK = 1_048_576

export const createRedisLog = (
  connection: RedisConnection,
  prefix: string,
  leaseMs: number,
  me: string,
): RedisLog => {
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
  const log: RedisLog = {
    rehearse,
    changedChannel,
    turnChannel: turns + me,
    begin: async (tenant, known, turn) => {
      const args = [me, known, leaseMs, turn ? '1' : '0']
      // All of a tenant may take a while to come.
      const mostMs = known === NOTHING ? LOAD_MS : undefined
      const answer = await connection.run(BEGIN, keysOf(tenant).all, args, mostMs)
      const [kind, head, first, second, at] = answer as Answer
      if (kind === 'busy' || kind === 'same') return { kind }
      if (kind === 'more') return { kind, head, batches: (first as Entry[]).map(batchOf) }
      return { kind, head, at, batches: [...(first as string[]), ...second.map(batchOf)] }
    },
    commit: async (tenant, { known, id, batch, keep, drops }) => {
      const flags = [keep ? '1' : '0', changedChannel, turns, tenant, drops ? '1' : '0']
      const args = [me, known, id, batch, leaseMs, ...flags]
      const answer = await connection.run(COMMIT, keysOf(tenant).all, args)
      const [kind, kept] = answer as [string, string]
      if (kind === 'lost') return 'lost'
      if (batch !== '') await connection.synced()
      return kept === '1' ? 'kept' : 'given'
    },
    fold: async (tenant, id, texts) => {
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
    tenants: () => connection.call('ZRANGE', registry, 0, -1) as Promise<string[]>,
    list: async (tenant) => {
      await connection.run(LIST, [registry], [tenant])
    },
    unlist: async (tenant) => {
      await connection.call('ZREM', registry, tenant)
    },
    askSecret: async () => {
      await connection.call('SET', secretKey, secret ?? randomBytes(24).toString('base64url'), 'NX')
      secret ??= (await connection.call('GET', secretKey)) as string
    },
    secret: () => secret ?? '',
    askTime: async () => {
      const before = realNow()
      const [seconds, micros] = (await connection.call('TIME')) as [string, string]
      const time = Number(seconds) * 1_000 + Math.floor(Number(micros) / 1_000)
      offsetMs = Math.round(time - (before + realNow()) / 2)
    },
    realNow: () => realNow() + offsetMs,
  }
  return log
}

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
