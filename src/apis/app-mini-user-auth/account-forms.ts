import type { Context } from '../../core/context.ts'
import { ok, type Outcome } from '../../core/outcome.ts'
import { smsCodes } from '../../core/records.ts'
import { shape, string, type Infer } from '../../core/schema.ts'
import { intval, isEmpty } from '../../dialects/thinkphp/php-value.ts'
import { refuseWith } from '../shared/handling.ts'
import {
  accountFields,
  accountForLogin,
  closedNote,
  refusedForReg,
  takenNote,
  typeNote,
  userWith,
  wayOf,
  type Way,
} from './accounts.ts'
import { isMissing, missingNote, type Said } from './action.ts'
import { refusedVerify, sendCode } from './app-mobile-bind.ts'
import { cases } from './cases.ts'
import type { ShopxoUser } from './records.ts'
import { settingsOf, waysOf } from './site.ts'
import { detailsOf, findUser, insertUser, personFields, showUser, statusNote } from './users.ts'

/** The client's form, and what it knows of the person. */
export const loginRequest = shape('UserLoginRequest', {
  ...accountFields,
  pwd: string({ about: '6 to 18 characters' }),
  weixin_openid: string(),
  weixin_unionid: string(),
})
type LoginRequest = Infer<typeof loginRequest>

/** Logs in by password or code (S: UserService::Login). */
export const userLogin = (input: LoginRequest, context: Context): Outcome<Said> => {
  const { accounts, verify } = input
  const way = wayOf(input.type)
  if (way === undefined)
    return refuseWith(context, cases['login-type-invalid'], typeNote(input.type))
  if (isMissing(accounts))
    return refuseWith(context, cases['login-accounts-empty'], missingNote('accounts', accounts))
  if (!waysOf(context.world.site(), 'home_user_login_type').includes(way))
    return refuseWith(context, cases['login-closed'], closedNote(way, 'home_user_login_type'))
  const user = accountForLogin(way, accounts, context)
  if ('kind' in user) return user
  const refused =
    way === 'username'
      ? refusedPassword(user, input, context)
      : refusedVerify(accounts, verify ?? '', context)
  return refused ?? refusedStatus(user, context) ?? loggedIn('登录成功', user, input, context)
}

const refusedPassword = (
  { id, password }: ShopxoUser,
  { pwd }: LoginRequest,
  context: Context,
): Outcome<never> | undefined => {
  if (isMissing(pwd))
    return refuseWith(context, cases['login-password-empty'], missingNote('pwd', pwd))
  const { length } = Array.from(pwd)
  if (length < 6 || length > 18)
    return refuseWith(context, cases['password-format'], {
      kind: 'password-length',
      message: `\`pwd\` has ${length} characters: ShopXO refused the login; send 6 to 18.`,
      path: 'pwd',
    })
  if (typeof password !== 'string' || password === pwd) return undefined
  return refuseWith(context, cases['password-wrong'], {
    kind: 'password-wrong',
    message: `\`pwd\` is not the \`password\` of user ${id} of the world's shopxoUsers: ShopXO refused the login; send that, or take it away there for any to do.`,
    path: 'pwd',
  })
}

const refusedStatus = (user: ShopxoUser, context: Context): Outcome<never> | undefined => {
  const status = Number(user.status ?? '0')
  if (status !== 2 && status !== 3) return undefined
  const row = cases[status === 2 ? 'login-user-banned' : 'login-user-pending']
  return refuseWith(context, row, statusNote(user))
}

/** Apps get the user, everybody else a piece of HTML (S). */
const loggedIn = (
  msg: string,
  user: ShopxoUser,
  { application }: Pick<LoginRequest, 'application'>,
  context: Context,
): Outcome<Said> =>
  ok({ msg, data: application === 'app' ? showUser(context, user) : { body_html: '' } })

/** The client's form, and what it knows of the person. */
export const regRequest = shape('UserRegRequest', {
  ...accountFields,
  pwd: string(),
  weixin_openid: string({ about: 'sent by the clients; the shop does not read it' }),
  ...personFields,
})
type RegRequest = Infer<typeof regRequest>

