import type { WorldFormat } from '../world-data.ts'
import type { Log } from '../../core/log.ts'
import { type Tenants, StateError } from '../store.ts'
import { keepCopy, statOf } from './files.ts'
import { readHead, replayJournal, type JournalHead } from './journal-record.ts'
import { salvageSnapshot } from './snapshot-file.ts'
import { readSnapshot, type Snapshot, unnamed } from './snapshot-read.ts'

export interface LoadOptions {
  /** The state file. */
  readonly path: string
  readonly journalPath: string
  readonly oldJournalPath: string
  readonly format: WorldFormat
  /** Load every line of damaged files that parses, and keep copies of these files. */
  readonly repair: boolean
  /** The last process that had the file ended without closing it. */
  readonly abandoned?: boolean
  readonly signal?: AbortSignal | undefined
  readonly log: Log
}

export interface Loaded {
  readonly tenants: Tenants
  /** The size of the state file in bytes. Undefined if there is no state file. */
  readonly snapshotBytes?: number | undefined
  /** The number of bytes of the state journal that are intact. */
  readonly journalBytes: number
  /** The state file must be written anew before use, because it is not as this version would leave it. */
  readonly renew: boolean
  /** The generations that the existing state journals continue, the current state journal's first. */
  readonly generations: readonly string[]
  /** The generation of the state file. */
  readonly generation: string
  /** Whether the state file says that there is a state journal. */
  readonly marked: boolean
}

/** Reads the state file and its state journals. Rejects with StateError, before any file is changed. */
export const loadState = async (options: LoadOptions): Promise<Loaded> => {
  const { path, journalPath, oldJournalPath, log } = options
  const damage = new Damage(options)
  const [size, oldSize, journalSize] = await Promise.all(
    [path, oldJournalPath, journalPath].map(async (file) => (await statOf(file))?.size),
  )
  try {
    const [old, journal] = [
      oldSize === undefined ? undefined : await readHead(oldJournalPath),
      journalSize === undefined ? undefined : await readHead(journalPath),
    ]
    const snapshot =
      size === undefined
        ? nothing(damage, options, (oldSize ?? 0) + (journalSize ?? 0) > 0)
        : await readFirst(options, damage)
    const plan = planOf(options, snapshot, old, journal, damage)
    const { tenants } = snapshot
    let journalBytes = 0
    if (plan.old)
      await replayJournal({ ...options, file: oldJournalPath, last: false, tenants, damage })
    if (plan.journal)
      journalBytes = await replayJournal({
        ...options,
        ...{ file: journalPath, last: true, tenants, damage },
      })
    await damage.keepCopies(size !== undefined)
    if (snapshot.format === 0) {
      const copy = await keepCopy(path, 'format-0')
      log('info', `${path} is of an older format: it is migrated, and kept as ${copy}`)
    }
    return {
      tenants,
      snapshotBytes: size,
      journalBytes,
      renew:
        damage.some ||
        !snapshot.asWritten ||
        (journal !== undefined && !plan.journal) ||
        plan.stale,
      generations: [journal, old].flatMap((head) => (head?.of === undefined ? [] : [head.of])),
      generation: snapshot.generation,
      marked: snapshot.journal,
    }
  } catch (error) {
    if (error instanceof StateError || options.signal?.aborted === true) throw error
    const { path: file = path, message } = error as NodeJS.ErrnoException
    throw new StateError(`${file} cannot be read: ${message}.`, { cause: error })
  }
}

const HINT =
  'mend it, start with --repair to load every line that parses (the damaged file is kept beside it), or move it away to start afresh'

/** Collects damage. Without `--repair` damage is refused. With `--repair` the damaged files are copied. */
class Damage {
  readonly #options: Pick<LoadOptions, 'repair' | 'log' | 'path'>
  readonly #files = new Map<string, string>()

  constructor(options: Pick<LoadOptions, 'repair' | 'log' | 'path'>) {
    this.#options = options
  }

  get some(): boolean {
    return this.#files.size > 0
  }

