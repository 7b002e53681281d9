import { linkSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { StateError } from './state-error.ts'

/** Says that a state file is this process's alone. */
export interface Lock {
  /** The process that has taken the file meanwhile, if any. */
  holder(): number | undefined
  /** False once the lock was taken away, or another process has taken it. */
  isThere(): boolean
  release(): void
}

interface Owner {
  readonly pid: number
  /** When the process began, in the system's own measure; empty where that is not to be had. */
  readonly began: string
}

/** Files that this very process keeps. */
const ours = new Set<string>()

/** Takes `<file>.lock`, also over from a process that is no more. Throws StateError, or why it cannot be written. */
export const takeLock = (file: string): Lock => {
  const path = `${file}.lock`
  if (ours.has(path)) throw inUse(file, process.pid)
  const me: Owner = { pid: process.pid, began: beginningOf(process.pid) ?? '' }
  // Written whole before it gets its name: nobody ever reads half a lock.
  const draft = `${path}.${me.pid}`
  writeFileSync(draft, JSON.stringify(me))
  try {
    while (!linked(draft, path)) {
      const owner = readOwner(path)
      if (owner !== undefined && isAlive(owner)) throw inUse(file, owner.pid)
      removeStale(path, me, owner)
    }
  } finally {
    rmSync(draft, { force: true })
  }
  ours.add(path)
  return {
    holder: () => {
      const owner = readOwner(path)
      return owner === undefined || same(owner, me) ? undefined : owner.pid
    },
    isThere: () => {
      const owner = readOwner(path)
      return owner !== undefined && same(owner, me)
    },
    release: () => {
      ours.delete(path)
      const owner = readOwner(path)
      if (owner !== undefined && same(owner, me)) rmSync(path, { force: true })
    },
  }
}

const inUse = (file: string, pid: number): StateError =>
  new StateError(
    pid === process.pid
      ? `${heldBy(file, pid)}, this very process: give each server its own --state.`
      : `${heldBy(file, pid)}: stop it, or give this one another --state.`,
  )

export const heldBy = (file: string, pid: number): string => `${file} is in use by process ${pid}`

const linked = (draft: string, path: string): boolean => {
  try {
    linkSync(draft, path)
    return true
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code === 'EEXIST') return false
    if (code !== 'EPERM' && code !== 'ENOTSUP' && code !== 'ENOSYS') throw error
    return copied(draft, path) // A file system without hard links.
  }
}

const copied = (draft: string, path: string): boolean => {
  try {
    writeFileSync(path, readFileSync(draft), { flag: 'wx' })
    return true
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false
    throw error
  }
}

/** Out of the way by renaming, so that of two processes that find it stale only one removes it. */
const removeStale = (path: string, me: Owner, stale: Owner | undefined): void => {
  const aside = `${path}.stale.${me.pid}`
  try {
    renameSync(path, aside)
  } catch {
    return // Another was quicker.
  }
  const moved = readOwner(aside)
  // Another took it over in between: give it back.
  if (moved !== undefined && (stale === undefined || !same(moved, stale))) linked(aside, path)
  rmSync(aside, { force: true })
}

const same = (a: Owner, b: Owner): boolean => a.pid === b.pid && a.began === b.began

const readOwner = (path: string): Owner | undefined => {
  try {
    const { pid, began } = JSON.parse(readFileSync(path, 'utf8')) as Partial<Owner>
    return typeof pid === 'number' && pid > 0 ? { pid, began: String(began) } : undefined
  } catch {
    return undefined
  }
}

/** A pid may have been given to another process since: the beginning tells (on Linux). */
const isAlive = ({ pid, began }: Owner): boolean => {
  if (pid === process.pid) return began !== '' && began === beginningOf(pid)
  try {
    process.kill(pid, 0)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ESRCH') return false
  }
  const now = beginningOf(pid)
  return now === undefined || began === '' || now === began
}

/** From /proc/<pid>/stat: field 22, or `dead` for a process that only waits to be reaped. */
const beginningOf = (pid: number): string | undefined => {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1')
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    return fields[0] === 'Z' || fields[0] === 'X' ? 'dead' : fields[19]
  } catch {
    return undefined
  }
}
