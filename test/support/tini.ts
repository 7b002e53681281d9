import { execFile } from 'node:child_process'
import { access, constants, readdir } from 'node:fs/promises'
import { delimiter, join } from 'node:path'
import { promisify } from 'node:util'
import { cachedInstall } from './cached-install.ts'

const run = promisify(execFile)

/**
 * Resolves to the path of tini, which the image starts: the program on the PATH, else the program of Debian's
 * package, which apt downloads at first use into the project's cache folder. Rejects if there is none, so
 * that no test is skipped without it.
 */
export const findTini = async (): Promise<string> => {
  for (const folder of (process.env['PATH'] ?? '').split(delimiter)) {
    const path = join(folder, 'tini')
    const isThere = await access(path, constants.X_OK).then(
      () => true,
      () => false,
    )
    if (isThere) return path
  }
  const { folder } = await cachedInstall({ name: 'tini', packages: [], after: unpack })
  return join(folder, 'usr/bin/tini')
}

const unpack = async (folder: string): Promise<void> => {
  // apt's own user must have write access to the folder. Otherwise apt prints a warning and continues as
  // root.
  const options = ['-o', 'APT::Sandbox::User=root', 'download', 'tini']
  const download = (): Promise<unknown> => run('apt-get', options, { cwd: folder })
  await download().catch(async () => {
    // A minimal machine has no package lists. Without root, the update needs sudo.
    const update = process.getuid?.() === 0 ? ['apt-get', 'update'] : ['sudo', 'apt-get', 'update']
    await run(update[0] ?? '', update.slice(1))
    await download()
  })
  const [file = ''] = (await readdir(folder)).filter((name) => name.endsWith('.deb'))
  await run('dpkg-deb', ['-x', join(folder, file), folder])
}
