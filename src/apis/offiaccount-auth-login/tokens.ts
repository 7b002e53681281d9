import { createPrivateKey, createPublicKey, sign, verify, type KeyObject } from 'node:crypto'
import type { IntrospectedToken } from '../../core/api.ts'
import type { Services } from '../../core/context.ts'
import { tokens } from '../../core/records.ts'
import { userDomains, type EndUser, type UserDomain } from './records.ts'

/**
 * Returns the lifetime of a token in seconds: the lifetime in the user domain's record, else the lifetime in
 * the documented samples.
 */
const lifetimeOf = (type: Claims['type'], domain: UserDomain | undefined): number =>
  type === 'AccessToken'
    ? (domain?.accessTokenSeconds ?? 7_200)
    : (domain?.refreshTokenSeconds ?? 2_592_000)

/**
 * A token of an answer. Its text begins with `Bearer ` (documented); `expirationTime` is in seconds since the
 * epoch.
 */
export interface GivenToken {
  readonly token: string
  readonly expirationTime: number
}

/** Issues the two tokens of a login. `logins` makes the tokens of each login of a person different. */
export const giveTokens = (services: Services, user: EndUser, logins: number) => {
  const bytes = services.derive('enduser-token', user.uid, String(logins)).bytes(32)
  const domain = domainOf(services, user)
  const [first, second] = [jtiOf(bytes, 0), jtiOf(bytes, 16)]
  const accessToken = give(services, 'AccessToken', user.uid, first, domain)
  const refreshToken = give(services, 'RefreshToken', user.uid, second, domain)
  return { accessToken, refreshToken }
}

/**
 * Issues a new access token for a refresh token. The current millisecond makes each refresh different (I).
 */
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

/** Returns the token of a header or parameter without `Bearer `, which a client may leave out. */
export const bareToken = (text: string): string => text.trim().replace(/^Bearer\s+/i, '')

export type TokenCheck =
  | { readonly kind: 'alive'; readonly claims: Claims }
  | { readonly kind: 'unknown' | 'expired' | 'revoked' | 'other-type'; readonly claims?: Claims }

/** Checks a bare token: whether this kind of server issued it, and whether it may be used as `type` now. */
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

/** Stores a token as revoked until its own expiry. Valid tokens are never stored. */
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

/** Describes a token for `tokens/introspect`. Returns undefined for a text that is not such a token. */
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

/**
 * The RSA-2048 key of every mock server (PKCS #1). The key is public on purpose, because it protects nothing.
 * A fixed key gives the same bytes for the same login on every server and keeps tokens valid after a restart.
 */
