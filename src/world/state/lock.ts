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

/** Says that a state file is this process's alone. */
export interface Lock {
  /** Who has taken the file meanwhile, in words; undefined while nobody has. */
  holder(): string | undefined
  /** False once the lock was taken away, or another process has taken it. Costs two calls of the system. */
  isOurs(): boolean
  /** The last holder ended without giving it back. */
  readonly wasAbandoned: boolean
  /** The last holder could not be seen: it may be stopped only, and write again. */
  readonly mayBeContested: boolean
  release(): void
}

export interface LockTimes {
  /** Between two heartbeats of a holder. */
  readonly beatMs: number
  /** A holder that cannot be seen is taken for dead when its heartbeat has stood still for so long. */
  readonly silentMs: number
}

interface LockOptions {
  /** Aborts the wait for a sign of life. */
  readonly signal?: AbortSignal | undefined
  readonly times?: LockTimes | undefined
  readonly log?: Log | undefined
}

const TIMES: LockTimes = { beatMs: 1_000, silentMs: 5_000 }

/** What a lock says of its holder. */
interface Owner {
  readonly pid: number
  /** When the process began, in the system's own measure; empty where that is not to be had. */
  readonly began: string
  /** PID namespace and boot: where its pid means something. Undefined: a lock of an older version. */
  readonly space: string | undefined
  readonly host: string
  /** Grows while it lives. */
  readonly beat: string
}

/** Locks that this very process holds. */
const ours = new Set<string>()

/**
 * Takes `<file>.lock`, also over from a process that is no more. Node has no lock of the kernel's, so
 * the lock names its holder. A holder in the same PID namespace is looked up; of another one (another
 * container or machine) the heartbeat in the lock is watched. Rejects with StateError, or why it cannot
 * be written.
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
      // A disk that cannot be written is found out by the writer of the journal.
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

  /** Waits until the heartbeat of somebody who cannot be seen moves, or has stood still too long. */
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

/** Creates a lock and opens it; undefined when there is one. */
const create = (path: string, text: string): number | undefined => {
  // Written whole before it gets its name: nobody ever reads half a lock.
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

/** On a file system without hard links. */
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

/** Out of the way by renaming, so that of two processes that find it stale only one removes it. */
const removeStale = (path: string, stale: Owner | undefined): void => {
  const aside = `${path}.stale.${process.pid}`
  try {
    renameSync(path, aside)
  } catch {
    return // Another was quicker.
  }
  const moved = readOwner(aside)
  // Another took it over in between: give it back, unless a third has it by now.
  if (moved !== undefined && (stale === undefined || !same(moved, stale))) giveBack(aside, path)
  rmSync(aside, { force: true })
}

const giveBack = (aside: string, path: string): void => {
  try {
    linkSync(aside, path)
  } catch {
    // Its holder finds out that it has lost it (isOurs).
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

/** Where pids are counted: on Linux the PID namespace of this boot, else the machine. */
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
