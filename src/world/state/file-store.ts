import { setImmediate as nextTurn, setTimeout as sleep } from 'node:timers/promises'
import type { Low } from 'lowdb'
import { elapsed } from '../clock.ts'
import type { Log } from '../../core/log.ts'
import { type Store, type StoreStatus, type Changes, type Tenants, StateError } from '../store.ts'
import { exists, statOf } from './files.ts'
import type { JournalFile } from './journal-file.ts'
import { JournalWriter } from './journal-writer.ts'
import { heldBy, type Lock } from './lock.ts'
import { newGeneration } from './snapshot-file.ts'
import type { StateAdapter } from './open-store.ts'

/**
 * The size at which the state journal is folded into the state snapshot: this many bytes, or this many times
 * the state snapshot's size, whichever is more. While nothing changes, it is folded much earlier.
 */
export interface FoldAt {
  readonly bytes: number
  readonly times: number
}

interface FileStoreParts {
  /** The state file. */
  readonly path: string
  readonly db: Low<Tenants>
  readonly adapter: StateAdapter
  readonly journal: JournalFile
  readonly durable: boolean
  /** Takes the lock, and makes the folder if there is none. Rejects with the reason if that fails. */
  readonly takeLock: () => Promise<Lock>
  readonly watchMs: number
  readonly fold: FoldAt
  readonly log: Log
}

/**
 * The pause between two steps of folding while changes come in, in milliseconds. A step is 0.5 ms of work, so
 * folding takes about 3 % of the time.
 */
const STEP_ASIDE_MS = 15

/** The number of rounds to wait after folding has failed. Changes are safe in the state journal meanwhile. */
const PATIENCE = 60

/**
 * Keeps tenants in a state file. lowdb holds them and writes the state snapshot; the state journal has the
 * changes since. While the files cannot be written, the store works in memory and writes its changes later.
 */
export class FileStore implements Store {
  readonly tenants: Tenants
  readonly #parts: FileStoreParts
  readonly #writer: JournalWriter
  #lock: Lock | undefined
  #trouble: { readonly reason: string; readonly since: number } | undefined
  #closed: Promise<void> | undefined
  #watch: NodeJS.Timeout | undefined
  #round: Promise<void> | undefined
  /** The time, by the steady clock, before which folding is not tried again after it has failed. */
  #foldAgain = 0
  /** The length of the state journal in the last round. */
  #lastLength = 0