const key = [
  'MIIEpAIBAAKCAQEAtvmk9+hHHt9aVd6wqzKVojQqrrMU2SJb4PRIIlLvkD3QCzBCngrzGNGFQCiNWn6XnduIuSP7sCzh',
  'YK4NXld8jJ+2vIv7VP+rW4gnw6qT04Fy+ghmK58P9J2DPJ+2hlecUFb4COeIhje7/IP/VZzoKZlfjaKX4bRIfhz+j+YG',
  '+QI9HAxXlo2K5MUzntiFsaJz/2h7yN0qK/YUbf2LMT7QvcoioDuCmgD432Gm1TE51ViV9ZQbTZh2HB1A4NbIEoy6pekk',
  'hu2+VF5wS/TZnD0rC9dNaZon701CXhznpIKs/G1QXV5JymfLQ+4AiygW1xGK9hbbAzuTSKnqbaURPRxSEQIDAQABAoIB',
  'AE2ESK/gH1VEcXxkifsVRJBBwn1dj+0HYd5VD0Q/V4+HqF49FVPoNqHija2nIG9gpzHwwiURSf0Snm67fh1kOfdHaH7L',
  'XPBfGkT+Uz5RQyw9MK0dps8/JV7P5jvmO8kBT883cQAwusWF0iXB9Afcn/yTpggWhHrRyk5nUS88V+LgpzxESgiOxYTw',
  '1Io44POtslmSr2a5fpxBvT4p6fTHTTUDlXU4vMcnilZgYr4s8hCrg4e1o/LFqieFJLBLuxUP5QvxFaawqWTyHR2YAaao',
  'oucH6a4EDkuUhOG0dH0JugdSChGTWzpmEYMWUcC7u8o9z6+kG8DkwqEWkc9A1JXJSWsCgYEA+P9u89gMbGPadVzX1ocY',
  'wceyMvEigxV0yVyHryZj7YwrrYrFTJlSxFlCgUKFj6I4TVQlewNiCOIL3wvjnsEbHIYEhgUw4fc+HWWQg/smFNZPFX4f',
  'W4+7pcG6OAbvECTKWKfikOBGP12R03A8fX6i70aA4tDwsw1o04l63+J/77sCgYEAvB7n5Z/NXdm1+/SodQkboJXxvOtS',
  'zNarQC4HQ6Z9D4zgEe3rEgVhRSm0Fmegwm4MY4r7xUrNOiOzeGrz6fr/g54PLNNrHwDW0XPn1ppQrUZUKtPYeYy8lqN7',
  'av9QyFR3aVOKStkk8e1EiCy047Z+PMarxtlMBzsGyit+GsbWKqMCgYEA3sdLcgg/NUsxzge/ZUWCNP6CxWlRw46S6wZK',
  'r77dcVAUVDTwydP0ZZCnHBd0gEpXrXg4AJPKRsBYdrugcA2+QAr4SSCj18jqXkrcvfka3VHReB1b2QQElA18m1w40Gza',
  'TfAHmi/PKiqBqnek53NCPGsMLeNbOBgrTfiXY3C3nrkCgYBFLwCNvDVkvHpnDNUfJZhZeIuMtOagmpokYkkdog8ANwj4',
  'zwzSddQOAYZPbxD6MEqyGRz6s8XCCfso3/yQIlTx7KEcFSyiHEbkhMHQdLQS5Xhyv7IvEYkRxVHQSdFFu3qm66hCWpVx',
  'u5amlfp4fFb0twPZf3SsfBLFKzWXV2TQDQKBgQDSjn568VyQHHAROF493C93ELACbPf1OxiKBc2aLFcQj7aiBk8PXtcK',
  'pAM8w2v8x+9SmYxUoUoGFXpEYQJ14Cb0W/zdhTJ7DRyMDQT74S+LhLuWXqnS2pty6Ukkc0om+DrOVA+XYex1ZPneiVxd',
  'Xsn1NF1vw/mV8KMeh9iYpKlGWA==',
].join('')

/** The name of the key in a JWKS. The header of the tokens does not name a key (documented). */
const kid = 'wechat-login-mock'

const once = <T>(make: () => T): (() => T) => {
  let made: T | undefined
  return () => (made ??= make())
}

const privateKey = once((): KeyObject =>
  createPrivateKey({ key: Buffer.from(key, 'base64'), format: 'der', type: 'pkcs1' }),
)
const publicKey = once((): KeyObject => createPublicKey(privateKey()))

/** Returns the public key that verifies signed tokens, as a JWKS lists it. */
export const publicJwk = () => {
  const { kty, n, e } = publicKey().export({ format: 'jwk' })
  return { kty, use: 'sig', alg: 'RS256', kid, n, e }
}

export type TokenType = 'AccessToken' | 'RefreshToken'

/** The claims that differ between tokens. All other claims are constant. */
export interface Claims {
  /** Seconds since the epoch. */
  readonly exp: number
  /** 22 characters of base64url. */
  readonly jti: string
  readonly iat: number
  readonly uid: string
  readonly type: TokenType
}

/** The JWT header `{"alg":"RS256"}` in base64url. */
const header = 'eyJhbGciOiJSUzI1NiJ9'

/** The buffer in which a payload is encoded, and a view of it as words. */
let bytes = Buffer.alloc(1024)
let words = new Int32Array(bytes.buffer)
const ZEROS = '\0\0\0\0'

/** Writes a payload to the buffer and returns its length in bytes. */
const writePayload = (payload: string): number => {
  const most = payload.length * 3 + ZEROS.length
  if (most > bytes.length) {
    bytes = Buffer.alloc(Math.ceil(most / 4) * 4)
    words = new Int32Array(bytes.buffer)
  }
  return bytes.write(payload + ZEROS) - ZEROS.length
}

/**
 * Returns a compact JWT with the claims in the documented order. A template is faster than JSON.stringify,
 * and a login writes two tokens.
 */