  /** Reports damage. Throws StateError without `--repair`. */
  found(file: string, problem: string, hint = HINT): void {
    const { repair, log } = this.#options
    if (!repair) throw new StateError(`${file} ${problem}; ${hint}.`)
    if (!this.#files.has(file)) log('warn', `${file} ${problem}: what is intact is loaded`)
    this.#files.set(file, 'damaged')
  }

  /**
   * Reports a state journal that continues another state file. Throws StateError without `--repair`. With
   * `--repair` the state journal is copied and not applied.
   */
  foreign(file: string): void {
    const { repair, path } = this.#options
    if (!repair)
      throw new StateError(
        `${path} is not the file that ${file} goes on from, as it was restored or put in its place; move ${file} away to use the state as it is, put the right file back, or start with --repair, which uses the state as it is and keeps the journal as ${file}.replaced.`,
      )
    this.#files.set(file, 'replaced')
  }

  /** Copies the damaged files. `there` says whether the state file exists and can be copied. */
  async keepCopies(there: boolean): Promise<void> {
    const { log, path } = this.#options
    for (const [file, suffix] of this.#files)
      if (file !== path || there) log('warn', `${file} is kept as ${await keepCopy(file, suffix)}`)
  }
}

const nothing = (
  damage: Damage,
  { path, journalPath }: LoadOptions,
  journals: boolean,
): Snapshot => {
  if (journals)
    damage.found(
      path,
      'is gone, and its journal alone is not the whole state',
      `delete ${journalPath}, too, to start afresh, or start with --repair to load what it holds`,
    )
  return { ...unnamed, tenants: new Map(), format: 1, asWritten: true }
}

const readFirst = async (options: LoadOptions, damage: Damage): Promise<Snapshot> => {
  const { path, format, log, signal } = options
  const reading = await readSnapshot(format, path, signal)
  if (reading.kind === 'read') {
    if (reading.format > 1 && !reading.asWritten)
      log('info', `${path} was edited since it was written: it is taken as it is`)
    return reading
  }
  if (reading.kind === 'refused')
    throw new StateError(`${path} ${reading.problem}; it is left as it is, give another --state.`)
  damage.found(path, reading.problem)
  const { tenants, lost } = await salvageSnapshot(format, path, signal)
  log('warn', `${path}: ${lost} damaged lines are left out`)
  return { ...unnamed, tenants, format: 1 }
}

/**
 * Decides which state journals are applied: those that continue this very state snapshot. `stale` says that
 * there is a state journal whose changes the state snapshot has already.
 */
const planOf = (
  options: LoadOptions,
  snapshot: Snapshot,
  old: JournalHead | undefined,
  journal: JournalHead | undefined,
  damage: Damage,
) => {
  const { path, journalPath, oldJournalPath } = options
  const { generation, after, asWritten, format } = snapshot
  // The generation of a state snapshot that could not be read whole is unknown.
  const repaired = damage.some
  const isOwn = (head: JournalHead | undefined): boolean =>
    head !== undefined && (head.of === generation || head.of === undefined || repaired)
  const isTaken = (head: JournalHead | undefined): boolean =>
    head?.of !== undefined && after.includes(head.of)
  const plan = {
    old: isOwn(old),
    journal: isOwn(journal) || (isOwn(old) && journal?.after === old?.of && journal !== undefined),
    stale: isTaken(old) || isTaken(journal),
  }
  for (const [file, head, applied] of [
    [oldJournalPath, old, plan.old],
    [journalPath, journal, plan.journal],
  ] as const) {
    if (head === undefined || applied || isTaken(head)) continue
    damage.foreign(file)
  }
  const own = plan.journal || plan.old
  if (own && format > 1 && !asWritten && !repaired)
    damage.found(
      path,
      `was edited while ${journalPath} holds changes made since it was written`,
      `undo the edit, delete the journal to use the file as it is, or start with --repair, which applies the journal to the edited file`,
    )
  // Between renaming a state journal and beginning the next one, only the renamed one exists.
  if (snapshot.journal && journal === undefined && old === undefined) noteMissing(options, damage)
  return plan
}

const noteMissing = ({ path, journalPath, abandoned, log }: LoadOptions, damage: Damage): void => {
  if (abandoned === true)
    damage.found(
      path,
      `was not closed, and its journal ${journalPath} is gone`,
      'put the journal back, or start with --repair to go on without what it held',
    )
  else
    log(
      'warn',
      `${path} is of a server that was running, and its journal ${journalPath} is gone: what that held is missing`,
    )
}
