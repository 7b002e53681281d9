import { lstat, readdir } from 'node:fs/promises'
import { join } from 'node:path'

/** What an installation takes. */
export interface InstalledSize {
  readonly packages: number
  /** The files' own, in MB of a million bytes. */
  readonly megabytes: number
  /** What the disk gives them, in the same; NaN where a system does not tell. */
  readonly onDisk: number
}

/** The packages of a `node_modules` folder and their size. */
export const installedSize = async (modules: string): Promise<InstalledSize> => {
  const entries = await readdir(modules, { recursive: true, withFileTypes: true })
  const stats = await Promise.all(
    entries.map(({ parentPath, name }) => lstat(join(parentPath, name))),
  )
  const sum = (of: (stat: (typeof stats)[number]) => number): number =>
    stats.reduce((total, stat) => total + of(stat), 0)
  return {
    packages: entries.filter((entry) => entry.name === 'package.json' && isPackage(entry)).length,
    megabytes: sum((stat) => (stat.isFile() ? stat.size : 0)) / 1e6,
    onDisk: sum(({ blocks }) => blocks * 512) / 1e6,
  }
}

/** A `package.json` right in a package's folder: packages have some deeper that only say how to load files. */
const isPackage = ({ parentPath }: { readonly parentPath: string }): boolean =>
  /[/\\]node_modules[/\\](?:@[^/\\]+[/\\])?[^/\\.@][^/\\]*$/.test(parentPath)
