import { createHash } from 'node:crypto'
import type { MockClient } from '../client/index.ts'
import { CommandError } from './usage-error.ts'

/** A login of offiaccount-auth-login, as the client of the IoT platform signs it. */
export interface SignedLogin {
  readonly appId: string
  readonly code: string
  /** Whose secret signs; asked of the server unless `secret` is given. */
  readonly userDomain: string
  readonly secret?: string | undefined
}

/**
 * The `signature` of a login: 64 lower-case hex digits (docs/spec/spring.md#request). Throws
 * CommandError for a user domain that the world does not have.
 */
export const signatureOfLogin = async (
  { appId, code, userDomain, secret }: SignedLogin,
  client: MockClient,
): Promise<string> => {
  const key = secret ?? (await secretOf(userDomain, client))
  return createHash('sha256').update(`${appId}${code}${key}`).digest('hex')
}

const secretOf = async (userDomain: string, client: MockClient): Promise<string> => {
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
