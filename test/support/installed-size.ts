import { lstat, readdir } from 'node:fs/promises'
import { join } from 'node:path'

/** The size of an installation. */
export interface InstalledSize {
  readonly packages: number
  /** The sum of the file sizes, in MB of a million bytes. */
  readonly megabytes: number
  /** The space on disk, in the same unit. NaN on systems that do not report it. */
  readonly onDisk: number
}

/** Counts the packages of a `node_modules` folder, and measures their size. */
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

/**
 * Whether a `package.json` lies directly in a package's folder. Other files of that name, deeper in a
 * package, only say how to load its files.
 */
const isPackage = ({ parentPath }: { readonly parentPath: string }): boolean =>
  /[/\\]node_modules[/\\](?:@[^/\\]+[/\\])?[^/\\.@][^/\\]*$/.test(parentPath)
