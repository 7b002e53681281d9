import { existsSync, readFileSync } from 'node:fs'
import type { Api } from '../core/api.ts'
import { sharedCollections } from '../core/records.ts'
import type { WorldData } from '../world/world-data.ts'

/** The package's folder: one level above the built files in `dist/`, two above this file in `src/server/`. */
const root =
  ['../', '../../']
    .map((path) => new URL(path, import.meta.url))
    .find((folder) => existsSync(new URL('package.json', folder))) ??
  // The code was bundled by a user, and no package folder exists around it.
  new URL('../', import.meta.url)

/** Returns the URL of a file that is shipped with the package. `path` is relative to the package's folder. */
export const packageFile = (path: string): URL => new URL(path, root)

/** Returns the shipped seed world without the lists and settings of APIs that are not served. */
export const seedFor = (apis: readonly Api[], { site = {}, ...lists }: WorldData): WorldData => {
  const known = new Set(
    [...sharedCollections, ...apis.flatMap((api) => api.collections)].map(({ name }) => name),
  )
  const settings = new Set(apis.flatMap((api) => Object.keys(api.site?.fields ?? {})))
  return {
    ...Object.fromEntries(Object.entries(lists).filter(([name]) => known.has(name))),
    site: Object.fromEntries(Object.entries(site as object).filter(([name]) => settings.has(name))),
  }
}

/** The data that the package ships with its code. */
interface Shipped {
  readonly version: string
  readonly seedWorld: WorldData
}

/** The version and the seed world as JSON. The build inserts them, so that bundles contain them, too. */
declare const SHIPPED: string | undefined

/** Returns the package's version and its seed world. */
export const shipped = (): Shipped => {
  if (typeof SHIPPED === 'string') return JSON.parse(SHIPPED) as Shipped
  const read = (path: string): unknown => JSON.parse(readFileSync(packageFile(path), 'utf8'))
  const { version } = read('package.json') as { version: string }
  return { version, seedWorld: read('fixtures/world.json') as WorldData }
}
