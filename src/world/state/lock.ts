import {
  closeSync,
  fstatSync,
  linkSync,
  openSync,
  readFileSync,
  readlinkSync,
  renameSync,
  rmSync,
  statSync,
  writeSync,
} from 'node:fs'
import { hostname } from 'node:os'
import { setTimeout as sleep } from 'node:timers/promises'
import { elapsed } from '../clock.ts'
import type { Log } from '../../core/log.ts'
import { StateError } from '../store.ts'

/** The lock on a state file. Only the process that holds the lock may use the file. */
export interface Lock {
  /** Returns in words which process has taken the file meanwhile. Returns undefined if no process has. */
  holder(): string | undefined
  /**
   * Returns false if the lock file was removed, or if another process has taken it. Costs two system calls.
   */
  isOurs(): boolean
  /** The last holder ended without releasing the lock. */
  readonly wasAbandoned: boolean
  /** The last holder could not be looked up. It may merely be suspended, and write again later. */
  readonly mayBeContested: boolean
  release(): void
}

export interface LockTimes {
  /** The time between two heartbeats of a holder, in milliseconds. */
  readonly beatMs: number
  /**
   * The time in milliseconds after which a holder that cannot be looked up is taken for dead if its heartbeat
   * has not changed.
   */
  readonly silentMs: number
}

interface LockOptions {
  /** Aborts the wait for a sign of life. */
  readonly signal?: AbortSignal | undefined
  readonly times?: LockTimes | undefined
  readonly log?: Log | undefined
}

const TIMES: LockTimes = { beatMs: 1_000, silentMs: 5_000 }

/** The holder of a lock, as the lock file describes it. */
interface Owner {
  readonly pid: number
  /** The start time of the process in the system's own unit. Empty if the start time is not known. */
  readonly began: string
  /** The PID namespace and the boot in which the pid is valid. Undefined in a lock of an older version. */
  readonly space: string | undefined
  readonly host: string
  /** A number that increases while the holder lives. */
  readonly beat: string
}

/** The paths of the locks that this process holds. */
const ours = new Set<string>()

/**
 * Takes `<file>.lock`, also from a process that has ended. Node.js gives no access to the kernel's locks, so
 * the lock file names its holder. A holder in the same PID namespace is looked up. For any other holder (in
 * another container or on another machine) the heartbeat in the lock file is watched. Rejects with StateError
 * if the file is in use, or with the reason why the lock file cannot be written.
 */
export const takeLock = async (file: string, options: LockOptions = {}): Promise<Lock> => {
  const path = `${file}.lock`
  if (ours.has(path)) throw inUse(file, describe(process.pid))
  ours.add(path)
  try {
    return await take(file, path, options)
  } catch (error) {
    ours.delete(path)
    throw error
  }
}

const take = async (
  file: string,
  path: string,
  { signal, times = TIMES, log = () => undefined }: LockOptions,
): Promise<Lock> => {
  const { beatMs, silentMs } = times
  const me = { pid: process.pid, began: beginningOf(process.pid) ?? '', ...whereabouts() }
  let [beats, wasAbandoned, mayBeContested] = [0, false, false]
  const textNow = (): string => JSON.stringify({ ...me, beat: String(beats).padStart(12, '0') })
  let fd = create(path, textNow())
  while (fd === undefined) {
    const owner = readOwner(path)
    const visible = owner === undefined || canSee(owner, me)
    if (owner !== undefined && (visible ? isAlive(owner) : await isBeating(path, owner)))
      throw inUse(file, describe(owner.pid, visible ? undefined : owner.host))
    signal?.throwIfAborted()
    removeStale(path, owner)
    wasAbandoned = true
    mayBeContested ||= !visible
    fd = create(path, textNow())
  }
  const held = fd
  const beating = setInterval(() => {
    beats++
    try {
      writeSync(held, textNow(), 0)
    } catch {
      // The writer of the state journal reports a disk that cannot be written.
    }
  }, beatMs).unref()
  const isAtPath = (): boolean => {
    try {
      const { ino, dev } = fstatSync(held)
      const there = statSync(path)
      return there.ino === ino && there.dev === dev
    } catch {
      return false
    }
  }
  return {
    wasAbandoned,
    mayBeContested,
    holder: () => {
      const owner = isAtPath() ? undefined : readOwner(path)
      return owner && describe(owner.pid, canSee(owner, me) ? undefined : owner.host)
    },
    isOurs: isAtPath,
    release: () => {
      ours.delete(path)
      clearInterval(beating)
      try {
        if (isAtPath()) rmSync(path, { force: true })
      } finally {
        closeSync(held)
      }
    },
  }

  /**
   * Watches the heartbeat of a holder that cannot be looked up. Resolves to true when the heartbeat changes,
   * and to false when it has not changed for `silentMs`.
   */
  async function isBeating(path: string, owner: Owner): Promise<boolean> {
    const holder = describe(owner.pid, owner.host)
    log('info', `${file} was in use by ${holder}: waiting ${silentMs / 1_000} s for a sign of life`)
    const until = elapsed() + silentMs
    while (elapsed() < until) {
      await sleep(beatMs / 10, undefined, signal === undefined ? {} : { signal })
      const now = readOwner(path)
      if (now === undefined) return false
      if (now.beat !== owner.beat || !same(now, owner)) return true
    }
    return false
  }
}

