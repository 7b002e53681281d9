import { open, rename, rm, stat } from 'node:fs/promises'
import { crc32 } from 'node:zlib'
import { elapsed } from '../clock.ts'
import type { Tenants, TenantState } from '../store.ts'
import { settingsOf, type TenantSettings } from './change.ts'
import { syncFolder, writeAll } from './files.ts'

/** 1 had no generation, and a checksum of each line. 0 was one world, without a number. */
export const STATE_FORMAT = 2

/** What a state snapshot says of itself. */
export interface SnapshotHead {
  /** Unique: its journal names it. */
  readonly generation: string
  /** The generations whose journals it has taken in. */
  readonly after: readonly string[]
  /** What has changed since is in a journal beside it. */
  readonly journal: boolean
}

const HEAD = `{"format":${STATE_FORMAT},"journal":`

/** Where the head says whether there is a journal, and how: of one length, so that it can be changed in place. */
export const JOURNAL_FLAG = {
  at: HEAD.length,
  head: HEAD,
  textOf: (journal: boolean): string => (journal ? 'true ' : 'false'),
}

/**
 * A state snapshot, line by line with line ends: `{"format":2,…,"tenants":{"<key>":<world>},…}`, a record
 * a line, at its end a checksum of all lines but the first. Tenants may change between two lines: the
 * journal that begins with the state snapshot has what became of them, and applying it twice does no harm.
 */
export function* snapshotLines(tenants: Tenants, head: SnapshotHead): Generator<string, void> {
  const { generation, after, journal } = head
  const rest = JSON.stringify({ generation, after }).slice(1, -1)
  yield `${HEAD}${JOURNAL_FLAG.textOf(journal)},${rest},"tenants":{\n`
  let sum = 0
  for (const line of bodyLines(tenants)) {
    const ended = `${line}\n`
    sum = crc32(ended, sum)
    yield ended
  }
  yield `,"check":${sum}}\n`
}

/** The checksum in the last bytes of a state snapshot, and how many bytes its line has; undefined where there is none. */
export const readCheck = (
  tail: string,
): { readonly sum: number; readonly bytes: number } | undefined => {
  const [line, sum] = /,"check":(\d{1,10})\}\n$/.exec(tail) ?? []
  return line === undefined ? undefined : { sum: Number(sum), bytes: line.length }
}

function* bodyLines(tenants: Tenants): Generator<string, void> {
  const settings: [string, TenantSettings][] = []
  for (const key of [...tenants.keys()]) {
    const state = tenants.get(key)
    if (state === undefined) continue
    yield `${settings.length > 0 ? ',' : ''}${JSON.stringify(key)}:{"site":`
    yield JSON.stringify(state.site)
    yield* listLines(state)
    yield '}'
    settings.push([key, settingsOf(state)])
  }
  yield '},"settings":'
  yield JSON.stringify(Object.fromEntries(settings))
}

function* listLines({ lists }: TenantState): Generator<string, void> {
  for (const [name, rows] of [...lists]) {
    // Records put from here on come after these: they need not be waited for.
    const most = rows.size
    if (most === 0) continue
    yield `,${JSON.stringify(name)}:[`
    let written = 0
    for (const row of rows.values()) {
      yield (written === 0 ? '' : ',') + JSON.stringify(row)
      if (++written === most) break
    }
    yield ']'
  }
}

/** Work between two pauses, in ms: what a request may have to wait longer for it. */
const SLICE_MS = 0.5
const CHUNK = 65_536

/**
 * Writes a state snapshot beside the file and puts it in the file's place in one step, in slices with
 * `pause` between them. Returns its size in bytes.
 */
export const writeSnapshot = async (
  path: string,
  tenants: Tenants,
  head: SnapshotHead,
  pause: () => Promise<unknown>,
): Promise<number> => {
  const draft = `${path}.tmp`
  try {
    const size = await writeDraft(draft, await modeOf(path), snapshotLines(tenants, head), pause)
    await rename(draft, path)
    await syncFolder(path)
    return size
  } catch (error) {
    await rm(draft, { force: true }).catch(() => undefined)
    throw error
  }
}

const writeDraft = async (
  draft: string,
  mode: number,
  lines: Iterable<string>,
  pause: () => Promise<unknown>,
): Promise<number> => {
  const file = await open(draft, 'w', mode)
  try {
    let size = 0
    let chunk = ''
    let until = elapsed() + SLICE_MS
    for (const line of lines) {
      chunk += line
      if (chunk.length < CHUNK && elapsed() < until) continue
      size += await writeAll(file, Buffer.from(chunk), size)
      chunk = ''
      await pause()
      until = elapsed() + SLICE_MS
    }
    size += await writeAll(file, Buffer.from(chunk), size)
    await file.sync()
    return size
  } finally {
    await file.close()
  }
}

/** Says in a state snapshot, in place, whether there is a journal beside it. Rejects where it is no state snapshot. */
export const markSnapshot = async (
  path: string,
  journal: boolean,
  sync: boolean,
): Promise<void> => {
  await modeOf(path)
  const { head, at, textOf } = JOURNAL_FLAG
  const file = await open(path, 'r+')
  try {
    const { buffer } = await file.read(Buffer.alloc(at), 0, at, 0)
    if (buffer.toString('latin1') !== head) throw new Error(`${path} was written by somebody else`)
    await writeAll(file, Buffer.from(textOf(journal)), at)
    if (sync) await file.datasync()
  } finally {
    await file.close()
  }
}

/** A file keeps its mode. Throws for one that nobody may write, root included: it says so on purpose. */
const modeOf = async (path: string): Promise<number> => {
  const mode = (await stat(path).catch(() => undefined))?.mode ?? 0o666
  if ((mode & 0o222) === 0) throw new Error(`${path} is read-only`)
  return mode & 0o777
}