  constructor(parts: FileStoreParts) {
    this.#parts = parts
    this.tenants = parts.db.data
    this.#writer = new JournalWriter({
      ...parts,
      tenants: this.tenants,
      failed: (error) => {
        this.#fail(reasonOf(error))
      },
      // A process that was suspended for long may have been taken for dead. Another process may have the file
      // now.
      written: () => {
        if (this.#lock?.isOurs() === false)
          throw new Error(heldBy(parts.path, this.#lock.holder() ?? 'another process'))
      },
    })
  }

  /**
   * Starts the store. `trouble`: why the files cannot be written yet. Resolves when the files are in order.
   */
  async start(lock: Lock | undefined, trouble: string | undefined): Promise<void> {
    this.#lock = lock
    if (trouble === undefined) await this.#begin()
    else this.#fail(trouble)
    if (this.#closed === undefined)
      this.#watch = setInterval(this.#lookAfter, this.#parts.watchMs).unref()
  }

  async #begin(): Promise<void> {
    const { adapter, journal, durable } = this.#parts
    const { renew, journalBytes, snapshotBytes, generations } = adapter.loaded
    journal.found(generations)
    try {
      const anew = renew || this.#lock?.mayBeContested === true || snapshotBytes === undefined
      await this.#writer.alone(async () => {
        if (anew) await this.#restate()
        else {
          const [of = adapter.loaded.generation] = generations
          if (journalBytes > 0) await journal.reopen(journalBytes)
          else await journal.begin(of)
          await adapter.mark(true, durable)
        }
      })
    } catch (error) {
      this.#fail(reasonOf(error))
    }
  }

  changes(key: string): Changes {
    return this.#writer.pending.listen(key)
  }

  dropped(key: string): void {
    this.#writer.pending.drop(key)
  }

  unsettled(): boolean {
    return this.#writer.unsettled
  }

  settled(): Promise<void> {
    return this.#writer.settled()
  }

  status(): StoreStatus {
    return this.#trouble === undefined ? {} : { degraded: this.#trouble.reason }
  }

  close(): Promise<void> {
    this.#closed ??= this.#close()
    return this.#closed
  }

  async #close(): Promise<void> {
    const { log, path, journal } = this.#parts
    clearInterval(this.#watch)
    await this.#round
    await this.#writer.flush()
    if (this.#trouble !== undefined) await this.#recover().catch(() => undefined)
    const loss = this.#trouble === undefined ? undefined : await this.#lossBy(this.#trouble.reason)
    if (this.#trouble === undefined)
      await this.#writer
        .alone(() => this.#finish())
        .catch((error: unknown) => {
          log('warn', `${path} is not folded, its journal is kept beside it: ${reasonOf(error)}`)
        })
    this.#writer.stop(new Error(`${path} is closed`))
    await journal.close()
    this.#lock?.release()
    if (loss !== undefined) throw loss
  }

  /**
   * Resolves to an error that says what is lost if nothing more can be written; to undefined if nothing is
   * lost.
   */
  async #lossBy(reason: string): Promise<StateError | undefined> {
    const { path } = this.#parts
    const { pending } = this.#writer
    const there = await exists(path).catch(() => true)
    if (there && !pending.some) return undefined
    const lost = there ? pending.summary() : 'everything it held'
    return new StateError(`${path} could not be saved (${reason}): lost is ${lost}.`)
  }

  /** Brings everything into the state file, and removes the state journal. */
  async #finish(): Promise<void> {
    const { db, adapter, journal, durable } = this.#parts
    adapter.pause = () => nextTurn()
    if (journal.holdsChanges || (await exists(journal.oldPath))) {
      adapter.next = { generation: newGeneration(), after: journal.generations, journal: false }
      await db.write()
      await journal.dropOld()
    } else await adapter.mark(false, durable)
    await journal.drop()
  }

  readonly #lookAfter = (): void => {
    this.#round ??= this.#goRound().finally(() => {
      this.#round = undefined
    })
  }

  /** Runs one round: recovers, or notices that changes are not safe any more, or folds. */
  async #goRound(): Promise<void> {
    const { watchMs, log, path } = this.#parts
    try {
      if (this.#trouble !== undefined) {
        if (elapsed() - this.#trouble.since >= watchMs) await this.#recover()
        return
      }
      const reason = await this.#whyUnsafe()
      if (reason !== undefined) this.#fail(reason)
      else if (this.#isWorthFolding()) await this.#fold()
    } catch (error) {
      if (this.#trouble !== undefined) this.#fail(reasonOf(error))
      else {
        this.#foldAgain = elapsed() + PATIENCE * watchMs
        log('warn', `${path} cannot be renewed, its journal grows on: ${reasonOf(error)}`)
      }
    }
  }

  /**
   * Resolves to the reason why changes would be lost although they can be written; to undefined if there is
   * none.
   */
  async #whyUnsafe(): Promise<string | undefined> {
    const { path, journal } = this.#parts
    const holder = this.#lock?.holder()
    if (holder !== undefined) return heldBy(path, holder)
    try {
      const there = await statOf(path)
      if (there === undefined) return `${path} was deleted`
      if ((there.mode & 0o222) === 0) return `${path} is read-only`
    } catch (error) {
      return reasonOf(error)
    }
    return journal.isThere() ? undefined : `${journal.path} was deleted`
  }

  #isWorthFolding(): boolean {
    const { journal, adapter, fold } = this.#parts
    const { length, holdsChanges } = journal
    const idle = length === this.#lastLength && !this.#writer.unsettled
    this.#lastLength = length
    if (!holdsChanges || elapsed() < this.#foldAgain) return false
    const { bytes, times } = fold
    return idle
      ? length > Math.max(bytes / 1024, (adapter.snapshotBytes * times) / 8)
      : length > Math.max(bytes, adapter.snapshotBytes * times)
  }

  /**
   * Writes the state snapshot anew while changes go on. New changes go to a new state journal, which
   * continues the new state snapshot.
   */
  async #fold(): Promise<void> {
    const { db, adapter, journal } = this.#parts
    await this.#writer.alone(() => journal.rotate(newGeneration()))
    const after = journal.generations.filter((one) => one !== journal.of)
    adapter.next = { generation: journal.of, after, journal: true }
    let batches = this.#writer.batches
    adapter.pause = () => {
      const busy = this.#writer.unsettled || batches !== this.#writer.batches
      batches = this.#writer.batches
      return busy ? sleep(STEP_ASIDE_MS) : nextTurn()
    }
    await db.write()
    await this.#writer.alone(() => journal.dropOld())
  }

  /** Writes the state snapshot and the state journal anew. Must run only while no batch is being written. */
  #restate(): Promise<void> {
    const { db, adapter, journal, durable } = this.#parts
    adapter.pause = () => nextTurn()
    return this.#writer.drain(async () => {
      const generation = newGeneration()
      adapter.next = { generation, after: journal.generations, journal: false }
      await db.write()
      await journal.dropOld()
      await journal.begin(generation)
      await adapter.mark(true, durable)
    })
  }

  async #recover(): Promise<void> {
    const { path, takeLock, log } = this.#parts
    if (this.#lock?.isOurs() !== true) {
      this.#lock?.release()
      this.#lock = undefined
      this.#lock = await takeLock()
    }
    await this.#writer.alone(() => this.#catchUp())
    this.#trouble = undefined
    this.#writer.resume()
    log('info', `${path} can be written again: nothing was lost`)
  }

  async #catchUp(): Promise<void> {
    const { adapter, journal } = this.#parts
    if ((await this.#whyUnsafe()) !== undefined) {
      await this.#restate()
      return
    }
    try {
      // Only a write proves that the state journal can be written again, also if nothing is pending.
      await journal.probe()
      await this.#writer.append()
    } catch (error) {
      // A state journal that is too long for the disk may fit after it was folded.
      if (journal.length <= adapter.snapshotBytes) throw error
      await this.#restate()
    }
  }

  #fail(reason: string): void {
    const { durable, log } = this.#parts
    this.#writer.stop(new Error(reason))
    if (this.#trouble?.reason !== reason)
      log(
        'error',
        `${reason}: ${durable ? 'answering 503' : 'answering from memory'} until it can be written again`,
      )
    this.#trouble = { reason, since: elapsed() }
  }
}

const reasonOf = (error: unknown): string =>
  error instanceof Error ? error.message : String(error)
