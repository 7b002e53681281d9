import { createCipheriv, createDecipheriv } from 'node:crypto'
import type { Derive, Encrypted, EncryptedPair, OpenedBy, PhoneNumber } from '../core/context.ts'
import { type Person, sessions, type Table } from '../core/records.ts'
import type { TenantTables } from './world.ts'

// WeChat's encrypted user data: AES-128-CBC, PKCS#7, everything in base64.

const CIPHER = 'aes-128-cbc'
const BYTES = 16

/** Encrypts a phone number as a phone receives it from WeChat: WeChat's documented JSON, watermark last. */
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

/** Decrypts a phone number. Returns undefined if the data does not decrypt to a phone number. */
export const decryptPhone = (sessionKey: string, encrypted: Encrypted): PhoneNumber | undefined => {
  const text = decryptText(sessionKey, encrypted)
  return text === undefined ? undefined : phoneNumberOf(parsed(text))
}

/** Decrypts a text. Returns undefined if the padding shows that the key is wrong. */
const decryptText = (sessionKey: string, { data, iv }: Encrypted): string | undefined => {
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

/**
 * Returns what a decrypted text holds: a phone number, or the names of other members. Returns undefined
 * for a text that WeChat does not write, such as a text decrypted with a wrong key.
 */
const contentOf = (text: string): 'phone' | 'garbled-phone' | readonly string[] | undefined => {
  const plain = parsed(text)
  if (phoneNumberOf(plain) !== undefined) return 'phone'
  if (typeof plain === 'object' && plain !== null) return Object.keys(plain)
  // In CBC a wrong iv garbles only the first block.
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

interface SessionKeysOptions {
  readonly strict: boolean
  /**
   * Replicas share the world. Another one may have issued earlier keys, so these are tried from the start.
   */
  readonly isShared?: boolean | undefined
  readonly derive: Derive
  readonly world: TenantTables
}

/** The number of earlier logins whose keys are tried. */
const FAR_BACK = 5
/** The number of apps for which a person's last exchanged login is remembered. */
const MOST_APPS = 20

/**
 * Creates the session keys of people. Lenient: one key for each person and app. Strict: a new key with each
 * login. A login begins when its code is given out, or exchanged if it was not given out here
 * (docs/spec/wechat-platform.md#session-keys). A `sessionKey` of the world's person never changes.
 */
export const createSessionKeys = ({ strict, isShared, derive, world }: SessionKeysOptions) => {
  const table = world.table(sessions)
  /**
   * In lenient mode no data is encrypted with an earlier login's key until a caller asks for that key.
   * Earlier keys are not tried before, because each attempt would slow down a login.
   */
  let isStaged = isShared === true

  const keyOf = (person: Person, appId: string, login: number): string => {
    if (login > 0 && typeof person.sessionKey === 'string') return person.sessionKey
    const derived =
      login === 1
        ? derive('session-key', person.id, appId)
        : derive('session-key', person.id, appId, String(login))
    return derived.bytes(16).toString('base64')
  }
  const latest = ({ id }: Person): number => Math.max(1, table.get(id)?.begun ?? 1)
  const exchangedAt = (person: Person, appId: string): number => {
    const exchanged = table.get(person.id)?.exchanged
    return exchanged != null && Object.hasOwn(exchanged, appId)
      ? (exchanged[appId] ?? 1)
      : latest(person)
  }
  const begin = ({ id }: Person): number => {
    const record = table.get(id)
    const begun = (record?.begun ?? 0) + 1
    table.put({ ...record, person: id, begun })
    return begun
  }

  return {
    begin,
    sessionKey: (person: Person, appId: string): string =>
      keyOf(person, appId, strict ? exchangedAt(person, appId) : 1),
    phoneKey: (person: Person, appId: string, which: 'current' | 'previous'): string => {
      if (which === 'previous') isStaged = true
      const current = strict ? latest(person) : 1
      return keyOf(person, appId, which === 'current' ? current : current - 1)
    },
    /**
     * Stores which login's code was exchanged last for an app. `login` is undefined for a code that was
     * not given out here: its login begins now.
     */
    exchanged: (person: Person, appId: string, login: number | undefined): void => {
      const at = login ?? begin(person)
      const record = table.get(person.id)
      // App ids come from clients, so their number has to be bounded.
      const kept = Object.entries(record?.exchanged ?? {}).slice(-MOST_APPS)
      const exchanged = { ...Object.fromEntries(kept), [appId]: at }
      table.put({ ...record, person: person.id, exchanged })
    },
    /** Returns the keys of the logins before the current one, the latest first. */
    earlier: (person: Person, appId: string): readonly string[] => {
      if (!strict && !isStaged) return []
      const current = strict ? exchangedAt(person, appId) : 1
      const from = Math.max(0, current - FAR_BACK)
      return Array.from({ length: current - from }, (_, index) =>
        keyOf(person, appId, current - 1 - index),
      )
    },
  }
}

type SessionKeys = ReturnType<typeof createSessionKeys>

/** The number of other people whose keys are tried. */
const MOST_PEOPLE = 200
/** The number of apps of each person whose keys are tried. */
const APPS_TRIED = 4

/**
 * Finds whose key opens data in which this login's key finds no phone number. Returns undefined if no key
 * that is tried opens the data.
 */
export const whoOpens = (
  keys: SessionKeys,
  people: Table<Person>,
  person: Person,
  appId: string,
  encrypted: Encrypted,
): OpenedBy | undefined => {
  const contentWith = (key: string) => {
    const text = decryptText(key, encrypted)
    return text === undefined ? undefined : contentOf(text)
  }
  const opens = (somebody: Person, app: string): boolean =>
    contentWith(keys.phoneKey(somebody, app, 'current')) !== undefined
  const own =
    contentWith(keys.sessionKey(person, appId)) ?? contentWith(keys.sessionKey(person, ''))
  if (own === 'garbled-phone') return { kind: 'other-iv' }
  if (own !== undefined && own !== 'phone') return { kind: 'no-phone', members: own }
  const earlier = [...keys.earlier(person, appId), ...keys.earlier(person, '')]
  if (earlier.some((key) => contentWith(key) !== undefined)) return { kind: 'earlier-login' }
  const other = appsOf(person).find((app) => app !== appId && app !== '' && opens(person, app))
  if (other !== undefined) return { kind: 'other-app', appId: other }
  let looked = 0
  for (const somebody of people.values()) {
    if (somebody.id === person.id) continue
    if (++looked > MOST_PEOPLE) break
    if ([appId, ...appsOf(somebody)].some((app) => opens(somebody, app)))
      return { kind: 'other-person', person: somebody.id }
  }
  return undefined
}

const appsOf = ({ openIds }: Person): readonly string[] => [
  '',
  ...Object.keys(openIds ?? {}).slice(0, APPS_TRIED),
]
