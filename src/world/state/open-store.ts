import { mkdir } from 'node:fs/promises'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { dirname } from 'node:path'
import { type Adapter, Low } from 'lowdb'
import { type Tenants, type Store, StateError } from '../store.ts'
import { identityOf, keepCopy, realPath, refuseIrregular, statOf } from './files.ts'
import { loadState, type Loaded, type LoadOptions } from './load.ts'
import { markSnapshot, newGeneration, type SnapshotHead, writeSnapshot } from './snapshot-file.ts'
import type { WorldFormat } from '../world-data.ts'
import type { Log } from '../../core/log.ts'
import { FileStore, type FoldAt } from './file-store.ts'
import { JournalFile } from './journal-file.ts'
import { type Lock, type LockTimes, takeLock } from './lock.ts'

/** lowdb's adapter: reads the state file and its state journals, and writes the state file in small steps. */
export class StateAdapter implements Adapter<Tenants> {
  readonly #options: LoadOptions
  /** The result of `read`, without the tenants. */
  loaded: Omit<Loaded, 'tenants'> = {
    journalBytes: 0,
    renew: false,
    generations: [],
    generation: '',
    marked: false,
  }
  /** The size of the state file in bytes, as last read or written. */
  snapshotBytes = 0
  /** The head of the next state snapshot. */
  next: SnapshotHead = { generation: newGeneration(), after: [], journal: false }
  /** Called and awaited between two steps of writing. */
  pause: () => Promise<unknown> = () => nextTurn()
  /** The identity of the state file, as last read or written. */
  #identity: string | undefined
  /** Whether the state file says that there is a state journal. */
  #marked = false

  constructor(options: LoadOptions) {
    this.#options = options
  }

  async read(): Promise<Tenants> {
    const { path } = this.#options
    const { tenants, ...loaded } = await loadState(this.#options)
    this.#identity = await identityOf(path)
    // A file with a second hard link is not changed in place, so that the other name keeps its state.
    const isShared = ((await statOf(path))?.nlink ?? 1) > 1
    this.loaded = { ...loaded, renew: loaded.renew || isShared }
    this.#marked = loaded.marked
    this.snapshotBytes = loaded.snapshotBytes ?? 0
    return tenants
  }

  async write(tenants: Tenants): Promise<void> {
    const { path, log } = this.#options
    const found = await identityOf(path)
    if (found !== undefined && found !== this.#identity) {
      const copy = await keepCopy(path, 'replaced')
      log('warn', `${path} was written by somebody else: theirs is kept as ${copy}`)
    }
    this.snapshotBytes = await writeSnapshot(path, tenants, this.next, () => this.pause())
    this.#marked = this.next.journal
    this.#identity = await identityOf(path)
  }

  /** Writes into the state file whether there is a state journal beside it. */
  async mark(journal: boolean, sync: boolean): Promise<void> {
    const { path } = this.#options
    if (this.#marked === journal || (await identityOf(path)) !== this.#identity) return
    await markSnapshot(path, journal, sync)
    this.#marked = journal
    this.#identity = await identityOf(path)
  }
}

/** The path of a state file, and how the file is kept. */
export interface FileStoreOptions {
  readonly file: string
  /** `settled` waits until changes are safe from a power cut. */
  readonly durable?: boolean | undefined
  /** Load the intact lines of damaged files, and keep copies of these files. */
  readonly repair?: boolean | undefined
  /** The time between two rounds that check the files and fold them, in milliseconds. Default 1,000. */
  readonly watchMs?: number | undefined
  readonly fold?: FoldAt | undefined
  readonly lockTimes?: LockTimes | undefined
  /** Aborts the start: waiting and reading reject with the signal's reason. */
  readonly signal?: AbortSignal | undefined
}

/**
 * Reading a state journal of this size doubles the time of a start after a kill. With a quarter of this size
 * a server under load folds for three quarters of its time, at 3 % of its work.
 */
const FOLD_AT: FoldAt = { bytes: 64 * 1024 * 1024, times: 2 }

/** Opens a state file and its state journals. Rejects with StateError if the files cannot be used. */
export const openFileStore = async (
  options: FileStoreOptions,
  format: WorldFormat,
  log: Log,
): Promise<Store> => {
  const {
    durable = false,
    repair = false,
    watchMs = 1_000,
    fold = FOLD_AT,
    signal,
    lockTimes,
  } = options
  const path = realPath(options.file)
  const journal = new JournalFile(`${path}.journal`, durable)
  const { path: journalPath, oldPath: oldJournalPath } = journal
  refuseIrregular([path, journalPath, oldJournalPath, `${path}.lock`, `${path}.tmp`])
  const lockFile = async (): Promise<Lock> => {
    await mkdir(dirname(path), { recursive: true })
    return takeLock(path, { signal, times: lockTimes, log })
  }
  let lock: Lock | undefined
  let trouble: string | undefined
  try {
    lock = await lockFile()
  } catch (error) {
    if (error instanceof StateError) throw error
    signal?.throwIfAborted()
    trouble = (error as Error).message // The folder is not writable, so no other process can take the lock either.
  }
  try {
    const adapter = new StateAdapter({
      ...{ path, journalPath, oldJournalPath, format, repair, signal, log },
      abandoned: lock?.wasAbandoned === true,
    })
    const db = new Low<Tenants>(adapter, new Map())
    await db.read()
    const parts = { path, db, adapter, journal, durable, watchMs, fold, log }
    const store = new FileStore({ ...parts, takeLock: lockFile })
    const started = store.start(lock, trouble)
    // A migrated or repaired state is written before use. Otherwise the start does not wait for the disk.
    if (adapter.loaded.renew) await started
    return store
  } catch (error) {
    lock?.release()
    throw error
  }
}
