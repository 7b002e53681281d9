import { defineOperation } from '../../core/api.ts'
import type { CaseRow } from '../../core/case.ts'
import type { Context } from '../../core/context.ts'
import type { Note } from '../../core/note.ts'
import { fail, ok } from '../../core/outcome.ts'
import { cases, chooseLanguage, envelope, type Language } from './cases.ts'
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
import { readClaims, type Claims, type TokenType } from './jwt.ts'
import { endUsers, profileOf, type EndUser } from './records.ts'
import {
  bareToken,
  checkToken,
  giveTokens,
  refreshAccess,
  revoke,
  type TokenCheck,
} from './tokens.ts'

/** Whom a token speaks for. */
interface Authenticated {
  readonly user: EndUser
  /** Without `Bearer `. */
  readonly token: string
  readonly claims: Claims
}

/** Reads the token of a follow-up call; `missing` is the row for none at all. */
const authenticate = (
  sent: string | null | undefined,
  type: TokenType,
  missing: CaseRow,
  context: Context,
): Authenticated | CaseRow => {
  const token = bareToken(sent ?? '')
  if (token === '') {
    context.note(missingToken(type))
    return missing
  }
  const check = checkToken(context, token, type)
  const user =
    check.kind === 'alive' ? context.world.table(endUsers).get(check.claims.uid) : undefined
  if (check.kind === 'alive' && user !== undefined) return { user, token, claims: check.claims }
  context.note(refusedToken(check, context))
  return cases['5032']
}

/** Whom a forced success is about: the token's user where there is one, else the sample's. */
const forcedUser = (sent: string | null | undefined, { world }: Context): EndUser => {
  const uid = readClaims(bareToken(sent ?? ''))?.uid ?? exampleUid
  return world.table(endUsers).get(uid) ?? { uid, userDomain: exampleDomain }
}

const missingToken = (type: TokenType): Note => {
  const path = type === 'AccessToken' ? 'Authorization' : 'refreshToken'
  return {
    kind: 'required-missing',
    message: `No token was sent: the platform refused the call; send the ${type} of a login as \`${path}\`.`,
    path,
  }
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

/** A follow-up's usual language is its token's data centre's; Chinese, as documented, without one (I). */
const followUpLanguage = (
  input: Parameters<typeof chooseLanguage>[0] | undefined,
  sent: string | null | undefined,
): Language => {
  const uid = readClaims(bareToken(sent ?? ''))?.uid ?? 'C'
  return chooseLanguage(input ?? {}, uid.startsWith('C') ? 'zh' : 'en')
}

/** Who the token speaks for. */
export const userInfo = defineOperation({
  name: 'user-info',
  title: 'End user information',
  method: 'GET',
  path: 'v2/enduser/enduserapi/userInfo',
  request: tokenRequest,
  response: userInfoResponse,
  success: { basis: 'inferred', source: 'docs/spec/spring.md#follow-up-calls' },
  beyondDocument: true,
  example: exampleUserInfo,
  documented: {},
  handle: (input, context) => {
    const found = authenticate(input.authorization, 'AccessToken', cases['5106'], context)
    return 'message' in found ? fail(found) : ok(profileOf(context, found.user))
  },
  forced: {
    success: (input, context) => ok(profileOf(context, forcedUser(input?.authorization, context))),
  },
  envelope: (outcome, input) =>
    envelope(outcome, () => followUpLanguage(input, input?.authorization)),
})

/** A fresh access token; the refresh token stays what it is until it expires (I). */
export const refreshToken = defineOperation({
  name: 'refresh-token',
  title: 'Refresh the access token',
  method: 'PUT',
  path: 'v2/enduser/enduserapi/refreshToken',
  request: refreshRequest,
  response: loginResponse,
  success: { basis: 'inferred', source: 'docs/spec/spring.md#follow-up-calls' },
  beyondDocument: true,
  example: exampleRefresh,
  documented: {},
  handle: (input, context) => {
    const found = authenticate(input.refreshToken, 'RefreshToken', cases['5115'], context)
    if ('message' in found) return fail(found)
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
  envelope: (outcome, input) =>
    envelope(outcome, () => followUpLanguage(input, input?.refreshToken)),
})

/** The access token is dead from here on; the refresh token is not (I). */
export const userLogout = defineOperation({
  name: 'user-logout',
  title: 'End user logout',
  method: 'DELETE',
  path: 'v2/enduser/enduserapi/userLogout',
  request: tokenRequest,
  response: emptyResponse,
  success: { basis: 'inferred', source: 'docs/spec/spring.md#follow-up-calls' },
  beyondDocument: true,
  example: exampleLogout,
  documented: {},
  handle: (input, context) => {
    const found = authenticate(input.authorization, 'AccessToken', cases['5106'], context)
    if ('message' in found) return fail(found)
    revoke(context, found.token, found.claims)
    return ok(null)
  },
  forced: { success: () => ok(null) },
  envelope: (outcome, input) =>
    envelope(outcome, () => followUpLanguage(input, input?.authorization)),
})
