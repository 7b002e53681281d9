import { open, rename, rm, stat } from 'node:fs/promises'
import { elapsed } from '../clock.ts'
import type { Tenants } from '../tenant-state.ts'
import { syncFolder, writeAll } from './files.ts'
import { JOURNAL_FLAG, snapshotLines, type SnapshotHead } from './snapshot-lines.ts'

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