const inUse = (file: string, holder: string): StateError =>
  new StateError(
    holder === describe(process.pid)
      ? `${heldBy(file, holder)}, this very process: give each server its own --state.`
      : `${heldBy(file, holder)}: stop it, or give this one another --state.`,
  )

const describe = (pid: number, host?: string): string =>
  host === undefined
    ? `process ${pid}`
    : `process ${pid} of another container or machine (host name ${host})`

export const heldBy = (file: string, holder: string): string => `${file} is in use by ${holder}`

/** Creates a lock file and returns its file descriptor. Returns undefined if there is a lock file already. */
const create = (path: string, text: string): number | undefined => {
  // The lock file is written before it gets its name, so that no process reads half a lock.
  const draft = `${path}.${process.pid}`
  rmSync(draft, { force: true })
  const fd = openSync(draft, 'wx+')
  try {
    writeSync(fd, text, 0)
    linkSync(draft, path)
    return fd
  } catch (error) {
    closeSync(fd)
    const { code } = error as NodeJS.ErrnoException
    if (code === 'EEXIST') return undefined
    if (code !== 'EPERM' && code !== 'ENOTSUP' && code !== 'ENOSYS') throw error
    return createAtOnce(path, text)
  } finally {
    rmSync(draft, { force: true })
  }
}

/** Creates a lock file on a file system without hard links. */
const createAtOnce = (path: string, text: string): number | undefined => {
  try {
    const fd = openSync(path, 'wx+')
    writeSync(fd, text, 0)
    return fd
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return undefined
    throw error
  }
}

/** Removes a stale lock file. Renames it first: of two processes that find it stale, only one can do that. */
const removeStale = (path: string, stale: Owner | undefined): void => {
  const aside = `${path}.stale.${process.pid}`
  try {
    renameSync(path, aside)
  } catch {
    return // Another process was quicker.
  }
  const moved = readOwner(aside)
  // Another process took the lock in between. It gets the lock back, unless a third process has it by now.
  if (moved !== undefined && (stale === undefined || !same(moved, stale))) giveBack(aside, path)
  rmSync(aside, { force: true })
}

const giveBack = (aside: string, path: string): void => {
  try {
    linkSync(aside, path)
  } catch {
    // The holder finds out by `isOurs` that it has lost the lock.
  }
}

const same = (a: Owner, b: Owner): boolean =>
  a.pid === b.pid && a.began === b.began && a.space === b.space && a.host === b.host

const readOwner = (path: string): Owner | undefined => {
  try {
    const owner = JSON.parse(readFileSync(path, 'utf8')) as Partial<Owner>
    const { pid, began, space, host, beat } = owner
    if (typeof pid !== 'number' || pid <= 0) return undefined
    return { pid, began: String(began), space, host: host ?? '', beat: beat ?? '' }
  } catch {
    return undefined
  }
}

/** Returns where this process's pid is valid: on Linux the PID namespace and the boot, else the machine. */
const whereabouts = (): { readonly space: string; readonly host: string } => {
  const host = hostname()
  try {
    const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'latin1').trim()
    return { space: `${readlinkSync('/proc/self/ns/pid')} ${boot}`, host }
  } catch {
    return { space: `machine ${host}`, host }
  }
}

const canSee = (owner: Owner, me: { readonly space: string }): boolean =>
  owner.space === undefined || owner.space === me.space

/**
 * Returns whether the holder is alive. On Linux the start time tells whether another process has its pid now.
 */
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

/**
 * Returns the start time of a process, field 22 of /proc/<pid>/stat. Returns `dead` for a process that only
 * waits to be reaped, and undefined if the file cannot be read.
 */
const beginningOf = (pid: number): string | undefined => {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1')
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    return fields[0] === 'Z' || fields[0] === 'X' ? 'dead' : fields[19]
  } catch {
    return undefined
  }
}
