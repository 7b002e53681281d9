import { readFileSync } from 'node:fs'
import type { Command } from 'commander'
import { addCommand, choice, text, type Given, type OptionRows } from './option-rows.ts'
import { connect, DEFAULT_URL, type MockClient } from '../client/index.ts'
import { TENANT_KEY } from '../core/tenant-key.ts'
import { UsageError } from './usage-error.ts'

/** What a command was called with. */
interface Called<Rows extends OptionRows> {
  readonly given: Given<Rows & typeof clientRows>
  readonly words: readonly string[]
  /** Made when it is needed: a token's file is read for it. */
  readonly client: () => MockClient
}

/** Adds commands that speak to a running server. `usage` is a name and arguments: `use <case>`. */
export const clientCommands =
  (parent: Command) =>
  <Rows extends OptionRows = Record<never, never>>(
    usage: string,
    about: string,
    act: (called: Called<Rows>) => Promise<unknown>,
    rows = {} as Rows,
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

/** `--lang`: in which language titles come. */
export const lang = choice('--lang <zh|en>', 'language of titles; by LANG unless given', [
  'zh',
  'en',
] as const)

/** The given language, else that of the locale: LC_ALL, LC_MESSAGES, LANG, the first that is set. */
export const languageOf = (
  given: 'zh' | 'en' | undefined,
  environment: Readonly<Record<string, string | undefined>>,
): 'zh' | 'en' => {
  if (given !== undefined) return given
  const locale = ['LC_ALL', 'LC_MESSAGES', 'LANG'].map((name) => environment[name]).find(Boolean)
  return locale?.toLowerCase().startsWith('zh') === true ? 'zh' : 'en'
}
