import { constants } from 'node:fs'
import { copyFile, open, stat, type FileHandle } from 'node:fs/promises'
import { dirname } from 'node:path'

/** Writes all of it at `position`, since one write may take only part. Returns how many bytes there were. */
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

/** Makes renamed, new and removed names of a folder last. Some systems have no such thing. */
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

/** Tells whether a file is still the one it was; undefined where there is none. */
export const identityOf = async (path: string): Promise<string | undefined> => {
  try {
    const { ino, size, mtimeMs } = await stat(path)
    return [ino, size, mtimeMs].join()
  } catch (error) {
    if (isAbsent(error)) return undefined
    throw error
  }
}

/** Copies a file beside itself: `<path>.<suffix>`, or with a number after it when that is taken. */
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

/** There is no such file, nor a folder that could hold it. */
export const isAbsent = (error: unknown): boolean => ['ENOENT', 'ENOTDIR'].includes(codeOf(error))

const codeOf = (error: unknown): string => (error as NodeJS.ErrnoException).code ?? ''

export const exists = async (path: string): Promise<boolean> =>
  (await identityOf(path)) !== undefined
