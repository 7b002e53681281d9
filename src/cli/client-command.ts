import { readFileSync } from 'node:fs'
import type { Command } from 'commander'
import { addCommand, choice, text, type Given, type OptionRows } from './option-rows.ts'
import { connect, DEFAULT_URL, type MockClient } from '../client/index.ts'
import { TENANT_KEY } from '../core/tenant-key.ts'
import { UsageError } from './usage-error.ts'

/** The options and arguments that a command was called with. */
interface Called<Rows extends OptionRows> {
  readonly given: Given<Rows & typeof clientRows>
  readonly words: readonly string[]
  /** Creates the client on demand, because it may read the token file. */
  readonly client: () => MockClient
}

const noRows = {} satisfies OptionRows

/** Adds commands that call a running server. `usage` holds the name and the arguments: `use <case>`. */
export const clientCommands =
  (parent: Command) =>
  <Rows extends OptionRows = typeof noRows>(
    usage: string,
    about: string,
    act: (called: Called<Rows>) => Promise<unknown>,
    rows = noRows as Rows,
    options: { readonly isDefault?: boolean } = {},
  ): Command =>
    addCommand(
      parent,
      usage,
      about,
      { ...clientRows, ...rows },
      (given, words) => act({ given, words, client: () => clientOf(given) }),
      options,
    )

/** The options of every command that calls a running server. */
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

/** Returns the server's URL: `--url`, or the default. */
export const urlOf = ({ url = DEFAULT_URL }: GivenClient): string => url

/**
 * Creates a client for the given server, tenant and token. Throws UsageError if the token file cannot be
 * read.
 */
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

/** The option `--lang`: the language of titles. */
export const lang = choice('--lang <zh|en>', 'language of titles; by LANG unless given', [
  'zh',
  'en',
] as const)

/**
 * Returns the given language, or the language of the locale: the first of LC_ALL, LC_MESSAGES and LANG that
 * is set.
 */
export const languageOf = (
  given: 'zh' | 'en' | undefined,
  environment: Readonly<Record<string, string | undefined>>,
): 'zh' | 'en' => {
  if (given !== undefined) return given
  const locale = ['LC_ALL', 'LC_MESSAGES', 'LANG'].map((name) => environment[name]).find(Boolean)
  return locale?.toLowerCase().startsWith('zh') === true ? 'zh' : 'en'
}
