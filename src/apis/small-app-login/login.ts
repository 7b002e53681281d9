import type { Context, ExchangeFailure } from '../../core/context.ts'
import { ok, type Outcome } from '../../core/outcome.ts'
import type { Person } from '../../core/records.ts'
import type { Infer } from '../../core/schema.ts'
import { withRid } from '../../core/wechat-failures.ts'
import { given, ownIdentity } from '../shared/given.ts'
import { issueToken } from '../shared/issue-token.ts'
import { errorOf, refuseWith, rowsByError } from '../shared/refusals.ts'
import { cases, exampleOpenId, wechatMessage } from './cases.ts'
import type { wxSmallLoginDto } from './dtos.ts'
import { decryptedPhone, phoneNote } from './phone-string.ts'
import { memberOf, type Member } from './records.ts'

type LoginDto = Infer<typeof wxSmallLoginDto>

/** What a login gives; the rest of the answer is the site's. */
export interface Login {
  readonly lui: string
  readonly luk: string
  readonly userstate: string
  readonly requireBindPhone: boolean
}

/** Logs a mini-program user in by WeChat code, and binds the phone number that came with it. */
export const login = (input: LoginDto, context: Context): Outcome<Login> => {
  const { wechat } = context
  const code = given(input.code)
  if (code === undefined)
    return refuseWith(context, cases['code-empty'], {
      kind: 'required-missing',
      message:
        '`code` is missing or blank: the site refused the login; send the code that wx.login gave.',
      path: 'code',
    })
  const exchange = wechat.exchange(code, APP_ID)
  if (exchange.kind !== 'person') return wechatRefusal(exchange, code, context)
  if (exchange.note !== undefined) context.note({ path: 'code', ...exchange.note })
  const phoneString = given(input.phoneString)
  if (phoneString === undefined) return welcome(exchange.person, undefined, input, context)
  const { person } = exchange
  const phone = decryptedPhone(phoneString, wechat.sessionKey(person, APP_ID), wechat)
  const note = phone === undefined ? phoneNote(phoneString, person, APP_ID, context) : undefined
  if (note !== undefined && wechat.strict)
    return refuseWith(context, cases['phone-undecryptable'], note)
  if (note !== undefined) context.note(note)
  const number = phone?.purePhoneNumber ?? wechat.inventPhone(phoneString)
  return welcome(person, number, input, context)
}

/** The request names a kind of mini program, not an app id, and the site's own are not public (I). */
const APP_ID = ''

const welcome = (
  person: Person,
  phone: string | undefined,
  input: LoginDto,
  context: Context,
): Outcome<Login> => {
  const member = memberOf(person, phone, input, context)
  const known = given(member.phone ?? person.phone) !== undefined
  return loggedIn(member, person, !known, context)
}

/** A login whatever was sent and whatever WeChat says of it, with or without a phone number. */
export const loginAnyway =
  (requireBindPhone: boolean) =>
  (sent: LoginDto | undefined, context: Context): Outcome<Login> => {
    const input = sent ?? {}
    const code = ownIdentity(input.code)
    const exchange = code === undefined ? undefined : context.wechat.exchange(code, APP_ID)
    const person =
      exchange?.kind === 'person' ? exchange.person : context.wechat.recognise(exampleOpenId)
    return loggedIn(memberOf(person, undefined, input, context), person, requireBindPhone, context)
  }

/** `luk` and `userstate` are the member's for good (I). */
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

/** WeChat's refusal in the site's words. An errcode that is no case of its own counts as `system-error`. */
const wechatRefusal = (
  refusal: ExchangeFailure,
  code: string,
  context: Context,
): Outcome<never> => {
  const errmsg = refusal.kind === 'refused' ? refusal.errmsg : ''
  const error = errorOf(refusal)
  return refuseWith(
    context,
    byError.get(error) ?? cases['system-error'],
    {
      path: 'code',
      ...(refusal.note ?? {
        kind: 'wechat-refused',
        message: `WeChat refused the code with ${error}: the site answered with its errmsg; log in again for another.`,
      }),
    },
    withRid(wechatMessage(errmsg), context, code),
  )
}
