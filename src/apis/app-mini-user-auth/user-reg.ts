import type { Context } from '../../core/context.ts'
import type { Outcome } from '../../core/outcome.ts'
import { smsCodes } from '../../core/records.ts'
import { shape, string, type Infer } from '../../core/schema.ts'
import { intval, isEmpty } from '../../dialects/thinkphp/php-value.ts'
import { refuseWith } from '../shared/refuse-with.ts'
import { refusedForReg } from './account-checks.ts'
import {
  accountFields,
  closedNote,
  takenNote,
  typeNote,
  userWith,
  wayOf,
  type Way,
} from './accounts.ts'
import { cases } from './cases.ts'
import type { Said } from './envelope.ts'
import { missingNote } from './missing-note.ts'
import { detailsOf, personFields } from './person-fields.ts'
import { settingsOf, waysOf } from './shop-settings.ts'
import { loggedIn } from './user-login.ts'
import { findUser, insertUser } from './users.ts'
import { refusedVerify } from './verify.ts'

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
  if (accounts === undefined || accounts === null || isEmpty(accounts))
    return refuseWith(context, cases['accounts-empty'], missingNote('accounts', accounts))
  if (pwd === undefined || pwd === null || isEmpty(pwd))
    return refuseWith(context, cases['password-empty'], missingNote('pwd', pwd))
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
