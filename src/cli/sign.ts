import { createHash } from 'node:crypto'
import type { MockClient } from '../client/index.ts'
import { CommandError, UsageError } from './usage-error.ts'

/** A login of offiaccount-auth-login, as it stands on the command line. */
export interface SignedLogin {
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
