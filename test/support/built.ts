import { execFile } from 'node:child_process'
import { mkdir, readdir, rmdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { promisify } from 'node:util'
import { realNow } from '../../src/world/clock.ts'

const root = join(import.meta.dirname, '../..')
const lock = join(root, 'node_modules/.building')

/**
 * Builds the package's command from the current sources, if `dist/` is older. Resolves to the path of the
 * command.
 */
export const builtCommand = async (): Promise<string> => {
  let mine = false
  while (!mine && !(await isFresh())) {
    mine = await mkdir(lock).then(
      () => true,
      () => false,
    )
    if (mine) await build()
    else await othersBuild()
  }
  return join(root, 'bin/wechat-login-mock.js')
}

/**
 * Builds `dist/`, including the type declarations, from the current sources. Resolves to the root folder of
 * the package.
 */
export const builtPackage = async (): Promise<string> => {
  const types = await stat(join(root, 'dist/index.d.cts')).catch(() => undefined)
  if (types === undefined || types.mtimeMs < (await newest(join(root, 'src'))))
    await promisify(execFile)('npm', ['run', '--silent', 'build'], { cwd: root })
  return root
}

/** A lock of this age is longer than any build, so the process that took it was killed. */
const ABANDONED_MS = 60_000

const othersBuild = async (): Promise<void> => {
  const since = await stat(lock).catch(() => undefined)
  if (since !== undefined && realNow() - since.mtimeMs > ABANDONED_MS) await rmdir(lock)
  await sleep(200)
}

/** Builds the code without the type declarations, which the tests of the command do not need. */
const build = async (): Promise<void> => {
  try {
    await promisify(execFile)(process.execPath, ['esbuild.config.js'], { cwd: root })
  } finally {
    await rmdir(lock)
  }
}

/** The build writes every file, and the entry files last, so the time of one entry file is enough. */
const isFresh = async (): Promise<boolean> => {
  const made = await stat(join(root, 'dist/cli/main.js')).catch(() => undefined)
  return made !== undefined && made.mtimeMs >= (await newest(join(root, 'src')))
}

const newest = async (folder: string): Promise<number> => {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  const files = entries.filter((entry) => entry.isFile())
  const times = files.map(
    async ({ parentPath, name }) => (await stat(join(parentPath, name))).mtimeMs,
  )
  return Math.max(...(await Promise.all(times)))
}
