import { setTimeout as sleep } from 'node:timers/promises'
import { NotKeptError } from '../../core/records.ts'
import { elapsed } from '../clock.ts'
import type { Log } from '../../core/log.ts'
import { batchText, type TenantCopy } from './tenant-copy.ts'
import { LogSize, nextId, NOTHING, numberOf, type RedisLog } from './redis-log.ts'
import type { RedisConnection } from './redis-connection.ts'
import type { SharedCounts } from './shared-counts.ts'
import { awayMessage, waitingCall, WaitingCalls, type WaitingCall } from './waiting-calls.ts'

/** The dependencies of one tenant's turns. */
interface TurnsOptions {
  readonly tenant: string
  readonly copy: TenantCopy
  readonly log: RedisLog
  readonly connection: RedisConnection
  readonly counts: SharedCounts
  readonly timeoutMs: number
  readonly fold: { readonly batches: number; readonly bytes: number }
  /** Receives a warning if the log in Redis has lost its end. */
  readonly say: Log
}

/** The time between two attempts to get the turn, in milliseconds. */
const LOOK_MS = 1

/**
 * Runs one tenant's calls in this replica, in turns. A turn applies other replicas' changes, runs the waiting
 * calls and appends their changes as one batch. Only then their answers leave. One replica has the turn at a
 * time. A replica that has lost the turn appends nothing, loads its copy again and runs its calls again.
 */
export class TenantTurns {
  readonly #options: TurnsOptions
  readonly #queue = new WaitingCalls()
  readonly #size = new LogSize()
  #isRunning = false
  /** The id of the last batch that was applied to the copy. */
  #known = NOTHING
  /** This replica has the turn, and the copy is up to date. */
  #holds = false
  /** The copy has changes that may not have been appended. */
  #isDoubtful = false
  /** The tenant is in the list of tenants that replicas load when they start. */
  #isListed = false
  #wake: (() => void) | undefined

  constructor(options: TurnsOptions) {
    this.#options = options
  }

  /**
   * Runs a call in a turn. Resolves to its result after its changes were appended. Rejects with NotKeptError
   * or StateError, after `mostMs` milliseconds at the latest.
   */
  call<T>(writes: boolean, run: () => T, mostMs = this.#options.timeoutMs): Promise<T> {
    return new Promise((resolve, reject) => {
      const waiting = waitingCall({ writes, mostMs }, run, resolve, reject)
      const reason = this.#options.connection.away()
      if (reason !== undefined && this.#isStale(waiting, reason)) return
      this.#queue.add(waiting)
      if (!this.#isRunning) void this.#pump()
    })
  }

  /** Reports that another replica has passed the turn to this replica. */
  given(): void {
    this.#wake?.()
  }

  get isIdle(): boolean {
    return !this.#isRunning
  }

  async #pump(): Promise<void> {
    this.#isRunning = true
    while (this.#queue.some) {
      try {
        await this.#step()
      } catch (error) {
        // A batch has a newer format, or the code has a defect. No call may wait without end, so all are
        // rejected.
        this.#holds = false
        this.#queue.fail(error)
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

  /**
   * Takes the calls to run now. Without the turn, takes only calls that change nothing, since calls that
   * write may have arrived meanwhile.
   */
  #takeGroup(): readonly WaitingCall[] {
    return this.#holds ? this.#queue.takeTurn() : this.#queue.take((one) => !one.writes)
  }

  /**
   * Brings the copy up to date, and takes the turn if a call needs it. Resolves to false if it has to be
   * tried again.
   */
  async #begin(): Promise<boolean> {
    const { copy, connection } = this.#options
    const writes = this.#queue.someWrites
    // Changes made outside of a turn must not mix with other replicas' changes, so the whole tenant is
    // loaded.
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
      this.#queue.expire()
      return false
    }
    if (begun.kind === 'more' || begun.kind === 'load') {
      const anew = begun.kind === 'load'
      if (begun.kind === 'load') {
        this.#tellLoss(begun.head, begun.at)
        this.#isListed = false
        this.#isDoubtful = true
      }
      copy.take(begun.batches, anew)
      this.#isDoubtful = false
      this.#known = begun.head
      this.#size.add(begun.batches, anew)
    } else if (this.#isDoubtful) {
      // The log is empty, so the copy becomes empty, too.
      copy.take([], true)
      this.#isDoubtful = false
      this.#known = NOTHING
    }
    this.#holds = writes
    return true
  }

  /**
   * Reads the log. While the whole tenant is being loaded, calls are rejected at their deadlines as usual.
   */
  async #ask(known: string, writes: boolean): ReturnType<RedisLog['begin']> {
    const { log, tenant } = this.#options
    if (known !== NOTHING) return log.begin(tenant, known, writes)
    const timer = setInterval(() => {
      this.#queue.expire('all of the tenant is being loaded')
    }, 100)
    try {
      return await log.begin(tenant, known, writes)
    } finally {
      clearInterval(timer)
    }
  }

