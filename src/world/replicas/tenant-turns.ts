import { setTimeout as sleep } from 'node:timers/promises'
import { NotKeptError } from '../../core/not-kept-error.ts'
import { elapsed } from '../clock.ts'
import { batchText } from './batch.ts'
import type { RedisConnection } from './redis-connection.ts'
import { nextId, NOTHING, numberOf, type RedisLog } from './redis-log.ts'
import type { TenantCopy } from './tenant-copy.ts'

export interface TurnsOptions {
  readonly tenant: string
  readonly copy: TenantCopy
  readonly log: RedisLog
  readonly connection: RedisConnection
  readonly timeoutMs: number
  readonly fold: { readonly batches: number; readonly bytes: number }
  /** Told of a log that has lost its end, in one sentence. */
  readonly warn: (line: string) => void
}

/** A call that waits for its turn. It is run again where its changes could not be appended. */
interface Waiting {
  readonly run: () => void
  readonly deadline: number
  readonly writes: boolean
  /** It was run against the copy while Redis is away, and would change something. */
  refused: boolean
  runs: number
  readonly done: () => void
  readonly failed: (reason: unknown) => void
}

/** Calls that are run in one turn at most: their answers leave together. */
const MOST_TOGETHER = 64
/** Runs of one call, where the turn is lost each time. */
const MOST_RUNS = 8
/** Between two looks whether the turn is ours. */
const LOOK_MS = 1

const AWAY =
  'Redis cannot be used (<reason>), and nothing is acknowledged that other replicas would not know: send the request again when /__admin/readyz says ready.'

/**
 * One tenant's calls in this replica. A turn: what other replicas have changed is brought in, all calls that
 * wait are run, what they changed is appended as one batch, and only then their answers leave. One replica
 * has the turn at a time; whoever lost it meanwhile appends nothing, loads its copy again and runs its calls
 * again.
 */
export class TenantTurns {
  readonly #options: TurnsOptions
  #queue: Waiting[] = []
  #isRunning = false
  /** The id of the batch that the copy has come to. */
  #known = NOTHING
  /** The turn is ours, and the copy is up to date. */
  #holds = false
  /** The copy has changes of which nobody knows whether they were appended. */
  #isDoubtful = false
  /** The tenant is among those that replicas load when they start. */
  #isListed = false
  #batches = 0
  #bytes = 0
  #foldedBytes = 0
  #wake: (() => void) | undefined

  constructor(options: TurnsOptions) {
    this.#options = options
  }

