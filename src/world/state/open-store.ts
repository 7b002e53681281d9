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

/** lowdb's way to the disk: reads the state file and its journals, writes the file in small steps. */
export class StateAdapter implements Adapter<Tenants> {
  readonly #options: LoadOptions
  /** What `read` found. */
  loaded: Omit<Loaded, 'tenants'> = {
    journalBytes: 0,
    renew: false,
    generations: [],
    generation: '',
    marked: false,
  }
  /** Of the state file, as last read or written. */
  snapshotBytes = 0
  /** What the next state snapshot says of itself. */
  next: SnapshotHead = { generation: newGeneration(), after: [], journal: false }
  /** Awaited between two steps of writing. */
  pause: () => Promise<unknown> = () => nextTurn()
  /** The file as last read or written. */
  #identity: string | undefined
  /** Whether the file says that there is a journal. */
  #marked = false

  constructor(options: LoadOptions) {
    this.#options = options
  }

  async read(): Promise<Tenants> {
    const { path } = this.#options
    const { tenants, ...loaded } = await loadState(this.#options)
    this.#identity = await identityOf(path)
    // Under another name the same bytes are another state: they are not changed in place.
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

  /** Says in the file whether there is a journal beside it. */
  async mark(journal: boolean, sync: boolean): Promise<void> {
    const { path } = this.#options
    if (this.#marked === journal || (await identityOf(path)) !== this.#identity) return
    await markSnapshot(path, journal, sync)
    this.#marked = journal
    this.#identity = await identityOf(path)
  }
}

/** Where a state file is, and how it is kept. */
export interface FileStoreOptions {
  readonly file: string
  /** `settled` waits until changes are safe from a power cut. */
  readonly durable?: boolean | undefined
  /** Loads what is intact of damaged files, and keeps them beside. */
  readonly repair?: boolean | undefined
  /** How often the files are looked after, in ms. Default 1,000. */
  readonly watchMs?: number | undefined
  readonly fold?: FoldAt | undefined
  readonly lockTimes?: LockTimes | undefined
  /** Aborts the start: what waits or reads rejects with its reason. */
  readonly signal?: AbortSignal | undefined
}

/**
 * Reading as much doubles a start after a kill. With a quarter of it a server under load is folding three
 * quarters of its time, at 3 % of its work.
 */
const FOLD_AT: FoldAt = { bytes: 64 * 1024 * 1024, times: 2 }

/** Opens a state file and its journals. Throws StateError for files that must not be touched. */
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
    trouble = (error as Error).message // Not writable: nobody else can take it either.
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
    // What was migrated or repaired is safe before it is used; else nobody has to wait for the disk.
    if (adapter.loaded.renew) await started
    return store
  } catch (error) {
    lock?.release()
    throw error
  }
}
