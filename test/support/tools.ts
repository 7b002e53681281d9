import { cachedInstall } from './cached-install.ts'

/** The last versions that run on Node 20, the oldest version that the package supports. */
const packages = [
  '@apidevtools/swagger-parser@12.1.0',
  '@hey-api/openapi-ts@0.90.0',
  '@pact-foundation/pact@16.3.0',
  '@stoplight/prism-cli@5.14.2',
  '@stoplight/spectral-core@1.24.1',
  '@stoplight/spectral-rulesets@1.23.1',
  '@yarnpkg/cli-dist@4.12.0',
  'openapi-typescript@7.13.0',
  'pnpm@10.20.0',
  // The two generators support version 5 only.
  'typescript@5.9.3',
]

/**
 * Resolves to a folder with large tools that users of the package have and the project does not. One
 * installation, made at first use, holds them all, and programs that run in the folder find them.
 */
export const toolsFolder = async (): Promise<string> =>
  (await cachedInstall({ name: 'tools', packages })).folder

/** The longest time in ms that the installation takes on a slow connection. */
export const TOOLS_MS = 300_000
