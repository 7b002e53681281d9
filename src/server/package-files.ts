import { existsSync } from 'node:fs'

/** The package's folder: one level above the built files in `dist/`, two above this file in `src/server/`. */
const root =
  ['../', '../../']
    .map((path) => new URL(path, import.meta.url))
    .find((folder) => existsSync(new URL('package.json', folder))) ??
  // Somebody's bundle, with no package around it.
  new URL('../', import.meta.url)

/** Address of a file that is shipped with the package. `path` is relative to the package's folder. */
export const packageFile = (path: string): URL => new URL(path, root)
