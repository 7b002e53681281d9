import { defineOperation } from '../../core/api.ts'
import type { Context } from '../../core/context.ts'
import type { Note } from '../../core/note.ts'
import { ok, type Outcome } from '../../core/outcome.ts'
import { refuseWith } from '../shared/handling.ts'
import { cases, chooseLanguage, envelope } from './cases.ts'
import {
  emptyResponse,
  exampleDomain,
  exampleLogout,
  exampleRefresh,
  exampleUid,
  exampleUserInfo,
  loginResponse,
  refreshRequest,
  tokenRequest,
  userInfoResponse,
} from './dtos.ts'
import { endUsers, profileOf, type EndUser } from './records.ts'
import {
  bareToken,
  checkToken,
  giveTokens,
  readClaims,
  refreshAccess,
  revoke,
  type Claims,
  type TokenCheck,
  type TokenType,
} from './tokens.ts'

/** The end user of a token. */
interface Authenticated {
  readonly user: EndUser
  /** The token without `Bearer `. */
  readonly token: string
  readonly claims: Claims
}

/** Checks the token of a follow-up call. Returns its end user, or the failure. */
const authenticate = (
  sent: string | null | undefined,
  type: TokenType,
  context: Context,
): Authenticated | Outcome<never> => {
  const token = bareToken(sent ?? '')
  if (token === '') {
    const isAccess = type === 'AccessToken'
    const path = isAccess ? 'Authorization' : 'refreshToken'
    return refuseWith(context, cases[isAccess ? '5106' : '5115'], {
      kind: 'required-missing',
      message: `No token was sent: the platform refused the call; send the ${type} of a login as \`${path}\`.`,
      path,
    })
  }
  const check = checkToken(context, token, type)
  const user =
    check.kind === 'alive' ? context.world.table(endUsers).get(check.claims.uid) : undefined
  if (check.kind === 'alive' && user !== undefined) return { user, token, claims: check.claims }
  return refuseWith(context, cases['5032'], refusedToken(check, context))
}

/**
 * Returns the end user of a forced success: the token's user, else the user of the documentation's sample.
 */
const forcedUser = (sent: string | null | undefined, { world }: Context): EndUser => {
  const uid = readClaims(bareToken(sent ?? ''))?.uid ?? exampleUid
  return world.table(endUsers).get(uid) ?? { uid, userDomain: exampleDomain }
}

const refusedToken = (check: TokenCheck, { now }: Context): Note => {
  const { kind, claims } = check
  if (kind === 'alive')
    return {
      kind: 'token-user-unknown',
      message: `The token is good, but the world has no end user ${check.claims.uid}: the platform answered 5032; log in again.`,
    }
  const reason = {
    unknown: 'it is none that this server gives, or was changed on the way',
    expired: 'it has expired',
    revoked: 'its user has logged out',
    'other-type': `it is a ${claims?.type ?? 'token of another kind'}`,
  }[kind]
  return {
    kind: `token-${kind}`,
    message: `The token is refused, for ${reason}: the platform answered 5032; log in again for another.`,
    ...(kind === 'expired' && claims !== undefined
      ? { expected: `before ${instant(claims.exp * 1000)}`, actual: instant(now()) }
      : {}),
  }
}

const instant = (ms: number): string => new Date(ms).toISOString()

/**
 * Wraps the outcome of a follow-up call. The default language follows the data centre of the token; without a
 * readable token it is Chinese, as documented (I).
 */
const envelopeFor = <Data>(
  outcome: Outcome<Data>,
  input: Parameters<typeof chooseLanguage>[0] | undefined,
  sent: string | null | undefined,
) =>
  envelope(outcome, () => {
    const uid = readClaims(bareToken(sent ?? ''))?.uid ?? 'C'
    return chooseLanguage(input ?? {}, uid.startsWith('C') ? 'zh' : 'en')
  })

const followUp = {
  success: { basis: 'inferred', source: 'docs/spec/spring.md#follow-up-calls' },
  beyondDocument: true,
  documented: {},
} as const

/** The operation that returns the end user of the token. */
export const userInfo = defineOperation({
  ...followUp,
  name: 'user-info',
  title: 'End user information',
  method: 'GET',
  path: 'v2/enduser/enduserapi/userInfo',
  request: tokenRequest,
  response: userInfoResponse,
  example: exampleUserInfo,
  handle: (input, context) => {
    const found = authenticate(input.authorization, 'AccessToken', context)
    return 'kind' in found ? found : ok(profileOf(context, found.user))
  },
  forced: {
    success: (input, context) => ok(profileOf(context, forcedUser(input?.authorization, context))),
  },
  envelope: (outcome, input) => envelopeFor(outcome, input, input?.authorization),
})

/** The operation that issues a new access token. The refresh token stays valid until it expires (I). */
export const refreshToken = defineOperation({
  ...followUp,
  name: 'refresh-token',
  title: 'Refresh the access token',
  method: 'PUT',
  path: 'v2/enduser/enduserapi/refreshToken',
  request: refreshRequest,
  response: loginResponse,
  example: exampleRefresh,
  handle: (input, context) => {
    const found = authenticate(input.refreshToken, 'RefreshToken', context)
    if ('kind' in found) return found
    const { user, token, claims } = found
    return ok({
      accessToken: refreshAccess(context, user, claims),
      refreshToken: { token: `Bearer ${token}`, expirationTime: claims.exp },
    })
  },
  forced: {
    success: (input, context) =>
      ok(giveTokens(context, forcedUser(input?.refreshToken, context), 0)),
  },
  envelope: (outcome, input) => envelopeFor(outcome, input, input?.refreshToken),
})

/** The operation that revokes the access token. The refresh token stays valid (I). */
export const userLogout = defineOperation({
  ...followUp,
  name: 'user-logout',
  title: 'End user logout',
  method: 'DELETE',
  path: 'v2/enduser/enduserapi/userLogout',
  request: tokenRequest,
  response: emptyResponse,
  example: exampleLogout,
  handle: (input, context) => {
    const found = authenticate(input.authorization, 'AccessToken', context)
    if ('kind' in found) return found
    revoke(context, found.token, found.claims)
    return ok(null)
  },
  forced: { success: () => ok(null) },
  envelope: (outcome, input) => envelopeFor(outcome, input, input?.authorization),
})