  /**
   * Resolves to what `run` returns when what it changed is appended. Rejects with NotKeptError or StateError,
   * after `mostMs` at the latest.
   */
  call<T>(writes: boolean, run: () => T, mostMs = this.#options.timeoutMs): Promise<T> {
    return new Promise((resolve, reject) => {
      let result: { readonly value: T } | { readonly error: unknown } | undefined
      const waiting: Waiting = {
        writes,
        deadline: elapsed() + mostMs,
        refused: false,
        runs: 0,
        run: () => {
          try {
            result = { value: run() }
          } catch (error) {
            if (error instanceof NotKeptError) throw error
            result = { error }
          }
        },
        done: () => {
          if (result !== undefined && 'value' in result) resolve(result.value)
          else reject(result?.error)
        },
        failed: reject,
      }
      const reason = this.#options.connection.away()
      if (reason !== undefined && this.#isStale(waiting, reason)) return
      this.#queue.push(waiting)
      if (!this.#isRunning) void this.#pump()
    })
  }

  /** Another replica has given us the turn. */
  given(): void {
    this.#wake?.()
  }

  get isIdle(): boolean {
    return !this.#isRunning
  }

  async #pump(): Promise<void> {
    this.#isRunning = true
    while (this.#queue.length > 0) {
      try {
        await this.#step()
      } catch (error) {
        // A newer format, or a defect: nobody waits for ever.
        this.#holds = false
        for (const { failed } of this.#queue.splice(0)) failed(error)
      }
    }
    this.#isRunning = false
  }

  async #step(): Promise<void> {
    const reason = this.#options.connection.away()
    if (reason !== undefined) {
      await this.#waitForRedis(reason)
      return
    }
    if (!this.#holds && !(await this.#begin())) return
    const group = this.#takeGroup()
    for (const waiting of group) {
      waiting.runs++
      waiting.run()
    }
    await this.#finish(group)
  }

  /** Without the turn, only those that change nothing: others may have come meanwhile. */
  #takeGroup(): readonly Waiting[] {
    if (this.#holds) return this.#queue.splice(0, MOST_TOGETHER)
    const group = this.#queue.filter((one) => !one.writes)
    this.#queue = this.#queue.filter((one) => one.writes)
    return group
  }

  /** Brings the copy up to date, and takes the turn where somebody needs it. False: not yet. */
  async #begin(): Promise<boolean> {
    const { copy, connection } = this.#options
    const writes = this.#queue.some((one) => one.writes)
    // What was changed beside any turn is not to be mixed with what others changed.
    const known = this.#isDoubtful ? NOTHING : this.#known
    let begun: Awaited<ReturnType<RedisLog['begin']>>
    try {
      begun = await this.#ask(known, writes)
      if (begun.kind === 'more' && copy.isChanged()) begun = await this.#ask(NOTHING, writes)
    } catch (error) {
      connection.failed(error)
      return false
    }
    if (begun.kind === 'busy') {
      await this.#untilGiven()
      this.#expire()
      return false
    }
    if (begun.kind === 'more' || begun.kind === 'load') {
      const anew = begun.kind === 'load'
      if (begun.kind === 'load') {
        this.#tellLoss(begun.head, begun.at)
        this.#isListed = false
      }
      this.#isDoubtful = anew ? true : this.#isDoubtful
      copy.take(begun.batches, anew)
      this.#isDoubtful = false
      this.#known = begun.head
      this.#count(begun.batches, anew)
    } else if (this.#isDoubtful) {
      // The log is empty.
      copy.take([], true)
      this.#isDoubtful = false
      this.#known = NOTHING
    }
    this.#holds = writes
    return true
  }

  /** While all of the tenant is coming nobody waits longer than for anything else. */
  async #ask(known: string, writes: boolean): ReturnType<RedisLog['begin']> {
    const { log, tenant } = this.#options
    if (known !== NOTHING) return log.begin(tenant, known, writes)
    const timer = setInterval(() => {
      this.#expire('all of the tenant is being loaded')
    }, 100)
    try {
      return await log.begin(tenant, known, writes)
    } finally {
      clearInterval(timer)
    }
  }

  /** A batch that was known is in the log no more, and no snapshot has taken it in. */
  #tellLoss(head: string, at: string): void {
    const { tenant, warn } = this.#options
    const [was, is] = [numberOf(this.#known), numberOf(head)]
    if (was <= numberOf(at) && was <= is) return
    const lost = was > is ? `batches ${is + 1} to ${was} were` : `batch ${was} was`
    warn(
      `the log of tenant ${tenant} in Redis has lost its end: ${lost} acknowledged and gone; the copy is loaded again`,
    )
  }

  /** Appends what the calls changed; their answers leave when it is. */
  async #finish(group: readonly Waiting[]): Promise<void> {
    const { copy, log, tenant, connection } = this.#options
    if (!this.#holds) {
      for (const { done } of group) done()
      return
    }
    const { texts, drops } = copy.changes()
    const id = texts.length === 0 ? this.#known : nextId(this.#known)
    const batch = texts.length === 0 ? '' : batchText(texts)
    const commit = { known: this.#known, id, batch, keep: this.#queue.length > 0, drops }
    const deadline = Math.max(...group.map((one) => one.deadline))
    for (;;) {
      const reason = connection.away()
      if (reason === undefined)
        try {
          if (batch !== '') await this.#list(drops)
          const ended = await log.commit(tenant, commit)
          this.#holds = ended === 'kept'
          if (ended === 'lost') this.#again(group)
          else {
            this.#known = id
            for (const { done } of group) done()
            if (batch !== '') await this.#mayFold(batch, drops)
          }
          return
        } catch (error) {
          connection.failed(error)
          continue
        }
      if (batch === '') {
        this.#holds = false
        for (const { done } of group) done()
        return
      }
      const left = deadline - elapsed()
      if (left <= 0) {
        this.#holds = false
        this.#isDoubtful = true
        for (const { failed } of group) failed(notKept(reason))
        return
      }
      await connection.back(left)
    }
  }

  /** Before the tenant is made, so that there is none which nobody finds, and before it is dropped. */
  async #list(drops: boolean): Promise<void> {
    const { log, tenant } = this.#options
    if (drops) await log.unlist(tenant)
    else if (!this.#isListed) await log.list(tenant)
    this.#isListed = !drops
  }

  /** Nothing was appended: the copy is loaded again, and the calls run again. */
  #again(group: readonly Waiting[]): void {
    this.#isDoubtful = true
    const [again, over] = [[] as Waiting[], [] as Waiting[]]
    for (const waiting of group)
      (waiting.runs < MOST_RUNS && waiting.deadline > elapsed() ? again : over).push(waiting)
    this.#queue.unshift(...again)
    for (const { failed } of over)
      failed(
        new NotKeptError(
          'Other replicas were faster each time: send the request again, or send those of one tenant to one replica.',
        ),
      )
  }

