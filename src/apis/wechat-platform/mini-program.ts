import type { CaseRow } from '../../core/case.ts'
import type { Context, ExchangedPerson, ExchangeFailure } from '../../core/context.ts'
import { isoInstant } from '../../core/iso-instant.ts'
import type { Note } from '../../core/note.ts'
import { ok, type Outcome } from '../../core/outcome.ts'
import { people, phoneCodes } from '../../core/records.ts'
import type { Infer } from '../../core/schema.ts'
import { errorOf, forcedPerson, given, refuseWith, wechatNote } from '../shared/handling.ts'
import { checkSecret, checkToken, isOver, refuseFor, refuseMissing } from './calls.ts'
import { cases } from './cases.ts'
import {
  exampleOpenId,
  type jscode2sessionRequest,
  type jscode2sessionResponse,
  type phoneRequest,
  type phoneResponse,
} from './dtos.ts'

/**
 * Exchanges a login code, and stores its person in the world. Later calls about the openid are then answered
 * for the same person.
 */
export const exchangeCode = (
  code: string | null | undefined,
  path: 'code' | 'js_code',
  appId: string,
  context: Context,
): ExchangedPerson | Outcome<never> => {
  const text = given(code)
  if (text === undefined) return refuseMissing(context, cases['code-missing'], path)
  const exchange = context.wechat.exchange(text, appId)
  if (exchange.kind !== 'person') return refusal(exchange, path, context)
  if (exchange.note !== undefined) context.note({ path, ...exchange.note })
  const table = context.world.table(people)
  if (table.get(exchange.person.id) === undefined) table.put(exchange.person)
  return exchange
}

const byErrcode: ReadonlyMap<string, CaseRow> = new Map([
  ...[
    cases['code-invalid'],
    cases['code-used'],
    cases['code-blocked'],
    cases['code-missing'],
    cases['appid-missing'],
    cases['appid-invalid'],
    cases['appsecret-missing'],
    cases['appsecret-invalid'],
    cases['rate-limited'],
  ].map((row) => [String(row.code), row] as const),
  ['unreachable', cases['wechat-unreachable']],
  ['empty', cases['wechat-empty']],
  ['unreadable', cases['wechat-unreadable']],
  ['incomplete', cases['wechat-incomplete']],
])

/**
 * Answers a refusal with the errcode of the world. An errcode without a case of its own counts as the case
 * `system-error`.
 */
const refusal = (refused: ExchangeFailure, path: string, context: Context): Outcome<never> => {
  const error = errorOf(refused)
  const row = byErrcode.get(error) ?? { ...cases['system-error'], code: Number(error) }
  const note = wechatNote(
    refused,
    path,
    `WeChat refused the code with ${error}: it answered so; log in again for another.`,
  )
  return refuseWith(context, row, note, refused.kind === 'refused' ? refused.errmsg : undefined)
}

type SessionRequest = Infer<typeof jscode2sessionRequest>
type Session = Infer<typeof jscode2sessionResponse>

/** Exchanges the code of wx.login for a session, for the back end of a mini program. */
export const jscode2session = (input: SessionRequest, context: Context): Outcome<Session> => {
  const appId = checkSecret(input, context)
  if (typeof appId !== 'string') return appId
  const exchange = exchangeCode(input.js_code, 'js_code', appId, context)
  return exchange.kind === 'person' ? ok(sessionOf(exchange, appId, context)) : exchange
}

const sessionOf = (
  { person, openId, unionId }: Pick<ExchangedPerson, 'person' | 'openId' | 'unionId'>,
  appId: string,
  { wechat }: Context,
): Session => ({
  session_key: wechat.sessionKey(person, appId),
  openid: openId,
  ...(unionId === '' ? {} : { unionid: unionId }),
})

/** Forces a session, whatever the client sent. */
export const sessionAnyway = (
  sent: SessionRequest | undefined,
  context: Context,
): Outcome<Session> => {
  const appId = sent?.appid ?? ''
  const who = forcedPerson(sent?.js_code, appId, exampleOpenId, context)
  return ok(sessionOf(who, appId, context))
}

type PhoneRequest = Infer<typeof phoneRequest>
type Phone = Infer<typeof phoneResponse>

const BY_PERSON = 'mock:person:'

/** Returns the phone number for a code of the phone number button. */
export const phoneNumber = (input: PhoneRequest, context: Context): Outcome<Phone> => {
  const token = checkToken(input.access_token, 'app', true, context)
  if (!('token' in token)) return token
  const code = given(input.code)
  if (code === undefined) return refuseMissing(context, cases['code-missing'], 'code')
  const phone = phoneOf(code, context)
  return typeof phone === 'string' ? ok(answerOf(phone, token.appId ?? '', context)) : phone
}

/**
 * Returns the phone number of a code, or the failure. A code that this server issued works once and for five
 * minutes (D). In lenient mode, any other code gets a made-up number.
 */
const phoneOf = (code: string, context: Context): string | Outcome<never> => {
  const { world, wechat, now } = context
  if (code.startsWith(BY_PERSON)) {
    const person = world.table(people).get(code.slice(BY_PERSON.length))
    if (person !== undefined) return person.phone ?? wechat.inventPhone(person.id)
  }
  const table = world.table(phoneCodes)
  const record = table.get(code)
  if (record === undefined)
    return wechat.strict
      ? invalid('code-unknown', '`code` was never given here', context)
      : wechat.inventPhone(code)
  if (typeof record.usedAt === 'string')
    return invalid('code-reused', `\`code\` was used at ${record.usedAt} and works once`, context)
  if (isOver(record.expiresAt, now()))
    return invalid('code-expired', `\`code\` expired at ${record.expiresAt ?? ''}`, context)
  table.put({ ...record, usedAt: isoInstant(now()) })
  return record.phone ?? wechat.inventPhone(code)
}

const invalid = (kind: Note['kind'], cause: string, context: Context): Outcome<never> =>
  refuseFor(context, cases['code-invalid'], {
    kind,
    cause,
    fix: 'POST /__admin/wechat/encrypt gives another',
    path: 'code',
  })

const answerOf = (phone: string, appid: string, { now }: Context): Phone => ({
  errcode: 0,
  errmsg: 'ok',
  phone_info: {
    phoneNumber: phone,
    purePhoneNumber: phone,
    countryCode: '86',
    watermark: { timestamp: Math.floor(now() / 1000), appid },
  },
})

/** Forces a phone number, whatever the client sent. */
export const phoneAnyway = (sent: PhoneRequest | undefined, context: Context): Outcome<Phone> =>
  ok(answerOf(context.wechat.inventPhone(given(sent?.code) ?? ''), '', context))
