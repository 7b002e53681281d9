import { dotNetBase64 } from '../../core/encrypted.ts'
import type { Context, PhoneNumber, WeChat } from '../../core/context.ts'
import type { Note } from '../../core/note.ts'
import type { Person } from '../../core/records.ts'
import type { SentEncrypted } from '../shared/decryption-cause.ts'
import { decryptionNote, encryptedOf, outcomeOf } from '../shared/decryption-note.ts'
import { cases } from './cases.ts'

/** The phone number inside `phoneString`; undefined when it is not encrypted for this session. */
export const decryptedPhone = (
  phoneString: string,
  sessionKey: string,
  wechat: WeChat,
): PhoneNumber | undefined => {
  const { isReadable, sent } = partsOf(phoneString)
  const encrypted = isReadable ? encryptedOf(sent, dotNetBase64) : undefined
  return encrypted && wechat.decrypt(sessionKey, encrypted)
}

interface PhoneStringParts {
  /** What stands in it, wherever. */
  readonly sent: SentEncrypted
  /** False: the parts are there, but not where the site looks for them. */
  readonly isReadable: boolean
}

/** JSON `{"encryptedData":…,"iv":…}`, or `encryptedData|iv`: the document names no form (I). */
const partsOf = (text: string): PhoneStringParts => {
  if (/^\s*[{"]/.test(text)) return partsInJson(text)
  const [data, iv, ...more] = text.split('|', 3)
  return { sent: { data, iv }, isReadable: iv !== undefined && more.length === 0 }
}

const partsInJson = (text: string): PhoneStringParts => {
  const value = parsed(text)
  const top = membersOf(value)
  const { encryptedData: data, iv } = top
  if (typeof data === 'string' && typeof iv === 'string')
    return { sent: { data, iv }, isReadable: true }
  const event = membersOf(typeof value === 'string' ? parsed(value) : value)
  const inner = membersOf(event['detail'] ?? event['data'])
  const found = { ...event, ...inner }
  return {
    sent: {
      data: textOf(found['encryptedData']) ?? (value === undefined ? text : undefined),
      iv: textOf(found['iv']),
      errMsg: textOf(found['errMsg']),
      code: textOf(found['code']),
    },
    isReadable: false,
  }
}

const textOf = (value: unknown): string | undefined =>
  typeof value === 'string' ? value : undefined

const membersOf = (value: unknown): Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null ? { ...value } : {}

const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** Why `phoneString` does not decrypt; lenient: undefined where some key may open it. */
export const phoneNote = (
  phoneString: string,
  person: Person,
  appId: string,
  context: Context,
): Note | undefined => {
  const { sent, isReadable } = partsOf(phoneString)
  const path = 'phoneString'
  const outcome = outcomeOf('site', cases['phone-undecryptable'].message, context)
  const note = decryptionNote(
    { sent, names, read: dotNetBase64, person, appId, path, outcome },
    context,
  )
  const isWhole = typeof sent.data === 'string' && typeof sent.iv === 'string'
  return isReadable || !isWhole
    ? note
    : { kind: 'encrypted-undecryptable', message: nested(outcome), path }
}

const names = { data: '`encryptedData` in `phoneString`', iv: '`iv` in `phoneString`' } as const

const nested = (outcome: string): string =>
  `\`phoneString\` holds encryptedData and iv deeper than the site looks (the whole event, or JSON in a JSON text): ${outcome}; send {"encryptedData":"…","iv":"…"} or encryptedData|iv.`
