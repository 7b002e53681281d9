import { likeSignature, SIGNATURE } from './like-signature.ts'
import { isRsaSignature, rsaSignature } from './signing-key.ts'

export type TokenType = 'AccessToken' | 'RefreshToken'

/** The claims a token's holder is known by; the rest are constants. */
export interface Claims {
  /** Seconds since the epoch. */
  readonly exp: number
  /** 22 characters of base64url. */
  readonly jti: string
  readonly iat: number
  readonly uid: string
  readonly type: TokenType
}

/** `{"alg":"RS256"}`. */
const header = 'eyJhbGciOiJSUzI1NiJ9'

/** A compact JWT, claims in the documented order. Half the time of JSON.stringify, twice a login. */
export const writeJwt = ({ exp, jti, iat, uid, type }: Claims, rsa: boolean): string => {
  const payload = `{"iss":"enduser","aud":"Audience","exp":${exp},"jti":"${jti}","iat":${iat},"nbf":${iat - 120},"sub":"subject","uid":${JSON.stringify(uid)},"type":"${type}"}`
  const signed = `${header}.${Buffer.from(payload).toString('base64url')}`
  return `${signed}.${rsa ? rsaSignature(signed) : likeSignature(signed)}`
}

/** Far over any token's length: longer text is none. */
const LONGEST = 4096

/** The claims of a token that this server (or another of its kind) made; undefined for any other text. */
export const readJwt = (token: string): Claims | undefined => {
  if (token.length > LONGEST || !token.startsWith(`${header}.`)) return undefined
  const dot = token.lastIndexOf('.')
  const signed = token.slice(0, dot)
  const signature = token.slice(dot + 1)
  if (signature.length !== SIGNATURE) return undefined
  if (signature !== likeSignature(signed) && !isRsaSignature(signed, signature)) return undefined
  return readClaims(token)
}

/** The claims of any text that has them, whoever made it. */
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

/** Seconds of the last instant a Date can hold. */
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
