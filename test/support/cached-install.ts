import { execFile } from 'node:child_process'
import { mkdir, readFile, rm, rmdir, stat, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { promisify } from 'node:util'
import { realNow } from '../../src/world/clock.ts'

interface Wanted {
  /** The name of the folder in the project's cache. */
  readonly name: string
  /** The npm packages with their versions. Empty if `after` does everything. */
  readonly packages: readonly string[]
  /** Runs in the folder after the installation. Its result is stored. */
  readonly after?: (folder: string) => Promise<unknown>
}

/** A lock of this age is longer than any installation, so the process that took it was killed. */
const ABANDONED_MS = 300_000

/**
 * Installs npm packages that a test needs and the project does not, into the project's cache folder. The
 * installation happens at first use, and by one process at a time. Resolves to the folder and to the result
 * of `after`. Rejects if npm fails, so that no test is skipped without the packages.
 */
export const cachedInstall = async ({ name, packages, after }: Wanted) => {
  const folder = join(import.meta.dirname, '../../node_modules/.cache', name)
  // This file lists the installed packages. It is written last.
  const done = join(folder, 'installed.json')
  const lock = `${folder}.lock`
  for (;;) {
    const text = await readFile(done, 'utf8').catch(() => undefined)
    const kept = text === undefined ? undefined : (JSON.parse(text) as Installed)
    if (kept?.packages.join() === packages.join()) return { folder, result: kept.result }
    await mkdir(dirname(folder), { recursive: true })
    const mine = await mkdir(lock).then(
      () => true,
      () => false,
    )
    if (!mine) await otherInstalls(lock)
    else
      await install(folder, packages)
        .then(async () => {
          const result = await after?.(folder)
          await writeFile(done, JSON.stringify({ packages, result }))
        })
        .finally(() => rmdir(lock))
  }
}

interface Installed {
  readonly packages: readonly string[]
  readonly result?: unknown
}

const install = async (folder: string, packages: readonly string[]): Promise<void> => {
  await rm(folder, { recursive: true, force: true })
  await mkdir(folder, { recursive: true })
  await writeFile(join(folder, 'package.json'), '{"private":true}')
  if (packages.length === 0) return
  const options = ['--prefer-offline', '--no-audit', '--no-fund']
  await promisify(execFile)('npm', ['install', ...options, ...packages], { cwd: folder })
}

const otherInstalls = async (lock: string): Promise<void> => {
  const since = await stat(lock).catch(() => undefined)
  if (since !== undefined && realNow() - since.mtimeMs > ABANDONED_MS) await rmdir(lock)
  await sleep(500)
}
