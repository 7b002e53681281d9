import { readFileSync } from 'node:fs'
import { connect, DEFAULT_URL, type MockClient } from '../client/index.ts'
import { TENANT_KEY } from '../core/tenant-key.ts'
import { text, type Given } from './option-rows.ts'
import { UsageError } from './usage-error.ts'

/** What every command takes that speaks to a running server. */
export const clientRows = {
  url: {
    ...text('--url <url>', 'where the server is'),
    read: (given: string) =>
      /^https?:\/\/[^/]/.test(given) && URL.canParse(given) ? given : undefined,
    allowed: 'a URL such as http://127.0.0.1:5013',
  },
  tenant: {
    ...text('--tenant <key>', 'tenant to speak of'),
    read: (given: string) => (TENANT_KEY.test(given) ? given : undefined),
    allowed: '1 to 64 of A-Z a-z 0-9 . _ -',
  },
  adminToken: text('--admin-token <text>', 'bearer token, where the server asks for one'),
  adminTokenFile: text('--admin-token-file <file>', 'file with that token'),
} as const

export type GivenClient = Given<typeof clientRows>

/** Where the server is unless `--url` says else. */
export const urlOf = ({ url = DEFAULT_URL }: GivenClient): string => url

/** A client of that server, and of that tenant. */
export const clientOf = (given: GivenClient): MockClient =>
  connect({ url: urlOf(given), tenant: given.tenant, token: tokenOf(given) })

const tokenOf = ({ adminToken, adminTokenFile }: GivenClient): string | undefined => {
  if (adminToken !== undefined || adminTokenFile === undefined) return adminToken
  try {
    return readFileSync(adminTokenFile, 'utf8').trim()
  } catch (error) {
    const { code = 'unknown error' } = error as NodeJS.ErrnoException
    throw new UsageError(
      `--admin-token-file ${JSON.stringify(adminTokenFile)} cannot be read (${code}): name the file that the server was started with.`,
      { cause: error },
    )
  }
}
