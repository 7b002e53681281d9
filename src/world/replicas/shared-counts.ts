import type { RedisConnection } from './redis-connection.ts'

/** The counts that belong to one batch, by name. */
type Claim = ReadonlyMap<string, number>

/** The name under which the counts of ended replicas are added up. */
const ENDED = '-'

/**
 * Counts of all replicas together, by name. Each replica writes its own counts into fields of its own. It
 * writes sums, so that writing twice counts once.
 */
export class SharedCounts {
  readonly #connection: RedisConnection
  readonly #key: string
  readonly #me: string
  /** By tenant: the counts of calls whose batch has not been sent yet. */
  readonly #waiting = new Map<string, Map<string, number>>()
  readonly #own = new Map<string, number>()
  #others: ReadonlyMap<string, number> = new Map()

  constructor(connection: RedisConnection, key: string, me: string) {
    this.#connection = connection
    this.#key = key
    this.#me = me
  }

  /** Adds to a count for a call of this tenant. The addition counts when the call's batch is appended. */
  add(tenant: string, name: string, times: number): void {
    const waiting = this.#waiting.get(tenant) ?? new Map<string, number>()
    this.#waiting.set(tenant, waiting)
    waiting.set(name, (waiting.get(name) ?? 0) + times)
  }

  /** Takes the counts of a tenant's calls for a batch. Returns undefined if there are none. */
  claim(tenant: string): Claim | undefined {
    const added = this.#waiting.get(tenant)
    if (added === undefined) return undefined
    this.#waiting.delete(tenant)
    this.#addOwn(added, 1)
    return added
  }

  /** Writes the counts of a claim to Redis. */
  async write(claim: Claim): Promise<void> {
    // Writes the current sums: a batch that is sent again must not undo what another batch has counted since.
    const fields = [...claim.keys()].flatMap((name) => [
      `${this.#me} ${name}`,
      this.#own.get(name) ?? 0,
    ])
    await this.#connection.call('HSET', this.#key, ...fields)
  }

  /** Takes back a claim whose batch was not appended. The batch's calls are run again, or were refused. */
  giveBack(claim: Claim): void {
    this.#addOwn(claim, -1)
    this.write(claim).catch(() => undefined)
  }

  /**
   * Reads the counts of the other replicas. If Redis does not answer, the counts that were read last stay.
   */
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

  /** Returns a count of all replicas together. The other replicas' part is as last read. */
  total(name: string): number {
    return (this.#own.get(name) ?? 0) + (this.#others.get(name) ?? 0)
  }

  /** Adds this replica's counts to those of ended replicas. Must be called when the replica ends. */
  async end(): Promise<void> {
    await this.#end([...this.#own.keys()])
  }

  /** Tries every operation with a name that is deleted afterwards. Rejects if Redis refuses one. */
  async rehearse(): Promise<void> {
    // No case can have this name.
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

/**
 * Moves a replica's counts to those of ended replicas. Keys: the hash. Arguments: the replica, the name of
 * ended replicas, the names of the counts.
 */
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