  #count(batches: readonly string[], anew: boolean): void {
    if (anew) [this.#batches, this.#bytes] = [0, 0]
    this.#batches += batches.length
    for (const { length } of batches) this.#bytes += length
    if (anew) this.#foldedBytes = this.#bytes
  }

  async #mayFold(batch: string, drops: boolean): Promise<void> {
    const { fold, copy, log, tenant, connection } = this.#options
    this.#count([batch], drops)
    const { batches, bytes } = fold
    if (this.#batches < batches && this.#bytes < Math.max(bytes, this.#foldedBytes * 2)) return
    const texts = copy.whole().map((one) => batchText([one]))
    this.#batches = 0
    this.#bytes = 0
    this.#foldedBytes = texts.reduce((sum, one) => sum + one.length, 0)
    // What it does not manage another turn will.
    await log.fold(tenant, this.#known, texts).catch((error: unknown) => {
      connection.failed(error)
    })
  }

  /** Answers from the copy what changes nothing. True: it was. */
  #isStale(waiting: Waiting, reason: string): boolean {
    if (waiting.refused || this.#isDoubtful || this.#holds) return false
    try {
      this.#options.copy.guarded(
        AWAY.replace('<reason>', () => reason),
        waiting.run,
      )
    } catch (error) {
      if (!(error instanceof NotKeptError)) throw error
      waiting.refused = true
      return false
    }
    waiting.done()
    return true
  }

  async #waitForRedis(reason: string): Promise<void> {
    this.#holds = false
    this.#queue = this.#queue.filter((waiting) => !this.#isStale(waiting, reason))
    if (this.#queue.length === 0) return
    const first = Math.min(...this.#queue.map((one) => one.deadline))
    await this.#options.connection.back(first - elapsed())
    if (this.#options.connection.away() !== undefined) this.#expire(reason)
  }

  /** Refuses those that have waited long enough. */
  #expire(reason?: string): void {
    const now = elapsed()
    const over = this.#queue.filter((one) => one.deadline <= now)
    if (over.length === 0) return
    this.#queue = this.#queue.filter((one) => one.deadline > now)
    for (const { failed } of over)
      failed(
        reason === undefined
          ? new NotKeptError(
              'Other replicas had the turn all the time: send the request again, or send those of one tenant to one replica.',
            )
          : notKept(reason),
      )
  }

  async #untilGiven(): Promise<void> {
    const given = new Promise<void>((resolve) => {
      this.#wake = resolve
    })
    await Promise.race([given, sleep(LOOK_MS)])
    this.#wake = undefined
  }
}

const notKept = (reason: string): NotKeptError =>
  new NotKeptError(AWAY.replace('<reason>', () => reason))
