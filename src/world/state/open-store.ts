import { Low } from 'lowdb'
import { lstatSync, readlinkSync, realpathSync, type Stats, statSync } from 'node:fs'
import { mkdir } from 'node:fs/promises'
import { basename, dirname, join, resolve } from 'node:path'
import type { WorldFormat } from '../world-data.ts'
import type { Log } from '../../core/log.ts'
import { type Store, type Tenants, StateError } from '../store.ts'
import { FileStore, type FoldAt } from './file-store.ts'
import { JournalFile } from './journal-file.ts'
import { type Lock, type LockTimes, takeLock } from './lock.ts'
import { StateAdapter } from './state-adapter.ts'

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

/** As many symbolic links as Linux follows. */
const MOST_LINKS = 40

/**
 * The one path of a file that may not be there yet, through all symbolic links, also those that lead
 * nowhere yet: the file is replaced by renaming, which would replace a link, and the lock stands beside
 * the file itself. Throws StateError for links that lead to themselves.
 */
const realPath = (path: string): string => {
  let at = resolve(path)
  for (let links = 0; links < MOST_LINKS; links++) {
    at = join(realFolder(dirname(at)), basename(at))
    const target = linkAt(at)
    if (target === undefined) return at
    at = resolve(dirname(at), target)
  }
  throw new StateError(
    `${path} cannot be used: its symbolic links lead to themselves; give another --state.`,
  )
}

/** A folder's real path, or of as much of it as there is. */
const realFolder = (path: string): string => {
  try {
    return realpathSync(path)
  } catch {
    const above = dirname(path)
    const target = linkAt(path)
    if (target !== undefined && resolve(above, target) !== path)
      return join(realFolder(dirname(resolve(above, target))), basename(target))
    return above === path ? path : join(realFolder(above), basename(path))
  }
}

/** Undefined also where it cannot be looked at: whoever opens it says why. */
const statsOf = (path: string): Stats | undefined => {
  try {
    return statSync(path)
  } catch {
    return undefined
  }
}

const linkAt = (path: string): string | undefined => {
  try {
    return lstatSync(path).isSymbolicLink() ? readlinkSync(path) : undefined
  } catch {
    return undefined
  }
}

/** Throws StateError where one of these is there and no regular file: opening a FIFO would wait for ever. */
const refuseIrregular = (paths: readonly string[]): void => {
  for (const path of paths) {
    const there = statsOf(path)
    if (there === undefined || there.isFile()) continue
    const kind = there.isDirectory()
      ? 'a folder'
      : there.isFIFO()
        ? 'a FIFO'
        : there.isSocket()
          ? 'a socket'
          : 'a device'
    throw new StateError(
      `${path} is ${kind}, and the state needs a regular file: give another --state.`,
    )
  }
}
