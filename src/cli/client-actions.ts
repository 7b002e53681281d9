import { createHash } from 'node:crypto'
import { readFile, writeFile } from 'node:fs/promises'
import type { ApiName, CaseName, MockClient, Use, World } from '../client/index.ts'
import { CommandError, UsageError } from './usage-error.ts'
import { jsonMistake, seemingEncoding } from '../core/json-mistake.ts'

/**
 * Puts a case in use, or several in turn, or with `none` takes away what is; prints what is in use then.
 * Without a name it prints only.
 */
export const useCase = async (
  names: readonly string[],
  { api, times }: { readonly api?: string; readonly times?: number },
  client: MockClient,
): Promise<void> => {
  // The server knows which there are.
  const only = api as ApiName | undefined
  const [first] = names
  const uses =
    first === undefined
      ? await client.uses()
      : first === 'none' && names.length === 1
        ? await client.unuse(only)
        : await client.use(names.length === 1 ? (first as CaseName) : (names as CaseName[]), {
            api: only,
            times,
          })
  process.stdout.write(uses.length === 0 ? 'no case in use\n' : uses.map(lineOf).join(''))
}

const lineOf = ({ case: name, api, times, turn }: Use): string =>
  `${name}${api === undefined ? '' : ` for ${api}`}${times === undefined ? '' : `, ${times} more`}${turn === true ? ', in turn' : ''}\n`

/** A login of offiaccount-auth-login, as it stands on the command line. */
interface SignedLogin {
  readonly appId?: string | undefined
  readonly code?: string | undefined
  /** Has no place in such a signature. */
  readonly person?: string | undefined
  /** Whose secret signs; asked of the server unless `secret` is given. */
  readonly userDomain?: string | undefined
  readonly secret?: string | undefined
}

const SEED_DOMAIN = 'C.DM.10271.5'

/**
 * The `signature` of a login: 64 lower-case hex digits (docs/spec/spring.md#request). Throws
 * UsageError for what is missing, CommandError for a user domain that the world does not have.
 */
export const signatureOfLogin = async (
  { appId, code, person, userDomain = SEED_DOMAIN, secret }: SignedLogin,
  client: Pick<MockClient, 'world'>,
): Promise<string> => {
  if (person !== undefined)
    throw new UsageError('--person and --code do not go together: a login is signed of its code.')
  if (appId === undefined)
    throw new UsageError('--app-id is missing: it is part of what is signed.')
  if (code === undefined) throw new UsageError('--code is missing: it is part of what is signed.')
  const key = secret ?? (await secretOf(userDomain, client))
  return createHash('sha256').update(`${appId}${code}${key}`).digest('hex')
}

const secretOf = async (userDomain: string, client: Pick<MockClient, 'world'>): Promise<string> => {
  const { userDomains = [] } = await client.world.get()
  const found = userDomains.find((one) => one.userDomain === userDomain)
  if (typeof found?.secret === 'string') return found.secret
  const there = userDomains.map((one) => one.userDomain).join(', ')
  throw new CommandError(
    found === undefined
      ? `--user-domain ${JSON.stringify(userDomain)} is none of the world: use one of ${there}.`
      : `--user-domain ${JSON.stringify(userDomain)} has no secret: give --secret.`,
  )
}

/** Writes a tenant's world to a file, or to stdout. */
export const exportState = async (file: string | undefined, client: MockClient): Promise<void> => {
  const world = await client.world.get()
  const text = `${JSON.stringify(world, null, 2)}\n`
  if (file === undefined) process.stdout.write(text)
  else
    await writeFile(file, text).catch((error: unknown) => {
      throw new CommandError(`${file} cannot be written: ${(error as Error).message}.`)
    })
}

/**
 * Puts a world, or every tenant's of a state file, in place of what there is
 * (docs/spec/control.md#format-of-the-world).
 */
export const importState = async (file: string, client: MockClient): Promise<void> => {
  for (const [tenant, world] of worldsOf(file, await read(file)))
    await (tenant === undefined ? client : client.tenant(tenant)).world.replace(world)
}

const read = async (file: string): Promise<object> => {
  const bytes = await readFile(file === '-' ? '/dev/stdin' : file).catch((error: unknown) => {
    throw new UsageError(`${file} cannot be read: ${(error as Error).message}.`)
  })
  // Windows PowerShell's `>` writes UTF-16.
  const encoding = seemingEncoding(bytes)
  if (encoding !== undefined)
    throw new UsageError(`${file} is not UTF-8, it seems to be ${encoding}: save it as UTF-8.`)
  const text = bytes.toString('utf8').replace(/^\ufeff/, '')
  try {
    const value: unknown = JSON.parse(text)
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value
  } catch {
    // Said below.
  }
  const mistake = jsonMistake(text)
  throw new UsageError(
    mistake === undefined
      ? `${file} is no world: use a JSON object as \`state export\` writes it.`
      : `${file} is no JSON: ${mistake.sentence}.`,
  )
}

/** A bare world has no tenant of its own. */
const worldsOf = (file: string, value: object): readonly [string | undefined, World][] => {
  if (!('tenants' in value)) return [[undefined, value]]
  const { tenants } = value
  if (typeof tenants !== 'object' || tenants === null)
    throw new UsageError(`${file} is no state file: its tenants are no object.`)
  return Object.entries(tenants) as [string, World][]
}
