import type { RedisConnection } from './redis-connection.ts'

/** What has been claimed for one batch. */
type Claim = ReadonlyMap<string, number>

/** Of replicas that have ended: their counts are added up. */
const ENDED = '-'

/**
 * Counts of all replicas together, by name. Each replica writes what it has counted itself into fields of its own,
 * as sums, so that writing twice counts once.
 */
export class SharedCounts {
  readonly #connection: RedisConnection
  readonly #key: string
  readonly #me: string
  /** By tenant: of calls whose batch has not been sent yet. */
  readonly #waiting = new Map<string, Map<string, number>>()
  readonly #own = new Map<string, number>()
  #others: ReadonlyMap<string, number> = new Map()

  constructor(connection: RedisConnection, key: string, me: string) {
    this.#connection = connection
    this.#key = key
    this.#me = me
  }

  /** A call of this tenant counts; it is counted when its batch is appended. */
  add(tenant: string, name: string, times: number): void {
    const waiting = this.#waiting.get(tenant) ?? new Map<string, number>()
    this.#waiting.set(tenant, waiting)
    waiting.set(name, (waiting.get(name) ?? 0) + times)
  }

  /** Takes what the calls of a tenant have counted; undefined: nothing. */
  claim(tenant: string): Claim | undefined {
    const added = this.#waiting.get(tenant)
    if (added === undefined) return undefined
    this.#waiting.delete(tenant)
    this.#addOwn(added, 1)
    return added
  }

  /** Resolves when it is written. */
  async write(claim: Claim): Promise<void> {
    // The sums of now: a batch that is sent again must not take back what another one counted since.
    const fields = [...claim.keys()].flatMap((name) => [
      `${this.#me} ${name}`,
      this.#own.get(name) ?? 0,
    ])
    await this.#connection.call('HSET', this.#key, ...fields)
  }

  /** The batch was not appended: its calls are run again, or were refused. */
  giveBack(claim: Claim): void {
    this.#addOwn(claim, -1)
    this.write(claim).catch(() => undefined)
  }

  /** Asks what the others have counted; what was read last stays where Redis does not answer. */
  async read(): Promise<void> {
    await this.#read().catch((error: unknown) => {
      this.#connection.failed(error)
    })
  }

  async #read(): Promise<void> {
    const all = (await this.#connection.call('HGETALL', this.#key)) as readonly string[]
    const others = new Map<string, number>()
    for (let at = 0; at < all.length; at += 2) {
      const [who, name = ''] = (all[at] ?? '').split(' ', 2)
      if (who !== this.#me) others.set(name, (others.get(name) ?? 0) + Number(all[at + 1]))
    }
    this.#others = others
  }

  /** Of all replicas, as last read. */
  total(name: string): number {
    return (this.#own.get(name) ?? 0) + (this.#others.get(name) ?? 0)
  }

  /** This replica ends: its fields go into those of all that have. */
  async end(): Promise<void> {
    await this.#end([...this.#own.keys()])
  }

  /** Does all that it does, with a name that is gone afterwards: rejects where Redis does not let it. */
  async rehearse(): Promise<void> {
    // No case has such a name.
    const name = `~${this.#me}`
    await this.write(new Map([[name, 0]]))
    await this.#end([name])
    await this.#connection.call('HDEL', this.#key, `${ENDED} ${name}`)
    await this.#read()
  }

  async #end(names: readonly string[]): Promise<void> {
    if (names.length > 0) await this.#connection.run(END, [this.#key], [this.#me, ENDED, ...names])
  }

  #addOwn(added: ReadonlyMap<string, number>, sign: 1 | -1): void {
    for (const [name, times] of added)
      this.#own.set(name, (this.#own.get(name) ?? 0) + sign * times)
  }
}

/** Keys: the hash. Arguments: the replica, the name that all ended ones have, names of counts. */
const END = `
for at = 3, #ARGV do
  local mine = ARGV[1] .. ' ' .. ARGV[at]
  local count = redis.call('HGET', KEYS[1], mine)
  if count then
    redis.call('HINCRBY', KEYS[1], ARGV[2] .. ' ' .. ARGV[at], count)
    redis.call('HDEL', KEYS[1], mine)
  end
end
return {'ok'}
`
