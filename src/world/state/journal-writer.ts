import type { Tenants } from '../store.ts'
import type { JournalFile } from './journal-file.ts'
import { changesIn, PendingChanges } from './pending.ts'

/**
 * The time in milliseconds for which changes are gathered if no answer waits for them. A kill loses at most
 * the changes of this time.
 */
const GATHER_MS = 50

const DONE = Promise.resolve()

/** A promise that waits for changes to be written. */
interface Waiter {
  readonly resolve: () => void
  readonly reject: (reason: unknown) => void
}

interface JournalWriterOptions {
  readonly tenants: Tenants
  readonly journal: JournalFile
  readonly durable: boolean
  /** Called with the reason if a batch could not be written. */
  readonly failed: (error: unknown) => void
  /** Called after a batch was written and before its waiters are told. Throws if the batch does not count. */
  readonly written: () => void
}

/** Writes pending changes to the state journal, one batch at a time. */
export class JournalWriter {
  readonly pending: PendingChanges
  readonly #options: JournalWriterOptions
  #queue: Promise<unknown> = DONE
  #scheduled = false
  #writing = false
  /** The reason why nothing can be written now. */
  #stuck: Error | undefined
  #batches = 0
  /** The waiters for the next batch, and the waiters for the batch that is being written. */
  #waiting: Waiter[] = []
  #writingFor: Waiter[] = []

  constructor(options: JournalWriterOptions) {
    this.#options = options
    this.pending = new PendingChanges(() => {
      this.#schedule()
    })
  }

  /** The number of batches written so far. */
  get batches(): number {
    return this.#batches
  }

  get unsettled(): boolean {
    return this.#writing || this.pending.some
  }

  /** Resolves when every change so far is written. Rejects with the reason while nothing can be written. */
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

  /** Runs a task while no batch is being written. Tasks run one after the other. */
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

  /** Appends the pending changes to the state journal. Must be called inside `alone`. */
  append(): Promise<void> {
    const { journal, tenants, written } = this.#options
    return this.drain(async (taken) => {
      if (!journal.isThere()) throw new Error(`${journal.path} was deleted`)
      await journal.append(changesIn(taken, tenants))
      written()
    })
  }

  /**
   * Writes the pending changes with `write`, and puts them back if that fails. Must be called inside `alone`.
   */
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

  /** Stops writing for a reason. Changes only stay pending, and all waiters are rejected. */
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
