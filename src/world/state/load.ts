import type { WorldFormat } from '../check-world.ts'
import type { Log } from '../log.ts'
import type { Tenants } from '../tenant-state.ts'
import { applyChange, type Change } from './change.ts'
import { keepCopy, readIfThere } from './files.ts'
import { recordAt } from './journal-record.ts'
import { salvageSnapshot } from './salvage.ts'
import { readSnapshot } from './snapshot-read.ts'
import { StateError } from './state-error.ts'

export interface LoadOptions {
  /** The state file. */
  readonly path: string
  readonly journalPath: string
  readonly oldJournalPath: string
  readonly format: WorldFormat
  /** Loads what is intact of damaged files, and keeps them beside. */
  readonly repair: boolean
  readonly log: Log
}

export interface Loaded {
  readonly tenants: Tenants
  /** Of the state file; undefined where there is none. */
  readonly snapshotBytes?: number | undefined
  /** How much of the journal is whole. */
  readonly journalBytes: number
  /** The state file must be written anew before anything else: it was migrated or repaired. */
  readonly renew: boolean
}

/** Reads state file and journals. Throws StateError, having touched nothing. */
export const loadState = async (options: LoadOptions): Promise<Loaded> => {
  const { path, journalPath, oldJournalPath, log } = options
  const [snapshot, old, journal] = await Promise.all(
    [path, oldJournalPath, journalPath].map(readable),
  )
  const damagedFiles = new Set<string>()
  const damaged: Damaged = (file, problem, hint = HINT) => {
    if (!options.repair) throw new StateError(`${file} ${problem}; ${hint}.`)
    if (!damagedFiles.has(file)) log('warn', `${file} ${problem}: what is intact is loaded`)
    damagedFiles.add(file)
  }
  const first = readFirst(options, snapshot, damaged)
  if (snapshot === undefined && (old?.length ?? 0) + (journal?.length ?? 0) > 0)
    damaged(
      path,
      'is gone, and its journal alone is not the whole state',
      `delete ${journalPath}, too, to start afresh, or start with --repair to load what it holds`,
    )
  const { tenants } = first
  if (old !== undefined)
    replay(options, { file: oldJournalPath, bytes: old, last: false }, tenants, damaged)
  const journalBytes =
    journal === undefined
      ? 0
      : replay(options, { file: journalPath, bytes: journal, last: true }, tenants, damaged)
  for (const file of damagedFiles)
    if (file !== path || snapshot !== undefined)
      log('warn', `the damaged file is kept as ${await keepCopy(file, 'damaged')}`)
  if (first.migrated) {
    const copy = await keepCopy(path, 'format-0')
    log('info', `${path} is of an older format: it is migrated, and kept as ${copy}`)
  }
  return {
    tenants,
    snapshotBytes: snapshot?.length,
    journalBytes,
    renew: damagedFiles.size > 0 || first.migrated,
  }
}

const HINT =
  'start with --repair to load what is intact (the damaged file is kept beside it), or move it away to start afresh'

/** Throws StateError unless damage is to be repaired. */
type Damaged = (file: string, problem: string, hint?: string) => void

const readable = async (path: string): Promise<Buffer | undefined> => {
  try {
    return await readIfThere(path)
  } catch (error) {
    throw new StateError(`${path} cannot be read: ${(error as Error).message}.`, { cause: error })
  }
}

const readFirst = (
  { path, format, log }: LoadOptions,
  bytes: Buffer | undefined,
  damaged: Damaged,
): { readonly tenants: Tenants; readonly migrated: boolean } => {
  if (bytes === undefined) return { tenants: new Map(), migrated: false }
  const reading = readSnapshot(format, bytes)
  if (reading.kind === 'read') return { tenants: reading.tenants, migrated: reading.format === 0 }
  if (reading.kind === 'refused')
    throw new StateError(`${path} ${reading.problem}; it is left as it is, give another --state.`)
  damaged(path, reading.problem)
  const { tenants, lost } = salvageSnapshot(format, bytes)
  log('warn', `${path}: ${lost} damaged lines are left out`)
  return { tenants, migrated: false }
}

interface JournalBytes {
  readonly file: string
  readonly bytes: Buffer
  /** A kill may have cut its last record short. */
  readonly last: boolean
}

/** Applies a journal's changes. Returns how much of it is whole. */
const replay = (
  { format, log }: LoadOptions,
  { file, bytes, last }: JournalBytes,
  tenants: Tenants,
  damaged: Damaged,
): number => {
  let at = 0
  let count = 0
  while (at < bytes.length) {
    const found = recordAt(bytes, at)
    if (found.kind === 'incomplete' && last) {
      log('warn', `${file}: its last change was cut short, as by a kill, and is dropped`)
      return at
    }
    count++
    if (found.kind !== 'intact') damaged(file, `is damaged in line ${count}`)
    if (found.kind === 'incomplete') return at
    if (isObject(found.change)) apply(format, tenants, found.change as unknown as Change, file)
    at = found.next
  }
  return at
}

const apply = (format: WorldFormat, tenants: Tenants, change: Change, file: string): void => {
  try {
    applyChange(format, tenants, change)
  } catch (error) {
    if (!(error instanceof StateError)) throw error
    throw new StateError(
      `${file} cannot be used: ${error.message}; it is left as it is, give another --state.`,
    )
  }
}

const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null
