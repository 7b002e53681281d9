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

/** Where a payload becomes bytes, and these become words. */
let bytes = Buffer.alloc(1024)
let words = new Int32Array(bytes.buffer)
const ZEROS = '\0\0\0\0'

/** Returns how many bytes the payload has. */
const writePayload = (payload: string): number => {
  const most = payload.length * 3 + ZEROS.length
  if (most > bytes.length) {
    bytes = Buffer.alloc(Math.ceil(most / 4) * 4)
    words = new Int32Array(bytes.buffer)
  }
  return bytes.write(payload + ZEROS) - ZEROS.length
}

/** A compact JWT, claims in the documented order. A login writes two, faster than JSON.stringify does. */
export const writeJwt = ({ exp, jti, iat, uid, type }: Claims, rsa: boolean): string => {
  const payload = `{"iss":"enduser","aud":"Audience","exp":${exp},"jti":"${jti}","iat":${iat},"nbf":${iat - 120},"sub":"subject","uid":${quoted(uid)},"type":"${type}"}`
  const length = writePayload(payload)
  const signed = `${header}.${bytes.toString('base64url', 0, length)}`
  const signature = rsa ? rsaSignature(signed) : likeSignature(words, Math.ceil(length / 4))
  return `${signed}.${signature}`
}

const quoted = (uid: string): string => (/^\w*$/.test(uid) ? `"${uid}"` : JSON.stringify(uid))

/** Far over any token's length: longer text is none. */
const LONGEST = 4096

/** The claims of a token that this server (or another of its kind) made; undefined for any other text. */
export const readJwt = (token: string): Claims | undefined => {
  if (!token.startsWith(`${header}.`)) return undefined
  const claims = readClaims(token)
  if (claims === undefined) return undefined
  return token === writeJwt(claims, false) || isRsaSigned(token) ? claims : undefined
}

const isRsaSigned = (token: string): boolean => {
  const dot = token.lastIndexOf('.')
  const signature = token.slice(dot + 1)
  return signature.length === SIGNATURE && isRsaSignature(token.slice(0, dot), signature)
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
