import type { WeChat } from '../../core/context.ts'
import type { Person } from '../../core/records.ts'
import { looksEncrypted } from '../shared/looks-encrypted.ts'

/** The phone number inside `phoneString`; undefined when it is not encrypted for this session. */
export const decryptedPhone = (
  phoneString: string,
  sessionKey: string,
  wechat: WeChat,
): string | undefined => {
  const pair = encryptedPair(phoneString)
  return pair && wechat.decrypt(sessionKey, pair.encryptedData, pair.iv)?.purePhoneNumber
}

/** Whether there is anything in it that some session key may open. */
export const isEncrypted = (phoneString: string): boolean => {
  const pair = encryptedPair(phoneString)
  return pair !== undefined && looksEncrypted(pair.encryptedData, pair.iv)
}

interface EncryptedPair {
  readonly encryptedData: string
  readonly iv: string
}

/** JSON `{"encryptedData":…,"iv":…}`, or `encryptedData|iv`: the document names no form (I). */
const encryptedPair = (text: string): EncryptedPair | undefined => {
  if (text.trimStart().startsWith('{')) return pairInJson(text)
  const [encryptedData, iv, ...more] = text.split('|', 3)
  if (encryptedData === undefined || iv === undefined || more.length > 0) return undefined
  return { encryptedData, iv }
}

const pairInJson = (text: string): EncryptedPair | undefined => {
  try {
    const { encryptedData, iv } = JSON.parse(text) as Readonly<Record<string, unknown>>
    return typeof encryptedData === 'string' && typeof iv === 'string'
      ? { encryptedData, iv }
      : undefined
  } catch {
    return undefined
  }
}

/** Whether it decrypts with the session key of a login before this one. */
export const isOfEarlierLogin = (
  phoneString: string,
  person: Person,
  appId: string,
  wechat: WeChat,
): boolean => {
  const pair = encryptedPair(phoneString)
  return pair !== undefined && wechat.isOfEarlierLogin(person, appId, pair.encryptedData, pair.iv)
}
