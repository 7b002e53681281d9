import type { Context } from '../../core/context.ts'
import { ok, type Outcome } from '../../core/outcome.ts'
import { smsCodes } from '../../core/records.ts'
import type { Infer } from '../../core/schema.ts'
import { intval, isEmpty } from '../../dialects/thinkphp/php-value.ts'
import { refuseWith } from '../shared/handling.ts'
import {
  accountForLogin,
  closedNote,
  refusedForReg,
  takenNote,
  typeNote,
  userWith,
  wayOf,
  type Way,
} from './accounts.ts'
import { companion, isMissing, refuseMissing, type Said } from './action.ts'
import { refusedVerify, sendCode, sent } from './app-mobile-bind.ts'
import { cases } from './cases.ts'
import {
  accountSendRequest,
  companions,
  exampleAccount,
  exampleMobile,
  examplePassword,
  loginRequest,
  regRequest,
} from './dtos.ts'
import { settingsOf, waysOf } from './front-pages.ts'
import { userSaid } from './login.ts'
import {
  detailsOf,
  findUser,
  insertUser,
  showUser,
  statusNote,
  type ShopxoUser,
} from './records.ts'

type LoginRequest = Infer<typeof loginRequest>

/** Logs in a user by password or by code (S: UserService::Login). */
const userLogin = (input: LoginRequest, context: Context): Outcome<Said> => {
  const { accounts, verify } = input
  const way = wayOf(input.type)
  if (way === undefined)
    return refuseWith(context, cases['login-type-invalid'], typeNote(input.type))
  if (isMissing(accounts))
    return refuseMissing(context, cases['login-accounts-empty'], 'accounts', accounts)
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
  if (isMissing(pwd)) return refuseMissing(context, cases['login-password-empty'], 'pwd', pwd)
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

/** Makes the answer of a login. Apps receive the user; other clients receive a piece of HTML (S). */
const loggedIn = (
  msg: string,
  user: ShopxoUser,
  { application }: Pick<LoginRequest, 'application'>,
  context: Context,
): Outcome<Said> =>
  ok({ msg, data: application === 'app' ? showUser(context, user) : { body_html: '' } })

type RegRequest = Infer<typeof regRequest>

/** Registers an account and logs the new user in (S: UserService::Reg). */
const userReg = (input: RegRequest, context: Context): Outcome<Said> => {
  const { accounts, pwd, verify } = input
  if (isMissing(accounts))
    return refuseMissing(context, cases['accounts-empty'], 'accounts', accounts)
  if (isMissing(pwd)) return refuseMissing(context, cases['password-empty'], 'pwd', pwd)
  const way = wayOf(input.type)
  if (way === undefined) return refuseWith(context, cases['reg-type-invalid'], typeNote(input.type))
  // The shop does not check a missing code at this point (S).
  if (verify !== undefined && isEmpty(verify))
    return refuseMissing(context, cases['verify-empty'], 'verify', verify)
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

type SendRequest = Infer<typeof accountSendRequest>

/** Sends the code for a login (S: UserService::LoginVerifySend). */
const loginVerifySend = (input: SendRequest, context: Context): Outcome<Said> =>
  send(input, context, 'login')

/** Sends the code for a registration (S: UserService::RegVerifySend). */
const regVerifySend = (input: SendRequest, context: Context): Outcome<Said> =>
  send(input, context, 'reg')

const send = (
  { accounts, type }: SendRequest,
  context: Context,
  purpose: 'login' | 'reg',
): Outcome<Said> => {
  if (isMissing(accounts))
    return refuseMissing(context, cases['accounts-empty'], 'accounts', accounts)
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

/**
 * Answers that a way is closed. To a request for a registration code, the shop answers so with code 0 (S).
 */
const closed = (purpose: 'login' | 'reg', way: string, context: Context): Outcome<Said> => {
  const note = closedNote(way, `home_user_${purpose}_type`)
  if (purpose === 'login') return refuseWith(context, cases['login-closed'], note)
  context.note(note)
  return ok({ msg: cases['reg-closed'].message, data: null })
}

const sourced = { basis: 'source', source: 'docs/spec/shopxo.md#accounts-and-settings' } as const
const account = { type: 'username', accounts: exampleAccount, pwd: examplePassword } as const

/** The operation that logs in by password or by code. */
export const login = companion({
  name: companions.login,
  title: '用户登录',
  path: 'user/login',
  request: loginRequest,
  success: sourced,
  fields: account,
  handle: userLogin,
  forced: userSaid('登录成功'),
})

/** The operation that registers an account. */
export const reg = companion({
  name: companions.reg,
  title: '用户注册',
  path: 'user/reg',
  request: regRequest,
  success: sourced,
  fields: account,
  handle: userReg,
  forced: userSaid('注册成功'),
})

/** The operation that sends the code for a login. */
export const loginSend = companion({
  name: companions.loginSend,
  title: '用户登录-验证码发送',
  path: 'user/loginverifysend',
  request: accountSendRequest,
  success: sourced,
  fields: { type: 'sms', accounts: exampleMobile },
  handle: loginVerifySend,
  forced: () => sent,
})

/** The operation that sends the code for a registration. */
export const regSend = companion({
  name: companions.regSend,
  title: '用户注册-验证码发送',
  path: 'user/regverifysend',
  request: accountSendRequest,
  success: sourced,
  fields: { type: 'sms', accounts: exampleMobile },
  handle: regVerifySend,
  forced: () => sent,
})