export const writeJwt = ({ exp, jti, iat, uid, type }: Claims, rsa: boolean): string => {
  const payload = `{"iss":"enduser","aud":"Audience","exp":${exp},"jti":"${jti}","iat":${iat},"nbf":${iat - 120},"sub":"subject","uid":${quoted(uid)},"type":"${type}"}`
  const length = writePayload(payload)
  const signed = `${header}.${bytes.toString('base64url', 0, length)}`
  const signature = rsa
    ? sign('sha256', Buffer.from(signed), privateKey()).toString('base64url')
    : likeSignature(words, Math.ceil(length / 4))
  return `${signed}.${signature}`
}

const quoted = (uid: string): string => (/^\w*$/.test(uid) ? `"${uid}"` : JSON.stringify(uid))

/** Longer texts are not tokens: the limit is far above the length of any token. */
const LONGEST = 4096

/**
 * Returns the claims of a token that this server (or another mock server) issued. Returns undefined for any
 * other text.
 */
export const readJwt = (token: string): Claims | undefined => {
  if (!token.startsWith(`${header}.`)) return undefined
  const claims = readClaims(token)
  if (claims === undefined) return undefined
  return token === writeJwt(claims, false) || isRsaSigned(token) ? claims : undefined
}

const isRsaSigned = (token: string): boolean => {
  const dot = token.lastIndexOf('.')
  const [signed, signature] = [token.slice(0, dot), token.slice(dot + 1)]
  return (
    signature.length === SIGNATURE &&
    verify('sha256', Buffer.from(signed), publicKey(), Buffer.from(signature, 'base64url'))
  )
}

/**
 * Returns the claims in a text without checking who made it. Returns undefined for a text without these
 * claims.
 */
export const readClaims = (token: string): Claims | undefined => {
  const payload = token.length > LONGEST ? undefined : token.split('.', 3)[1]
  if (payload === undefined) return undefined
  try {
    const claims: unknown = JSON.parse(Buffer.from(payload, 'base64url').toString())
    return isClaims(claims) ? claims : undefined
  } catch {
    return undefined
  }
}

/** The last instant that a Date can hold, in seconds. */
const LAST = 8_640_000_000_000

const isClaims = (value: unknown): value is Claims => {
  if (typeof value !== 'object' || value === null) return false
  const { exp, jti, iat, uid, type } = value as Partial<Record<keyof Claims, unknown>>
  return (
    [exp, iat].every((time) => typeof time === 'number' && time >= 0 && time <= LAST) &&
    typeof jti === 'string' &&
    typeof uid === 'string' &&
    (type === 'AccessToken' || type === 'RefreshToken')
  )
}

/** The length of 256 bytes in base64url, in characters. */
const SIGNATURE = 342

/** The words of a signature, and a view of them as bytes. */
const made = new Uint32Array(64)
const madeBytes = Buffer.from(made.buffer)

/**
 * Returns 256 bytes that look like an RSA-2048 signature. Only the payload determines them, so that a token
 * is recognised later without being stored (docs/spec/spring.md#response). The bytes prove nothing. The small
 * generator sfc32, seeded by a small hash, makes them, because that is faster than SHAKE-256 and much faster
 * than RSA (docs/performance.md#what-each-part-gains). The payload is given as words of four bytes; zeros
 * fill up the last word.
 */
const likeSignature = (payload: Int32Array, length: number): string => {
  let a = 0x811c9dc5
  let b = 0x9e3779b9
  for (let at = 0; at < length; at++) {
    a = Math.imul(a ^ (payload[at] ?? 0), 0x01000193)
    a ^= a >>> 15
    b = Math.imul(b + a, 0x85ebca6b)
  }
  let c = mixed(a ^ b)
  a = mixed(a)
  b = mixed(b)
  for (let i = 0; i < made.length; i++) {
    const sum = (((a + b) | 0) + i) | 0
    a = b ^ (b >>> 9)
    b = (c + (c << 3)) | 0
    c = (((c << 21) | (c >>> 11)) + sum) | 0
    made[i] = sum
  }
  return madeBytes.toString('base64url')
}

/** Spreads each bit over all 32 bits, as the last step of MurmurHash3 does. */
const mixed = (bits: number): number => {
  let all = Math.imul(bits ^ (bits >>> 16), 0x85ebca6b)
  all = Math.imul(all ^ (all >>> 13), 0xc2b2ae35)
  return all ^ (all >>> 16)
}
