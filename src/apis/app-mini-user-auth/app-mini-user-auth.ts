import type { Context, Exchange, ExchangedPerson, ExchangeFailure } from '../../core/context.ts'
import type { Note } from '../../core/note.ts'
import { ok, type Outcome } from '../../core/outcome.ts'
import { errmsgOf } from '../../core/wechat-failures.ts'
import { isEmpty } from '../../dialects/thinkphp/php-value.ts'
import { ownIdentity, refuseWith } from '../shared/handling.ts'
import {
  clientTypeOf,
  isMissing,
  missingNote,
  platformOf,
  undefinedMethod,
  type Platform,
} from './action.ts'
import { cases } from './cases.ts'
import { exampleOpenId, type AuthRequest, type UserData } from './dtos.ts'
import type { ShopxoUser } from './records.ts'
import {
  accountOf,
  createAccount,
  everRegistered,
  findUser,
  showUser,
  statusNote,
  statusRefusal,
  updateUser,
} from './users.ts'
import { APP_ID, gluedCode, keepSession, wechatRefusal } from './wechat-login.ts'

/** Logs a mini-program user in; the order of the checks: docs/spec/shopxo.md#order-and-answers. */
export const appMiniUserAuth = (input: AuthRequest, context: Context): Outcome<UserData> => {
  const platform = platformOf(clientTypeOf(input))
  if (platform === undefined)
    return undefinedMethod(context, cases['client-type-undefined'], input, 'UserAuth')
  const { authcode, authcodeItems } = input
  const isText = !isMissing(authcode)
  if (!isText && isEmpty(authcodeItems))
    return refuseWith(
      context,
      withoutCode[platform],
      missingNote('authcode', authcode, isGiven(authcodeItems)),
    )
  if (platform !== 'weixin') return notSetUp(platform, context)
  return isText ? weixin(authcode, context) : unprintable(context)
}

const isGiven = (items: AuthRequest['authcodeItems']): boolean =>
  items !== undefined && items !== null

/** A blank authcode, except that Baidu's set-up is looked at first (R). */
const withoutCode = {
  weixin: cases['authcode-empty'],
  toutiao: cases['authcode-empty'],
  alipay: cases['authcode-blank'],
  qq: cases['authcode-blank'],
  baidu: cases['baidu-not-configured'],
} as const

/** This shop is set up for WeChat only: the others fail as they then do (S); nobody answers for QQ. */
const withoutSetUp = {
  alipay: cases['alipay-not-configured'],
  baidu: cases['baidu-not-configured'],
  toutiao: cases['toutiao-not-configured'],
  qq: cases['wechat-unreachable'],
} as const

const notSetUp = (platform: Exclude<Platform, 'weixin'>, context: Context): Outcome<never> =>
  refuseWith(context, withoutSetUp[platform], {
    kind: 'platform-not-configured',
    message: `\`application_client_type\` is ${platform}, which this shop has not set up: ShopXO refused the login; send application_client_type=weixin.`,
    path: 'application_client_type',
    expected: 'weixin',
    actual: platform,
  })

/** PHP puts the code into WeChat's URL, and an array is no text (S). */
const unprintable = (context: Context): Outcome<never> => {
  const note: Note = {
    kind: 'json-type-mismatch',
    message:
      '`authcode` is an array: PHP cannot put it into the URL for WeChat and threw an exception; send a text.',
    path: 'authcode',
    expected: 'string',
    actual: 'array',
  }
  return refuseWith(context, cases.exception, note, 'Array to string conversion')
}

/** WeChat was not asked. */
const unsent: ExchangeFailure = { kind: 'unreachable' }
/** WeChat answers so to a `js_code` of nothing. */
const missingCode: ExchangeFailure = { kind: 'refused', errcode: 41_008, errmsg: errmsgOf('41008') }

const weixin = (authcode: string, context: Context): Outcome<UserData> => {
  const { code, note } = gluedCode(authcode)
  if (code === undefined || code === '')
    return wechatRefusal(
      { ...(code === '' ? missingCode : unsent), ...(note && { note }) },
      authcode,
      context,
    )
  if (note !== undefined) context.note(note)
  const exchange = exchangeCode(code, context)
  if (exchange.kind !== 'person') return wechatRefusal(exchange, authcode, context)
  if (exchange.note !== undefined) context.note({ path: 'authcode', ...exchange.note })
  const user = accountOf(exchange, context)
  if (user !== undefined) return logIn(user, exchange, context)
  keepSession(exchange.person, context)
  return ok(newcomer(exchange), cases['new-user'])
}

/**
 * `mock:new` is somebody without an account: the next one, once they have registered
 * (docs/spec/behaviour.md#wechat-pretended).
 */
const exchangeCode = (authcode: string, context: Context): Exchange => {
  const { wechat } = context
  const exchange = wechat.exchange(authcode, APP_ID)
  if (exchange.kind !== 'person' || exchange.mayHaveAccount) return exchange
  if (!everRegistered(exchange, context)) return exchange
  wechat.countLogin(exchange.person)
  return wechat.exchange(authcode, APP_ID)
}

/** Somebody without an account: exactly these keys, and nothing is stored (R). */
const newcomer = ({ openId, unionId }: Pick<ExchangedPerson, 'openId' | 'unionId'>): UserData => ({
  is_user_exist: 0,
  openid: openId,
  unionid: unionId,
})

/** Logs a user in: the token is renewed before the status is looked at (S). */
const logIn = (
  found: ShopxoUser,
  { person, openId }: ExchangedPerson,
  context: Context,
): Outcome<UserData> => {
  context.wechat.countLogin(person)
  // A hit by unionid binds the openid only where there was none, and shows the row as it is then (R).
  const user = isEmpty(found.weixin_openid)
    ? updateUser(context, found, { weixin_openid: openId })
    : found
  const shown = showUser(context, user)
  const refusal = statusRefusal(user)
  if (refusal !== undefined) return refuseWith(context, refusal, statusNote(user))
  const muted = Number(user.status ?? '0') === 1
  return ok(Object.assign(shown, { is_user_exist: 1 }), muted ? cases['user-muted'] : undefined)
}

/** A login whatever was sent and whatever WeChat says of it, shown with this status. */
export const logInAnyway =
  (status: '0' | '1') =>
  (input: AuthRequest | undefined, context: Context): Outcome<UserData> => {
    const known = identify(input, context)
    const user = findUser(context, 'weixin_openid', known.openId) ?? createAccount(known, context)
    const shown = { ...showUser(context, user), status, is_user_exist: 1 }
    return ok(shown, status === '1' ? cases['user-muted'] : undefined)
  }

/** The answer to somebody without an account, whoever asks. */
export const newcomerAnyway = (
  input: AuthRequest | undefined,
  context: Context,
): Outcome<UserData> => ok(newcomer(identify(input, context)), cases['new-user'])

const identify = (
  input: AuthRequest | undefined,
  { wechat }: Context,
): Pick<ExchangedPerson, 'person' | 'openId' | 'unionId'> => {
  const code = ownIdentity(input?.authcode)
  const exchange = code === undefined ? undefined : wechat.exchange(code, APP_ID)
  if (exchange?.kind === 'person') return exchange
  const person = wechat.recognise(exampleOpenId)
  return { person, openId: person.openId ?? exampleOpenId, unionId: person.unionId ?? '' }
}
