import type { Context, Exchange, ExchangedPerson, ExchangeFailure } from '../../core/context.ts'
import type { Note } from '../../core/note.ts'
import { ok, type Outcome } from '../../core/outcome.ts'
import { sessions, type Person } from '../../core/records.ts'
import { errmsgOf, withRid } from '../../core/wechat-failures.ts'
import { htmlSpecialCharsDecode, isEmpty } from '../../dialects/thinkphp/php-value.ts'
import { errorOf, forcedPerson, refuseWith, rowsByError, wechatNote } from '../shared/handling.ts'
import {
  clientTypeOf,
  isMissing,
  platformOf,
  refuseMissing,
  undefinedMethod,
  type Platform,
  type Said,
} from './action.ts'
import { cases } from './cases.ts'
import { exampleOpenId, type AuthRequest, type UserData } from './dtos.ts'
import {
  accountOf,
  createAccount,
  everRegistered,
  findUser,
  showUser,
  statusNote,
  statusRefusal,
  updateUser,
  type ShopxoUser,
} from './records.ts'

/** Logs in a mini-program user. The order of the checks: docs/spec/shopxo.md#order-and-answers. */
export const appMiniUserAuth = (input: AuthRequest, context: Context): Outcome<UserData> => {
  const platform = platformOf(clientTypeOf(input))
  if (platform === undefined)
    return undefinedMethod(context, cases['client-type-undefined'], input, 'UserAuth')
  const { authcode, authcodeItems } = input
  const isText = !isMissing(authcode)
  if (!isText && isEmpty(authcodeItems))
    return refuseMissing(
      context,
      withoutCode[platform],
      'authcode',
      authcode,
      isGiven(authcodeItems),
    )
  if (platform !== 'weixin') return notSetUp(platform, context)
  return isText ? weixin(authcode, context) : unprintable(context)
}

const isGiven = (items: AuthRequest['authcodeItems']): boolean =>
  items !== undefined && items !== null

/** The case of a blank authcode by platform. For Baidu, ShopXO checks the configuration first (R). */
const withoutCode = {
  weixin: cases['authcode-empty'],
  toutiao: cases['authcode-empty'],
  alipay: cases['authcode-blank'],
  qq: cases['authcode-blank'],
  baidu: cases['baidu-not-configured'],
} as const

/**
 * The failures of the platforms other than WeChat, which this shop has not set up (S). For QQ, the platform's
 * server does not answer.
 */
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

/** Fails because an array cannot be put into WeChat's URL as text (S). */
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

