import type { Context, ExchangeFailure } from '../../core/context.ts'
import type { Note } from '../../core/note.ts'
import { ok, type Outcome } from '../../core/outcome.ts'
import type { Person } from '../../core/records.ts'
import type { Infer } from '../../core/schema.ts'
import { withRid } from '../../core/wechat-failures.ts'
import type { SentEncrypted } from '../shared/decryption-cause.ts'
import {
  decryptionNote,
  dotNetBase64,
  encryptedOf,
  outcomeOf,
  phoneInstead,
} from '../shared/decryption-note.ts'
import {
  errorOf,
  forcedPerson,
  given,
  issueToken,
  refuseWith,
  rowsByError,
  wechatNote,
} from '../shared/handling.ts'
import { cases, wechatMessage } from './cases.ts'
import { exampleOpenId, type wxSmallLoginDto } from './dtos.ts'
import { memberOf, type Member } from './records.ts'

type LoginDto = Infer<typeof wxSmallLoginDto>

/** The result of a login. The other fields of the answer are settings of the site. */
export interface Login {
  readonly lui: string
  readonly luk: string
  readonly userstate: string
  readonly requireBindPhone: boolean
}

/** Logs in a mini-program user by WeChat code, and binds the phone number that the request carries. */
export const login = (input: LoginDto, context: Context): Outcome<Login> => {
  const code = given(input.code)
  if (code === undefined)
    return refuseWith(context, cases['code-empty'], {
      kind: 'required-missing',
      message:
        '`code` is missing or blank: the site refused the login; send the code that wx.login gave.',
      path: 'code',
    })
  const exchange = context.wechat.exchange(code, APP_ID)
  if (exchange.kind !== 'person') return wechatRefusal(exchange, code, context)
  if (exchange.note !== undefined) context.note({ path: 'code', ...exchange.note })
  const { person } = exchange
  const phoneString = given(input.phoneString)
  const phone = phoneString === undefined ? undefined : phoneOf(phoneString, person, context)
  if (typeof phone === 'object') return phone
  const member = memberOf(person, phone, input, context)
  const hasPhone = given(member.phone ?? person.phone) !== undefined
  return loggedIn(member, person, !hasPhone, context)
}

/**
 * Empty, because the request names a kind of mini program and no app id, and the app ids of the site are not
 * public (I).
 */
const APP_ID = ''

/**
 * Forces a successful login, with or without a phone number, whatever the client sent and whatever WeChat
 * answers.
 */
export const loginAnyway =
  (requireBindPhone: boolean) =>
  (sent: LoginDto | undefined, context: Context): Outcome<Login> => {
    const input = sent ?? {}
    const { person } = forcedPerson(input.code, APP_ID, exampleOpenId, context)
    return loggedIn(memberOf(person, undefined, input, context), person, requireBindPhone, context)
  }

/** Makes the result of a login. `luk` and `userstate` of a member never change (I). */
const loggedIn = (
  { lui }: Member,
  person: Person,
  requireBindPhone: boolean,
  context: Context,
): Outcome<Login> => {
  const luk = context.derive('small-app-login/luk', lui).hex(32).toUpperCase()
  const userstate = context.derive('small-app-login/userstate', lui).hex(16)
  context.wechat.countLogin(person)
  issueToken(context, { token: luk, api: 'small-app-login', kind: 'session', subject: lui })
  const row = requireBindPhone ? cases['phone-required'] : undefined
  return ok({ lui, luk, userstate, requireBindPhone }, row)
}

const byError = rowsByError(cases)

/**
 * Answers a refusal of WeChat with the site's message. An errcode without a case of its own counts as
 * `system-error`.
 */
const wechatRefusal = (
  refusal: ExchangeFailure,
  code: string,
  context: Context,
): Outcome<never> => {
  const errmsg = refusal.kind === 'refused' ? refusal.errmsg : ''
  const error = errorOf(refusal)
  const note = wechatNote(
    refusal,
    'code',
    `WeChat refused the code with ${error}: the site answered with its errmsg; log in again for another.`,
  )
  const message = withRid(wechatMessage(errmsg), context, code)
  return refuseWith(context, byError.get(error) ?? cases['system-error'], note, message)
}

/**
 * Returns the phone number inside `phoneString`. In lenient mode, makes up a number for a text that does not
 * decrypt.
 */
const phoneOf = (
  phoneString: string,
  person: Person,
  context: Context,
): string | Outcome<never> => {
  const { wechat } = context
  const parts = partsOf(phoneString)
  const encrypted = parts.isReadable ? encryptedOf(parts.sent, dotNetBase64) : undefined
  const phone = encrypted && wechat.decrypt(wechat.sessionKey(person, APP_ID), encrypted)
  if (phone !== undefined) return phone.purePhoneNumber
  const note = phoneNote(parts, person, context)
  return phoneInstead(note, cases['phone-undecryptable'], phoneString, context)
}

interface PhoneStringParts {
  /** The encrypted data, wherever in the text it was found. */
  readonly sent: SentEncrypted
  /** False when data or iv are missing or are not where the site looks for them. */
  readonly isReadable: boolean
}

/**
 * Splits JSON `{"encryptedData":…,"iv":…}` or the form `encryptedData|iv`. The document names no form (I).
 */
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

/**
 * Returns the note on why `phoneString` does not decrypt. In lenient mode, returns undefined where a key
 * unknown to the mock may open it.
 */
const phoneNote = (
  { sent, isReadable }: PhoneStringParts,
  person: Person,
  context: Context,
): Note | undefined => {
  const path = 'phoneString'
  const outcome = outcomeOf('site', cases['phone-undecryptable'].message, context)
  const note = decryptionNote(
    { sent, names, read: dotNetBase64, person, appId: APP_ID, path, outcome },
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
