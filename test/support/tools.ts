import { cachedInstall } from './cached-install.ts'

/** The last versions for Node 20, which is the least that the package runs on. */
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
  // Of which the two generators know version 5.
  'typescript@5.9.3',
]

/**
 * Folder of the heavy tools that users of the package have, and the project has not: in one installation,
 * made on first need. Programs that are run there find them.
 */
export const toolsFolder = async (): Promise<string> =>
  (await cachedInstall({ name: 'tools', packages })).folder

/** Longer than their installation takes on a slow line. */
export const TOOLS_MS = 300_000
