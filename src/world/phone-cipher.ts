import { createCipheriv, createDecipheriv } from 'node:crypto'
import type { EncryptedPair, PhoneNumber } from '../core/context.ts'
import type { Encrypted } from '../core/encrypted.ts'

// WeChat's encrypted user data: AES-128-CBC, PKCS#7, everything in base64.

const CIPHER = 'aes-128-cbc'
const BYTES = 16

/** Encrypts as a phone would receive it: WeChat's documented JSON, watermark last. */
export const encryptPhone = (
  phone: string,
  sessionKey: string,
  iv: Buffer,
  watermark: { readonly timestamp: number; readonly appid: string },
): EncryptedPair => {
  const plain = JSON.stringify({
    phoneNumber: phone,
    purePhoneNumber: phone,
    countryCode: '86',
    watermark,
  })
  return encryptText(plain, sessionKey, iv)
}

/** Encrypts any text as WeChat encrypts a user's data. */
export const encryptText = (plain: string, sessionKey: string, iv: Buffer): EncryptedPair => {
  const cipher = createCipheriv(CIPHER, Buffer.from(sessionKey, 'base64'), iv)
  const encrypted = Buffer.concat([cipher.update(plain, 'utf8'), cipher.final()])
  return { encryptedData: encrypted.toString('base64'), iv: iv.toString('base64') }
}

/** undefined when it does not decrypt to a phone number. */
export const decryptPhone = (sessionKey: string, encrypted: Encrypted): PhoneNumber | undefined => {
  const text = decryptText(sessionKey, encrypted)
  return text === undefined ? undefined : phoneNumberOf(parsed(text))
}

/** undefined when the key does not open it, as the padding tells. */
export const decryptText = (sessionKey: string, { data, iv }: Encrypted): string | undefined => {
  const key = Buffer.from(sessionKey, 'base64')
  if (key.length !== BYTES || iv.length !== BYTES) return undefined
  if (data.length === 0 || data.length % BYTES !== 0) return undefined
  try {
    const decipher = createDecipheriv(CIPHER, key, iv)
    return Buffer.concat([decipher.update(data), decipher.final()]).toString('utf8')
  } catch {
    return undefined // Wrong key.
  }
}

const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** What a text that was decrypted with the right key holds; undefined for anything that WeChat does not write. */
export const contentOf = (
  text: string,
): 'phone' | 'garbled-phone' | readonly string[] | undefined => {
  const plain = parsed(text)
  if (phoneNumberOf(plain) !== undefined) return 'phone'
  if (typeof plain === 'object' && plain !== null) return Object.keys(plain)
  // CBC: a wrong iv garbles the first block alone.
  return text.includes('"purePhoneNumber":') || text.includes('"countryCode":')
    ? 'garbled-phone'
    : undefined
}

const phoneNumberOf = (plain: unknown): PhoneNumber | undefined => {
  if (typeof plain !== 'object' || plain === null) return undefined
  const { phoneNumber, purePhoneNumber, countryCode } = plain as Record<string, unknown>
  if (typeof phoneNumber !== 'string' || phoneNumber === '') return undefined
  return {
    phoneNumber,
    purePhoneNumber: typeof purePhoneNumber === 'string' ? purePhoneNumber : phoneNumber,
    countryCode: typeof countryCode === 'string' ? countryCode : '86',
  }
}
