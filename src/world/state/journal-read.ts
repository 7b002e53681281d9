import { open } from 'node:fs/promises'
import type { WorldFormat } from '../world-data.ts'
import type { Log } from '../../core/log.ts'
import { type Tenants, StateError } from '../store.ts'
import { createReplay, type Change } from './change.ts'
import { isCutShort, parseRecord } from './journal-record.ts'
import { fileLines } from './read-file.ts'

/** What a journal says in its first line. */
export interface JournalHead {
  /** The state snapshot that it goes on from: empty in a journal of an older version, undefined where the line cannot be read. */
  readonly of: string | undefined
  /** The state snapshot before that one, whose journal comes first while it is the current one. */
  readonly after: string | undefined
}

const HEAD_BYTES = 1_024

/** Undefined for a journal that is empty. */
export const readHead = async (path: string): Promise<JournalHead | undefined> => {
  const file = await open(path, 'r')
  try {
    const { bytesRead, buffer } = await file.read(Buffer.alloc(HEAD_BYTES), 0, HEAD_BYTES, 0)
    const end = buffer.subarray(0, bytesRead).indexOf(0x0a)
    if (bytesRead === 0) return undefined
    if (end < 0) return { of: undefined, after: undefined }
    const change = parseRecord(buffer.subarray(0, end))
    if (!isObject(change) || !('journal' in change)) return { of: undefined, after: undefined }
    const { of, after } = change as { of?: unknown; after?: unknown }
    return {
      of: typeof of === 'string' ? of : '',
      after: typeof after === 'string' ? after : undefined,
    }
  } finally {
    await file.close()
  }
}

export interface ReplayOptions {
  readonly file: string
  /** A kill may have cut its last record short. */
  readonly last: boolean
  readonly tenants: Tenants
  readonly format: WorldFormat
  readonly damage: { readonly found: (file: string, problem: string) => void }
  readonly signal?: AbortSignal | undefined
  readonly log: Log
}

/** Applies a journal's changes. Returns how many of its bytes are whole. */
export const replayJournal = async (options: ReplayOptions): Promise<number> => {
  const { file, last, tenants, format, damage, signal, log } = options
  const replay = createReplay(format, tenants)
  let [at, count, lost] = [0, 0, 0]
  /** Where a world begins that is told in parts; what follows its last whole part is no part of it. */
  let begun: number | undefined
  for await (const lines of fileLines(file, signal))
    for (const { bytes, ended } of lines) {
      count++
      if (!ended && last && isCutShort(bytes)) {
        log('warn', `${file}: its last change was cut short, as by a kill, and is dropped`)
        return begun ?? at
      }
      const change = ended ? parseRecord(bytes) : undefined
      if (isObject(change)) {
        apply(replay, change as Change, file)
        if ('parts' in change) begun = at
        else if ('whole' in change) begun = undefined
      } else {
        damage.found(file, `is damaged in line ${count}`)
        lost++
      }
      at += bytes.length + 1
    }
  if (lost > 0) log('warn', `${file}: ${lost} damaged lines are left out`)
  return begun ?? at
}

const apply = (replay: (change: Change) => void, change: Change, file: string): void => {
  try {
    replay(change)
  } catch (error) {
    if (!(error instanceof StateError)) throw error
    throw new StateError(
      `${file} cannot be used: ${error.message}; it is left as it is, give another --state.`,
    )
  }
}

const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null
