import { execFile } from 'node:child_process'
import { access, constants, mkdir, rmdir, stat } from 'node:fs/promises'
import { delimiter, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { promisify } from 'node:util'
import { realNow } from '../../src/world/clock.ts'

const lock = join(import.meta.dirname, '../../node_modules/.apt.lock')
/** A lock of this age is longer than any installation, so the process that took it was killed. */
const ABANDONED_MS = 300_000

/**
 * Resolves to the path of a program that tests need. Installs Debian's package if the program is not on the
 * PATH and this user may install packages. Rejects with a sentence that names the missing program, so that no
 * test is skipped without it.
 */
export const program = async (name: string, debian = name): Promise<string> => {
  const there = await onPath(name)
  if (there !== undefined) return there
  await alone(async () => {
    if ((await onPath(name)) === undefined) await install(debian)
  }).catch((error: unknown) => {
    throw new Error(
      `${name} is missing, which tests need: install it (apt-get install -y ${debian}). ${String(error)}`,
    )
  })
  const path = await onPath(name)
  if (path === undefined) throw new Error(`${debian} is installed and has no ${name}.`)
  return path
}

const onPath = async (name: string): Promise<string | undefined> => {
  const folders = [...(process.env['PATH'] ?? '').split(delimiter), '/usr/sbin']
  for (const folder of folders) {
    const path = join(folder, name)
    const isThere = await access(path, constants.X_OK).then(
      () => true,
      () => false,
    )
    if (isThere) return path
  }
  return undefined
}

const install = async (debian: string): Promise<void> => {
  const sudo = process.getuid?.() === 0 ? [] : ['sudo', '-n']
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
  const run = async (...args: readonly string[]): Promise<void> => {
    const [file = '', ...rest] = [...sudo, 'apt-get', ...args]
    await promisify(execFile)(file, rest, { env })
  }
  const wanted = ['install', '-y', '--no-install-recommends', debian] as const
  await run(...wanted).catch(async () => {
    await run('update')
    await run(...wanted)
  })
}

/** Runs a task in one process at a time. apt has a lock of its own, but does not wait for it. */
const alone = async (task: () => Promise<void>): Promise<void> => {
  const mine = await mkdir(lock).then(
    () => true,
    () => false,
  )
  if (mine) {
    await task().finally(() => rmdir(lock))
    return
  }
  const since = await stat(lock).catch(() => undefined)
  if (since !== undefined && realNow() - since.mtimeMs > ABANDONED_MS) await rmdir(lock)
  await sleep(500)
  await alone(task)
}
