import { StateError } from '../store.ts'
import { constants, lstatSync, readlinkSync, realpathSync, type Stats, statSync } from 'node:fs'
import { copyFile, open, stat, type FileHandle } from 'node:fs/promises'
import { basename, dirname, join, resolve } from 'node:path'

/** The number of bytes that are gathered for one write. */
export const WRITE_BYTES = 65_536
/** The work between two writes, in milliseconds. A request may have to wait that much longer. */
export const SLICE_MS = 0.5

/** Writes all bytes at `position`, since one write may take only a part. Resolves to the number of bytes. */
export const writeAll = async (
  file: FileHandle,
  bytes: Buffer,
  position: number,
): Promise<number> => {
  for (let done = 0; done < bytes.length;) {
    const { bytesWritten } = await file.write(bytes, done, bytes.length - done, position + done)
    done += bytesWritten
  }
  return bytes.length
}

/** Syncs a file's folder, so that new, renamed and removed names last. Some systems cannot sync folders. */
export const syncFolder = async (path: string): Promise<void> => {
  try {
    const folder = await open(dirname(path), 'r')
    try {
      await folder.sync()
    } finally {
      await folder.close()
    }
  } catch (error) {
    if (!['EISDIR', 'EPERM', 'EINVAL', 'EACCES'].includes(codeOf(error))) throw error
  }
}

/** Resolves to a file's stats. Resolves to undefined if the file or its folder does not exist. */
export const statOf = async (path: string): Promise<Stats | undefined> => {
  try {
    return await stat(path)
  } catch (error) {
    if (['ENOENT', 'ENOTDIR'].includes(codeOf(error))) return undefined
    throw error
  }
}

export const exists = async (path: string): Promise<boolean> => (await statOf(path)) !== undefined

/** Resolves to a text that changes when the file is written or replaced; to undefined if there is no file. */
export const identityOf = async (path: string): Promise<string | undefined> => {
  const there = await statOf(path)
  return there && [there.ino, there.size, there.mtimeMs].join()
}

/**
 * Copies a file to `<path>.<suffix>`, or to the first free `<path>.<suffix>-<n>`. Resolves to the copy's
 * path.
 */
export const keepCopy = async (path: string, suffix: string): Promise<string> => {
  for (let n = 1; ; n++) {
    const copy = n === 1 ? `${path}.${suffix}` : `${path}.${suffix}-${n}`
    try {
      await copyFile(path, copy, constants.COPYFILE_EXCL)
      return copy
    } catch (error) {
      if (codeOf(error) !== 'EEXIST') throw error
    }
  }
}

const codeOf = (error: unknown): string => (error as NodeJS.ErrnoException).code ?? ''

const CHUNK = 1_048_576
/** The size of the first chunk. It is smaller, because most files are short. */
const FIRST = 65_536
const NEWLINE = 0x0a

/** Yields the bytes of a file in chunks of up to 1 MiB, or of up to `wanted()` bytes if that is more. */
export async function* fileChunks(
  path: string,
  signal?: AbortSignal,
  wanted: () => number = () => 0,
): AsyncGenerator<Buffer, void> {
  const file = await open(path, 'r')
  try {
    for (let at = 0; ;) {
      signal?.throwIfAborted()
      const size = Math.max(at === 0 ? FIRST : CHUNK, wanted())
      const { bytesRead, buffer } = await file.read(Buffer.allocUnsafeSlow(size), 0, size, at)
      if (bytesRead === 0) return
      at += bytesRead
      yield buffer.subarray(0, bytesRead)
    }
  } finally {
    await file.close()
  }
}

/** A line without its line end. `ended` is false for a last line that has no line end. */
interface Line {
  readonly bytes: Buffer
  readonly ended: boolean
}

/** Yields the lines of a file, several at a time. */
export async function* fileLines(
  path: string,
  signal?: AbortSignal,
): AsyncGenerator<readonly Line[], void> {
  let parts: Buffer[] = []
  for await (const chunk of fileChunks(path, signal)) {
    const lines: Line[] = []
    let start = 0
    for (let end = chunk.indexOf(NEWLINE); end >= 0; end = chunk.indexOf(NEWLINE, start)) {
      parts.push(chunk.subarray(start, end))
      const [only] = parts
      const bytes = parts.length === 1 && only !== undefined ? only : Buffer.concat(parts)
      lines.push({ bytes, ended: true })
      parts = []
      start = end + 1
    }
    if (start < chunk.length) parts.push(chunk.subarray(start))
    yield lines
  }
  if (parts.length > 0) yield [{ bytes: Buffer.concat(parts), ended: false }]
}

/** The number of symbolic links that Linux follows at most. */
const MOST_LINKS = 40

/**
 * Returns the one path of a file, which need not exist yet. Follows all symbolic links, also those whose
 * target does not exist yet: the file is replaced by renaming, which would replace a link, and the lock
 * stands beside the file itself. Throws StateError if links lead to themselves.
 */
export const realPath = (path: string): string => {
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

/** Returns the real path of a folder. The part of the path that does not exist stays as it is. */
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

/** Returns undefined also if the file cannot be examined: opening the file later gives the reason. */
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

/** Throws StateError if a path exists and is no regular file: opening a FIFO would wait for ever. */
export const refuseIrregular = (paths: readonly string[]): void => {
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
