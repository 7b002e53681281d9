import { readFileSync } from 'node:fs'
import type { WorldData } from '../world/world-data.ts'
import { packageFile } from './package-files.ts'

/** What the package ships beside its code. */
interface Shipped {
  readonly version: string
  readonly seedWorld: WorldData
}

/** Reads the package's own files. The build puts what they hold in its place, so that bundles hold it too. */
export const shipped = (): Shipped => {
  const read = (path: string): unknown => JSON.parse(readFileSync(packageFile(path), 'utf8'))
  const { version } = read('package.json') as { version: string }
  return { version, seedWorld: read('fixtures/world.json') as WorldData }
}
