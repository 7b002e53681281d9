import { mkdir } from 'node:fs/promises'
import { dirname } from 'node:path'
import { Low } from 'lowdb'
import type { WorldFormat } from '../check-world.ts'
import type { Log } from '../log.ts'
import type { Store } from '../store.ts'
import type { Tenants } from '../tenant-state.ts'
import { FileStore, type FoldAt } from './file-store.ts'
import { JournalFile } from './journal-file.ts'
import { takeLock, type Lock, type LockTimes } from './lock.ts'
import { realPath, refuseIrregular } from './real-path.ts'
import { StateAdapter } from './state-adapter.ts'
import { StateError } from './state-error.ts'

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
    const store = new FileStore({
      path,
      db,
      adapter,
      journal,
      durable,
      takeLock: lockFile,
      watchMs,
      fold,
      log,
    })
    const started = store.start(lock, trouble)
    // What was migrated or repaired is safe before it is used; else nobody has to wait for the disk.
    if (adapter.loaded.renew) await started
    return store
  } catch (error) {
    lock?.release()
    throw error
  }
}
