import { execFile } from 'node:child_process'
import { access, constants, readdir } from 'node:fs/promises'
import { delimiter, join } from 'node:path'
import { promisify } from 'node:util'
import { cachedInstall } from './cached-install.ts'

const run = promisify(execFile)

/**
 * The program that the image starts: that of the PATH, else Debian's package, fetched by apt on first need
 * and unpacked into the project's cache folder. Rejects when there is none: no test is left out for want of it.
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
  // apt's own user has to be able to write there, or it says so and goes on as root.
  const options = ['-o', 'APT::Sandbox::User=root', 'download', 'tini']
  const download = (): Promise<unknown> => run('apt-get', options, { cwd: folder })
  await download().catch(async () => {
    // A bare machine has no lists of packages; without being root it needs help.
    const update = process.getuid?.() === 0 ? ['apt-get', 'update'] : ['sudo', 'apt-get', 'update']
    await run(update[0] ?? '', update.slice(1))
    await download()
  })
  const [file = ''] = (await readdir(folder)).filter((name) => name.endsWith('.deb'))
  await run('dpkg-deb', ['-x', join(folder, file), folder])
}