/** Registers an account and logs it in (S: UserService::Reg). */
export const userReg = (input: RegRequest, context: Context): Outcome<Said> => {
  const { accounts, pwd, verify } = input
  if (isMissing(accounts))
    return refuseWith(context, cases['accounts-empty'], missingNote('accounts', accounts))
  if (isMissing(pwd)) return refuseWith(context, cases['password-empty'], missingNote('pwd', pwd))
  const way = wayOf(input.type)
  if (way === undefined) return refuseWith(context, cases['reg-type-invalid'], typeNote(input.type))
  // One that was not sent at all is not looked at yet (S).
  if (verify !== undefined && isEmpty(verify))
    return refuseWith(context, cases['verify-empty'], missingNote('verify', verify))
  const site = context.world.site()
  if (!waysOf(site, 'home_user_reg_type').includes(way))
    return refuseWith(context, cases['reg-closed'], closedNote(way, 'home_user_reg_type'))
  const refused =
    refusedForReg(way, accounts, context) ??
    (way === 'username' ? undefined : refusedVerify(accounts, verify ?? '', context))
  return refused ?? insert(way, { ...input, accounts, pwd }, context)
}

type Filled = RegRequest & { readonly accounts: string; readonly pwd: string }

const columnOf = { sms: 'mobile', email: 'email', username: 'username' } as const

const insert = (way: Way, input: Filled, context: Context): Outcome<Said> => {
  const { accounts, weixin_unionid: unionid } = input
  const owner =
    way === 'username' ? findUser(context, 'username', accounts) : userWith(way, accounts, context)
  if (owner !== undefined)
    return refuseWith(context, cases['username-exists'], takenNote(accounts, owner))
  const audited = settingsOf(context.world.site())['common_register_is_enable_audit'] === 1
  const user = insertUser(context, accounts, {
    ...detailsOf(input),
    ...(isEmpty(unionid) ? {} : { weixin_unionid: unionid }),
    [columnOf[way]]: accounts,
    password: input.pwd,
    status: audited ? '3' : '0',
    referrer: String(intval(input.referrer ?? '')),
  })
  if (way !== 'username') context.world.table(smsCodes).delete(accounts)
  if (!audited) return loggedIn('注册成功', user, input, context)
  return refuseWith(context, cases['reg-pending'], {
    kind: 'user-status',
    message: `User ${user.id} was made and waits for review, as the world's \`site.settings.common_register_is_enable_audit\` says: set their \`status\` to 0, or the setting to 0.`,
    path: 'status',
  })
}

/** The account that wants a code; `verify` is the text in a picture, which this shop does not ask for. */
export const accountSendRequest = shape('UserVerifySendRequest', { ...accountFields })
type SendRequest = Infer<typeof accountSendRequest>

/** Sends the code that logs an account in (S: UserService::LoginVerifySend). */
export const loginVerifySend = (input: SendRequest, context: Context): Outcome<Said> =>
  send(input, context, 'login')

/** Sends the code that registers one (S: UserService::RegVerifySend). */
export const regVerifySend = (input: SendRequest, context: Context): Outcome<Said> =>
  send(input, context, 'reg')

const send = (
  { accounts, type }: SendRequest,
  context: Context,
  purpose: 'login' | 'reg',
): Outcome<Said> => {
  if (isMissing(accounts))
    return refuseWith(context, cases['accounts-empty'], missingNote('accounts', accounts))
  const way = wayOf(type)
  if (way === undefined)
    return refuseWith(context, cases[`${purpose}-type-invalid`], typeNote(type))
  const setting = `home_user_${purpose}_type` as const
  if (!waysOf(context.world.site(), setting).includes(way)) return closed(purpose, way, context)
  const checked =
    purpose === 'login'
      ? accountForLogin(way, accounts, context)
      : refusedForReg(way, accounts, context)
  if (checked !== undefined && 'kind' in checked) return checked
  if (way !== 'username') return sendCode(accounts, context)
  return refuseWith(context, cases['verify-unsupported'], {
    kind: 'verify-unsupported',
    message:
      '`type` is username, and no code is sent to one: ShopXO refused the request; send sms or email, with the number or address as `accounts`.',
    path: 'type',
    actual: 'username',
  })
}

/** To somebody who registers the shop says so with code 0 (S). */
const closed = (purpose: 'login' | 'reg', way: string, context: Context): Outcome<Said> => {
  const note = closedNote(way, `home_user_${purpose}_type`)
  if (purpose === 'login') return refuseWith(context, cases['login-closed'], note)
  context.note(note)
  return ok({ msg: cases['reg-closed'].message, data: null })
}
