import type { Context } from '../../core/context.ts'
import { ok, type Outcome } from '../../core/outcome.ts'
import { shape, string, type Infer } from '../../core/schema.ts'
import { isEmpty } from '../../dialects/thinkphp/php-value.ts'
import { refuseWith } from '../shared/refuse-with.ts'
import { accountForLogin } from './account-checks.ts'
import { accountFields, closedNote, typeNote, wayOf } from './accounts.ts'
import { cases } from './cases.ts'
import type { Said } from './envelope.ts'
import { statusNote } from './log-in.ts'
import { missingNote } from './missing-note.ts'
import type { ShopxoUser } from './records.ts'
import { waysOf } from './shop-settings.ts'
import { showUser } from './users.ts'
import { refusedVerify } from './verify.ts'

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
  if (accounts === undefined || accounts === null || isEmpty(accounts))
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
  if (pwd === undefined || pwd === null || isEmpty(pwd))
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
export const loggedIn = (
  msg: string,
  user: ShopxoUser,
  { application }: Pick<LoginRequest, 'application'>,
  context: Context,
): Outcome<Said> =>
  ok({ msg, data: application === 'app' ? showUser(context, user) : { body_html: '' } })