  /** Warns if a known batch is no longer in the log and no log snapshot contains it. */
  #tellLoss(head: string, at: string): void {
    const { tenant, say } = this.#options
    const [was, is] = [numberOf(this.#known), numberOf(head)]
    if (was <= numberOf(at) && was <= is) return
    const lost = was > is ? `batches ${is + 1} to ${was} were` : `batch ${was} was`
    say(
      'warn',
      `the log of tenant ${tenant} in Redis has lost its end: ${lost} acknowledged and gone; the copy is loaded again`,
    )
  }

  /** Appends the changes of the calls. The answers of the calls leave when that is done. */
  async #finish(group: readonly WaitingCall[]): Promise<void> {
    const { copy, log, tenant, connection, counts } = this.#options
    if (!this.#holds) {
      if (copy.isChanged()) this.#needTurn(group)
      else for (const { done } of group) done()
      return
    }
    const { texts, drops } = copy.changes()
    const id = texts.length === 0 ? this.#known : nextId(this.#known)
    const batch = texts.length === 0 ? '' : batchText(texts)
    const claim = counts.claim(tenant)
    const commit = { known: this.#known, id, batch, keep: this.#queue.some, drops }
    const deadline = Math.max(...group.map((one) => one.deadline))
    for (;;) {
      const reason = connection.away()
      if (reason === undefined)
        try {
          if (batch !== '') await this.#list(drops)
          // Both commands share one round trip.
          const [ended] = await Promise.all([
            log.commit(tenant, commit),
            claim === undefined ? undefined : counts.write(claim),
          ])
          this.#holds = ended === 'kept'
          if (ended === 'lost') {
            // The copy is loaded again, and the calls run again.
            this.#isDoubtful = true
            if (claim !== undefined) counts.giveBack(claim)
            this.#queue.putBack(group)
          } else {
            this.#known = id
            copy.acknowledged()
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
        if (claim !== undefined) counts.giveBack(claim)
        for (const { failed } of group) failed(new NotKeptError(awayMessage(reason)))
        return
      }
      await connection.back(left)
    }
  }

  /**
   * Puts back calls that have changed something without a turn, so that they run again in a turn. Their
   * changes were not appended.
   */
  #needTurn(group: readonly WaitingCall[]): void {
    this.#isDoubtful = true
    for (const waiting of group) waiting.writes = true
    this.#queue.putBack(group)
  }

  /**
   * Updates the list of tenants: before a tenant is made, so that each can be found, and before a tenant is
   * dropped.
   */
  async #list(drops: boolean): Promise<void> {
    const { log, tenant } = this.#options
    if (drops) await log.unlist(tenant)
    else if (!this.#isListed) await log.list(tenant)
    this.#isListed = !drops
  }

  async #mayFold(batch: string, drops: boolean): Promise<void> {
    const { fold, copy, log, tenant, connection } = this.#options
    this.#size.add([batch], drops)
    if (!this.#size.isLarge(fold)) return
    const texts = copy.whole().map((one) => batchText([one]))
    this.#size.folded(texts)
    // If folding fails, a later turn folds the log.
    await log.fold(tenant, this.#known, texts).catch((error: unknown) => {
      connection.failed(error)
    })
  }

  /** Answers a call from the copy if the call changes nothing. Returns whether the call was answered. */
  #isStale(waiting: WaitingCall, reason: string): boolean {
    if (waiting.refused || this.#isDoubtful || this.#holds) return false
    try {
      this.#options.copy.guarded(awayMessage(reason), waiting.run)
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
    this.#queue.take((waiting) => this.#isStale(waiting, reason))
    if (!this.#queue.some) return
    await this.#options.connection.back(this.#queue.firstDeadline - elapsed())
    if (this.#options.connection.away() !== undefined) this.#queue.expire(reason)
  }

  async #untilGiven(): Promise<void> {
    const given = new Promise<void>((resolve) => {
      this.#wake = resolve
    })
    await Promise.race([given, sleep(LOOK_MS)])
    this.#wake = undefined
  }
}