/** The failure when no request to WeChat was sent. */
const unsent: ExchangeFailure = { kind: 'unreachable' }
/** WeChat's answer to an empty `js_code`. */
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
 * Exchanges a code. `mock:new` stands for a person without an account; once this person has registered, it
 * stands for the next person (docs/spec/behaviour.md#wechat-pretended).
 */
const exchangeCode = (authcode: string, context: Context): Exchange => {
  const { wechat } = context
  const exchange = wechat.exchange(authcode, APP_ID)
  if (exchange.kind !== 'person' || exchange.mayHaveAccount) return exchange
  if (!everRegistered(exchange, context)) return exchange
  wechat.countLogin(exchange.person)
  return wechat.exchange(authcode, APP_ID)
}

/** Makes the answer to a person without an account. It has exactly these keys, and nothing is stored (R). */
const newcomer = ({ openId, unionId }: Pick<ExchangedPerson, 'openId' | 'unionId'>): UserData => ({
  is_user_exist: 0,
  openid: openId,
  unionid: unionId,
})

/** Logs in a user. The token is renewed before the status is checked (S). */
const logIn = (
  found: ShopxoUser,
  { person, openId }: ExchangedPerson,
  context: Context,
): Outcome<UserData> => {
  context.wechat.countLogin(person)
  // A user found by unionid gets the openid only if the user had none. The answer then shows the updated user
  // (R).
  const user = isEmpty(found.weixin_openid)
    ? updateUser(context, found, { weixin_openid: openId })
    : found
  const shown = showUser(context, user)
  const refusal = statusRefusal(user)
  if (refusal !== undefined) return refuseWith(context, refusal, statusNote(user))
  const muted = Number(user.status ?? '0') === 1
  return ok(Object.assign(shown, { is_user_exist: 1 }), muted ? cases['user-muted'] : undefined)
}

/**
 * Forces a successful login of a user with this status, whatever the client sent and whatever WeChat answers.
 */
export const logInAnyway =
  (status: '0' | '1') =>
  (input: AuthRequest | undefined, context: Context): Outcome<UserData> => {
    const known = identify(input, context)
    const user = findUser(context, 'weixin_openid', known.openId) ?? createAccount(known, context)
    const shown = { ...showUser(context, user), status, is_user_exist: 1 }
    return ok(shown, status === '1' ? cases['user-muted'] : undefined)
  }

/** Forces a success with this message and the data of a user, whatever the client sent. */
export const userSaid =
  (msg: string) =>
  (_: unknown, context: Context): Outcome<Said> => {
    const outcome = logInAnyway('0')(undefined, context)
    if (outcome.kind !== 'ok') return outcome
    const data = Object.entries(outcome.data).filter(([name]) => name !== 'is_user_exist')
    return ok({ msg, data: Object.fromEntries(data) })
  }

/** Forces the answer to a person without an account, whatever the client sent. */
export const newcomerAnyway = (
  input: AuthRequest | undefined,
  context: Context,
): Outcome<UserData> => ok(newcomer(identify(input, context)), cases['new-user'])

const identify = (input: AuthRequest | undefined, context: Context) =>
  forcedPerson(input?.authcode, APP_ID, exampleOpenId, context)

/**
 * The code that WeChat receives, because the shop puts the authcode into WeChat's URL without encoding it (S:
 * GetAuthSessionKey).
 */
interface GluedCode {
  /** The `js_code` that WeChat reads. Undefined where curl refuses the URL and sends nothing. */
  readonly code: string | undefined
  /** The note on what WeChat received, where it differs from what the client sent. */
  readonly note?: Note
}

/** Only characters that need no percent-encoding in a URL. */
const PLAIN = /^[\w.~:-]*$/
/** A space or control character. curl refuses a URL with such a character. */
const UNSENDABLE = /[\x00-\x20\x7f]/

/**
 * Returns the code that WeChat receives. `authcode` is the text after the html filter, in which `"` is
 * `&quot;` and so on (docs/spec/shopxo.md#code-in-wechats-url).
 */
export const gluedCode = (authcode: string): GluedCode => {
  if (PLAIN.test(authcode)) return { code: authcode }
  const sent = htmlSpecialCharsDecode(authcode)
  const bad = UNSENDABLE.exec(authcode)?.[0]
  if (bad !== undefined) return { code: undefined, note: unsendable(bad, sent) }
  const [query = ''] = `js_code=${authcode}&grant_type=authorization_code`.split('#', 1)
  const code = new URLSearchParams(query).get('js_code') ?? ''
  return code === sent ? { code } : { code, note: changed(sent, code) }
}

const PUTS = "the shop puts it into WeChat's URL as it is"

const unsendable = (bad: string, sent: string): Note =>
  noteOf(
    sent,
    `\`authcode\` holds ${bad === ' ' ? 'a space' : 'a control character'}, and ${PUTS}: curl sent nothing and the shop answered 授权接口调用失败; send the code without it`,
  )

const changed = (sent: string, code: string): Note => {
  const first = /["<>&]/.exec(sent)?.[0]
  const cause =
    sent.includes('#') && (first === undefined || sent.indexOf('#') < sent.indexOf(first))
      ? 'a `#`, behind which a URL has its fragment'
      : first === undefined
        ? 'a `%` or `+`, which a URL decodes'
        : first === '&'
          ? 'an `&`, which begins the next parameter'
          : `a \`${first}\`, of which PHP makes an entity that begins with \`&\``
  const got =
    code === ''
      ? `no js_code and answers ${errmsgOf('41008').split(',')[0] ?? ''} (41008)`
      : `js_code ${code.slice(0, 64)}`
  return noteOf(
    sent,
    `\`authcode\` holds ${cause}, and ${PUTS}: WeChat reads ${got}; send the code that wx.login gave and nothing else`,
  )
}

const noteOf = (sent: string, sentence: string): Note => ({
  kind: 'code-altered',
  message: `${sentence}.`,
  path: 'authcode',
  actual: sent.slice(0, 64),
})

/**
 * Empty, because the shop has one mini program whose app id is not public. Its openids are those of the
 * people themselves (I).
 */
export const APP_ID = ''

const byError = rowsByError(cases)

/**
 * Answers a refusal of WeChat with its errmsg unchanged (R). An empty errmsg is answered like `incomplete`.
 */
const wechatRefusal = (
  refusal: ExchangeFailure,
  authcode: string,
  context: Context,
): Outcome<never> => {
  const errmsg = refusal.kind === 'refused' ? refusal.errmsg : ''
  const error = errorOf(refusal)
  const silent = refusal.kind === 'refused' && errmsg === ''
  const row = silent ? cases['wechat-incomplete'] : (byError.get(error) ?? cases['system-error'])
  const note = wechatNote(
    refusal,
    'authcode',
    `WeChat refused the authcode with ${error}: the shop answered with its errmsg; log in again for another.`,
  )
  return refuseWith(
    context,
    row,
    note,
    errmsg === '' ? undefined : withRid(errmsg, context, authcode),
  )
}

/**
 * Marks that the shop has the session key of a person, also of a person without an account (S:
 * GetAuthSessionKey).
 */
const keepSession = ({ id }: Person, { world }: Context): void => {
  const table = world.table(sessions)
  const record = table.get(id)
  const exchanged = record?.exchanged ?? {}
  if (Object.hasOwn(exchanged, APP_ID)) return
  table.put({ ...record, person: id, exchanged: { ...exchanged, [APP_ID]: 1 } })
}

/** Whether a login to the shop with this openid has happened. */
export const hasSession = (openid: string, context: Context): boolean => {
  if ((findUser(context, 'weixin_openid', openid)?.logins ?? 0) > 0) return true
  const { id } = context.wechat.recognise(openid)
  const exchanged = context.world.table(sessions).get(id)?.exchanged
  return exchanged != null && Object.hasOwn(exchanged, APP_ID)
}
