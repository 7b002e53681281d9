import { execFile } from 'node:child_process'
import { mkdir, readdir, rmdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { promisify } from 'node:util'
import { realNow } from '../../src/world/clock.ts'

const root = join(import.meta.dirname, '../..')
const lock = join(root, 'node_modules/.building')

/** The package's command, built from the sources as they are. */
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

/** The package's files in `dist/`, types included, built from the sources as they are. */
export const builtPackage = async (): Promise<string> => {
  const types = await stat(join(root, 'dist/index.d.cts')).catch(() => undefined)
  if (types === undefined || types.mtimeMs < (await newest(join(root, 'src'))))
    await promisify(execFile)('npm', ['run', '--silent', 'build'], { cwd: root })
  return root
}

/** Longer than any build: its builder was killed. */
const ABANDONED_MS = 60_000

const othersBuild = async (): Promise<void> => {
  const since = await stat(lock).catch(() => undefined)
  if (since !== undefined && realNow() - since.mtimeMs > ABANDONED_MS) await rmdir(lock)
  await sleep(200)
}

/** The code alone: types are the type check's business. */
const build = async (): Promise<void> => {
  try {
    await promisify(execFile)(process.execPath, ['esbuild.config.js'], { cwd: root })
  } finally {
    await rmdir(lock)
  }
}

/** The build writes every file anew, the entries last. */
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
