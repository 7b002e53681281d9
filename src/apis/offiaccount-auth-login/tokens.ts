import type { IntrospectedToken } from '../../core/api.ts'
import type { Services } from '../../core/context.ts'
import { tokens } from '../../core/records.ts'
import { readJwt, writeJwt, type Claims } from './jwt.ts'
import { userDomains, type EndUser, type UserDomain } from './records.ts'

/** Seconds (documented samples), unless the user domain's record says else. */
const lifetimeOf = (type: Claims['type'], domain: UserDomain | undefined): number =>
  type === 'AccessToken'
    ? (domain?.accessTokenSeconds ?? 7_200)
    : (domain?.refreshTokenSeconds ?? 2_592_000)

/** One token of an answer; the value begins with `Bearer ` (documented). */
export interface GivenToken {
  readonly token: string
  readonly expirationTime: number
}

/** The two tokens of a login; `logins` tells one login of a person from the next. */
export const giveTokens = (services: Services, user: EndUser, logins: number) => {
  const bytes = services.derive('enduser-token', user.uid, String(logins)).bytes(32)
  const domain = domainOf(services, user)
  const [first, second] = [jtiOf(bytes, 0), jtiOf(bytes, 16)]
  const accessToken = give(services, 'AccessToken', user.uid, first, domain)
  const refreshToken = give(services, 'RefreshToken', user.uid, second, domain)
  return { accessToken, refreshToken }
}

/** A fresh access token for a refresh token; the millisecond tells one refresh from the next (I). */
export const refreshAccess = (services: Services, user: EndUser, refresh: Claims): GivenToken => {
  const parts = [user.uid, refresh.jti, String(services.now())]
  const jti = jtiOf(services.derive('enduser-refresh', ...parts).bytes(16), 0)
  return give(services, 'AccessToken', user.uid, jti, domainOf(services, user))
}

const jtiOf = (bytes: Buffer, start: number): string =>
  bytes.toString('base64url', start, start + 16)

const domainOf = ({ world }: Services, { userDomain }: EndUser): UserDomain | undefined =>
  world.table(userDomains).get(userDomain ?? '')

const give = (
  { now }: Services,
  type: Claims['type'],
  uid: string,
  jti: string,
  domain: UserDomain | undefined,
): GivenToken => {
  const iat = Math.floor(now() / 1000)
  const exp = iat + lifetimeOf(type, domain)
  return {
    token: `Bearer ${writeJwt({ exp, jti, iat, uid, type }, domain?.signTokens ?? false)}`,
    expirationTime: exp,
  }
}

/** The bare token of a header or parameter, sent with or without `Bearer `. */
export const bareToken = (text: string): string => text.trim().replace(/^Bearer\s+/i, '')

export type TokenCheck =
  | { readonly kind: 'alive'; readonly claims: Claims }
  | { readonly kind: 'unknown' | 'expired' | 'revoked' | 'other-type'; readonly claims?: Claims }

/** Whether a bare token is one of this server's kind and may be used as `type` now. */
export const checkToken = (services: Services, token: string, type: Claims['type']): TokenCheck => {
  const claims = readJwt(token)
  if (claims === undefined) return { kind: 'unknown' }
  if (isExpired(services, claims)) return { kind: 'expired', claims }
  if (isRevoked(services, token)) return { kind: 'revoked', claims }
  return { kind: claims.type === type ? 'alive' : 'other-type', claims }
}

const isExpired = ({ now }: Services, { exp }: Claims): boolean => exp * 1000 <= now()

const isRevoked = ({ world }: Services, token: string): boolean =>
  world.table(tokens).get(token)?.kind === 'revoked'

/** Remembers a token as dead until it would have died anyway; live ones are never kept. */
export const revoke = ({ now, world }: Services, token: string, { uid, exp }: Claims): void => {
  world.table(tokens).put({
    token,
    api: 'offiaccount-auth-login',
    kind: 'revoked',
    subject: uid,
    issuedAt: new Date(now()).toISOString(),
    expiresAt: new Date(exp * 1000).toISOString(),
  })
}

/** For `tokens/introspect`: what a token is and whether it still works. */
export const introspect = (text: string, services: Services): IntrospectedToken | undefined => {
  const token = bareToken(text)
  const claims = readJwt(token)
  if (claims === undefined) return undefined
  return {
    active: !isExpired(services, claims) && !isRevoked(services, token),
    kind: claims.type === 'AccessToken' ? 'access' : 'refresh',
    subject: claims.uid,
    expiresAt: claims.exp * 1000,
  }
}
