import type { Tenants } from '../store.ts'
import type { JournalFile } from './journal-file.ts'
import { changesIn, PendingChanges } from './pending.ts'

/** How long changes are gathered when nobody waits for them: a kill loses at most what is younger. */
const GATHER_MS = 50

const DONE = Promise.resolve()

/** Somebody who waits for changes to be written. */
interface Waiter {
  readonly resolve: () => void
  readonly reject: (reason: unknown) => void
}

interface JournalWriterOptions {
  readonly tenants: Tenants
  readonly journal: JournalFile
  readonly durable: boolean
  /** Told why a batch could not be written. */
  readonly failed: (error: unknown) => void
  /** Called when a batch is written, before anybody is told; throws when it does not count. */
  readonly written: () => void
}

/** Brings pending changes to the journal, a batch at a time. */
export class JournalWriter {
  readonly pending: PendingChanges
  readonly #options: JournalWriterOptions
  #queue: Promise<unknown> = DONE
  #scheduled = false
  #writing = false
  /** Why nothing can be written for now. */
  #stuck: Error | undefined
  #batches = 0
  /** Those who wait for the next batch, and for the one that is being written. */
  #waiting: Waiter[] = []
  #writingFor: Waiter[] = []

  constructor(options: JournalWriterOptions) {
    this.#options = options
    this.pending = new PendingChanges(() => {
      this.#schedule()
    })
  }

  /** Batches written so far. */
  get batches(): number {
    return this.#batches
  }

  get unsettled(): boolean {
    return this.#writing || this.pending.some
  }

  /** Resolves when every change so far is written; rejects with the reason while nothing can be. */
  settled(): Promise<void> {
    if (!this.unsettled) return DONE
    if (this.#stuck !== undefined) return Promise.reject(this.#stuck)
    return new Promise((resolve, reject) => {
      if (this.pending.some) {
        this.#waiting.push({ resolve, reject })
        if (!this.#options.durable) void this.flush()
      } else this.#writingFor.push({ resolve, reject })
    })
  }

  /** Runs a task while no batch is being written; tasks run one after the other. */
  alone<T>(task: () => Promise<T>): Promise<T> {
    const run = this.#queue.then(task)
    this.#queue = run.catch(() => undefined)
    return run
  }

  flush(): Promise<void> {
    return this.alone(async () => {
      if (this.#stuck !== undefined || !this.pending.some) return
      try {
        await this.append()
      } catch (error) {
        this.#options.failed(error)
      }
    })
  }

  /** Appends what is pending to the journal. Only inside `alone`. */
  append(): Promise<void> {
    const { journal, tenants, written } = this.#options
    return this.drain(async (taken) => {
      if (!journal.isThere()) throw new Error(`${journal.path} was deleted`)
      await journal.append(changesIn(taken, tenants))
      written()
    })
  }

  /** Takes what is pending, and puts it back when it could not be written. Only inside `alone`. */
  async drain(write: (taken: ReturnType<PendingChanges['take']>) => Promise<void>): Promise<void> {
    const taken = this.pending.take()
    this.#writingFor = this.#waiting
    this.#waiting = []
    this.#writing = true
    try {
      await write(taken)
      this.#batches++
      for (const { resolve } of this.#writingFor) resolve()
    } catch (error) {
      this.pending.putBack(taken)
      for (const { reject } of this.#writingFor) reject(error)
      throw error
    } finally {
      this.#writing = false
      this.#writingFor = []
    }
  }

  /** Nothing can be written, for this reason: changes are only remembered, and nobody waits. */
  stop(reason: Error): void {
    this.#stuck = reason
    for (const { reject } of this.#waiting.splice(0)) reject(reason)
  }

  resume(): void {
    this.#stuck = undefined
    if (this.pending.some) this.#schedule()
  }

  #schedule(): void {
    if (this.#scheduled || this.#stuck !== undefined) return
    this.#scheduled = true
    const run = (): void => {
      this.#scheduled = false
      void this.flush()
    }
    if (this.#options.durable) setImmediate(run)
    else setTimeout(run, GATHER_MS)
  }
}
