import { createPrivateKey, createPublicKey, sign, verify, type KeyObject } from 'node:crypto'
import { likeSignature, SIGNATURE } from './like-signature.ts'

/**
 * The RSA-2048 key of every mock server there is. Public on purpose: it guards nothing, and a fixed
 * key gives the same bytes for the same login everywhere and keeps tokens good over a restart.
 */
const jwk = {
  kty: 'RSA',
  n: [
    'tvmk9-',
    'hHHt9aVd6wqzKVojQqrrMU2SJb4PRIIlLvkD3QCzBCngrzGNGFQCiNWn6XnduIuSP7sCzhYK4NXld8jJ-',
    '2vIv7VP-rW4gnw6qT04Fy-ghmK58P9J2DPJ-2hlecUFb4COeIhje7_IP_VZzoKZlfjaKX4bRIfhz-j-YG-QI9H',
    'AxXlo2K5MUzntiFsaJz_2h7yN0qK_YUbf2LMT7QvcoioDuCmgD432Gm1TE51ViV9ZQbTZh2HB1A4NbIEoy6pek',
    'khu2-VF5wS_TZnD0rC9dNaZon701CXhznpIKs_G1QXV5JymfLQ-4AiygW1xGK9hbbAzuTSKnqbaURPRxSEQ',
  ].join(''),
  e: 'AQAB',
  d: [
    'TYRIr-AfVURxfGSJ-xVEkEHCfV2P7Qdh3lUPRD9Xj4eoXj0VU-g2oeKNracgb2CnMfDCJRFJ_RKebrt-HWQ590',
    'dofstc8F8aRP5TPlFDLD0wrR2mzz8lXs_mO-',
    'Y7yQFPzzdxADC6xYXSJcH0B9yf_JOmCBaEetHKTmdRLzxX4uCnPERKCI7FhPDUijjg862yWZKvZrl-nEG9Pinp',
    '9MdNNQOVdTi8xyeKVmBivizyEKuDh7Wj8sWqJ4UksEu7FQ_lC_EVprCpZPIdHZgBpqii5wfprgQOS5SE4bR0fQ',
    'm6B1IKEZNbOmYRgxZRwLu7yj3Pr6QbwOTCoRaRz0DUlclJaw',
  ].join(''),
  p: [
    '-P9u89gMbGPadVzX1ocYwceyMvEigxV0yVyHryZj7YwrrYrFTJlSxFlCgUKFj6I4TVQlewNiCOIL3wvjnsEbHI',
    'YEhgUw4fc-HWWQg_smFNZPFX4fW4-7pcG6OAbvECTKWKfikOBGP12R03A8fX6i70aA4tDwsw1o04l63-J_77s',
  ].join(''),
  q: [
    'vB7n5Z_NXdm1-',
    '_SodQkboJXxvOtSzNarQC4HQ6Z9D4zgEe3rEgVhRSm0Fmegwm4MY4r7xUrNOiOzeGrz6fr_g54PLNNrHwDW0XP',
    'n1ppQrUZUKtPYeYy8lqN7av9QyFR3aVOKStkk8e1EiCy047Z-PMarxtlMBzsGyit-GsbWKqM',
  ].join(''),
  dp: [
    '3sdLcgg_NUsxzge_ZUWCNP6CxWlRw46S6wZKr77dcVAUVDTwydP0ZZCnHBd0gEpXrXg4AJPKRsBYdrugcA2-',
    'QAr4SSCj18jqXkrcvfka3VHReB1b2QQElA18m1w40GzaTfAHmi_PKiqBqnek53NCPGsMLeNbOBgrTfiXY3C3nr',
    'k',
  ].join(''),
  dq: [
    'RS8Ajbw1ZLx6ZwzVHyWYWXiLjLTmoJqaJGJJHaIPADcI-M8M0nXUDgGGT28Q-jBKshkc-',
    'rPFwgn7KN_8kCJU8eyhHBUsohxG5ITB0HS0EuV4cr-',
    'yLxGJEcVR0EnRRbt6puuoQlqVcbuWppX6eHxW9LcD2X90rHwSxSs1l1dk0A0',
  ].join(''),
  qi: [
    '0o5-evFckBxwEThePdwvdxCwAmz39TsYigXNmixXEI-',
    '2ogZPD17XCqQDPMNr_MfvUpmMVKFKBhV6RGECdeAm9Fv83YUyew0cjA0E--',
    'Evi4S7ll6p0tqbculJJHNKJvg6zlQPl2HsdWT53olcXV7J9TRdb8P5lfCjHofYmKSpRlg',
  ].join(''),
}

/** Name by which clients find the key in a JWKS; the tokens' header has none (documented). */
const kid = 'wechat-login-mock'

const once = <T>(make: () => T): (() => T) => {
  let made: T | undefined
  return () => (made ??= make())
}

const privateKey = once((): KeyObject => createPrivateKey({ key: jwk, format: 'jwk' }))
const publicKey = once((): KeyObject => createPublicKey(privateKey()))

/** What verifies signed tokens, as a JWKS lists it. */
export const publicJwk = {
  kty: jwk.kty,
  use: 'sig',
  alg: 'RS256',
  kid,
  n: jwk.n,
  e: jwk.e,
} as const

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
  const signature = rsa
    ? sign('sha256', Buffer.from(signed), privateKey()).toString('base64url')
    : likeSignature(words, Math.ceil(length / 4))
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
  const [signed, signature] = [token.slice(0, dot), token.slice(dot + 1)]
  return (
    signature.length === SIGNATURE &&
    verify('sha256', Buffer.from(signed), publicKey(), Buffer.from(signature, 'base64url'))
  )
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
