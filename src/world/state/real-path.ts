import { lstatSync, readlinkSync, realpathSync, statSync, type Stats } from 'node:fs'
import { basename, dirname, join, resolve } from 'node:path'
import { StateError } from './state-error.ts'

/** As many symbolic links as Linux follows. */
const MOST_LINKS = 40

/**
 * The one path of a file that may not be there yet, through all symbolic links, also those that lead
 * nowhere yet: the file is replaced by renaming, which would replace a link, and the lock stands beside
 * the file itself. Throws StateError for links that lead to themselves.
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
