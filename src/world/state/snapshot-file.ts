import { randomBytes } from 'node:crypto'
import { open, rename, rm, stat } from 'node:fs/promises'
import { crc32 } from 'node:zlib'
import { elapsed } from '../clock.ts'
import type { Tenants, TenantState } from '../store.ts'
import { settingsOf, type TenantSettings, applyChange, readSettings } from './change.ts'
import { fileLines, SLICE_MS, syncFolder, WRITE_BYTES, writeAll } from './files.ts'
import { isObject } from '../../core/is-object.ts'
import { checkRecord, checkSite, type WorldFormat } from '../world-data.ts'
import type { Row } from '../table.ts'

/**
 * The format of the state file. Format 1 had no generation, and a checksum of each line. Format 0 was one
 * world without a format number.
 */
export const STATE_FORMAT = 2

/** Returns a name that no other state snapshot has: 16 hex digits. */
export const newGeneration = (): string => randomBytes(8).toString('hex')

/** The head of a state snapshot. */
export interface SnapshotHead {
  /** The unique name of the state snapshot. Its state journal repeats it. Empty in formats before 2. */
  readonly generation: string
  /** The generations whose state journals were folded into the state snapshot. */
  readonly after: readonly string[]
  /** Whether a state journal beside the file has the changes since. */
  readonly journal: boolean
}

const HEAD = `{"format":${STATE_FORMAT},"journal":`

/**
 * Returns the text that follows HEAD: whether there is a state journal. All texts have one length, so that
 * the text can be changed in place.
 */
const flagOf = (journal: boolean): string => (journal ? 'true ' : 'false')

/**
 * Yields the lines of a state snapshot with their line ends, a record a line:
 * `{"format":2,…,"tenants":{"<key>":<world>},…}`. The last line has a checksum of all lines but the first.
 * Tenants may change between two lines: the state journal that begins with the state snapshot has these
 * changes, and applying them twice does no harm.
 */
export function* snapshotLines(tenants: Tenants, head: SnapshotHead): Generator<string, void> {
  const { generation, after, journal } = head
  const rest = JSON.stringify({ generation, after }).slice(1, -1)
  yield `${HEAD}${flagOf(journal)},${rest},"tenants":{\n`
  let sum = 0
  for (const line of bodyLines(tenants)) {
    const ended = `${line}\n`
    sum = crc32(ended, sum)
    yield ended
  }
  yield `,"check":${sum}}\n`
}

/**
 * Reads the checksum in the last bytes of a state snapshot. `bytes` is the length of its line. Returns
 * undefined if there is no checksum.
 */
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
    // Records that are put from now on come after these, and need not be written: the state journal has them.
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

/**
 * Writes a state snapshot beside the file, and renames it to the file's name in one step. Writes in slices,
 * with `pause` between them. Resolves to the size in bytes.
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
      if (chunk.length < WRITE_BYTES && elapsed() < until) continue
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

/**
 * Writes into a state snapshot, in place, whether there is a state journal. Rejects if it is no state
 * snapshot.
 */
export const markSnapshot = async (
  path: string,
  journal: boolean,
  sync: boolean,
): Promise<void> => {
  await modeOf(path)
  const file = await open(path, 'r+')
  try {
    const { buffer } = await file.read(Buffer.alloc(HEAD.length), 0, HEAD.length, 0)
    if (buffer.toString('latin1') !== HEAD) throw new Error(`${path} was written by somebody else`)
    await writeAll(file, Buffer.from(flagOf(journal)), HEAD.length)
    if (sync) await file.datasync()
  } finally {
    await file.close()
  }
}

/**
 * Returns the mode of a file, which the new file keeps. Throws for a file without any write permission, even
 * if root could write it: the file is read-only on purpose.
 */
const modeOf = async (path: string): Promise<number> => {
  const mode = (await stat(path).catch(() => undefined))?.mode ?? 0o666
  if ((mode & 0o222) === 0) throw new Error(`${path} is read-only`)
  return mode & 0o777
}

/** The intact contents of a damaged state snapshot. */
interface Salvage {
  readonly tenants: Tenants
  /** The number of lines that are left out, because they do not parse or hold no record of the world. */
  readonly lost: number
}

const TENANT = /^\}?,?("(?:[^"\\]|\\.)*"):\{"site":$/
const LIST = /^,("(?:[^"\\]|\\.)*"):\[$/

/** Reads every line of a damaged state snapshot that parses. The lines before it say where it belongs. */
export const salvageSnapshot = async (
  format: WorldFormat,
  path: string,
  signal?: AbortSignal,
): Promise<Salvage> => {
  const tenants: Tenants = new Map()
  let [tenant, list, lost] = ['', '', 0]
  const take = (text: string): void => {
    const value = parsed(text.startsWith(',') ? text.slice(1) : text)
    if (!isObject(value) || !place(format, tenants, tenant, list, value)) lost++
  }
  for await (const lines of fileLines(path, signal))
    for (const { bytes } of lines) {
      const text = bytes.toString('utf8')
      const begun = parsed(TENANT.exec(text)?.[1] ?? '')
      const listed = parsed(LIST.exec(text)?.[1] ?? '')
      if (typeof begun === 'string') [tenant, list] = [begun, 'site']
      else if (typeof listed === 'string') list = listed
      else if (text === '},"settings":') list = 'settings'
      else if (!isFrame(text)) take(text)
    }
  return { tenants, lost }
}

/** Returns whether a line holds no data itself. */
const isFrame = (text: string): boolean =>
  [']', '}', ''].includes(text) || text.startsWith('{"format":') || text.startsWith(',"check":')

/** Puts a value into the tenants. Returns false if the value is not of the world's format. */
const place = (
  format: WorldFormat,
  tenants: Tenants,
  tenant: string,
  list: string,
  value: Row,
): boolean => {
  if (list === 'settings') {
    for (const [key, settings] of Object.entries(value))
      Object.assign(tenants.get(key) ?? {}, readSettings(settings))
    return true
  }
  if (tenant === '') return false
  const collection = format.collections.get(list)
  if (list !== 'site' && collection === undefined) return false
  const issues =
    collection === undefined ? checkSite(format, value) : checkRecord(collection, value, 0)
  if (issues.length > 0) return false
  applyChange(
    format,
    tenants,
    collection === undefined
      ? { t: tenant, site: value, settings: {} }
      : { t: tenant, l: list, r: [value] },
  )
  return true
}

const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
