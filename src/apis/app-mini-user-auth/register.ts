import type { Context } from '../../core/context.ts'
import type { Note } from '../../core/note.ts'
import { ok, type Outcome } from '../../core/outcome.ts'
import { isEmpty, intval } from '../../dialects/thinkphp/php-value.ts'
import { refuseWith } from '../shared/refuse-with.ts'
import { cases } from './cases.ts'
import type { Platform } from './client-type.ts'
import type { Said } from './envelope.ts'
import { statusNote } from './log-in.ts'
import type { ShopxoUser } from './records.ts'
import { mandatoryBindMobile } from './site.ts'
import { unsavedView } from './unsaved-view.ts'
import { findUser, insertUser, showUser, updateUser } from './users.ts'

/** What a client tells of somebody who authorised it. */
export interface Registration {
  readonly column: `${Platform}_openid`
  readonly openid: string
  readonly unionid: string
  readonly nickname: string
  readonly avatar: string
  /** The shop's: 0 unknown, 1 female, 2 male. */
  readonly gender: number
  readonly province: string
  readonly city: string
  readonly mobile: string
  /** Absent: the client did not say. */
  readonly referrer?: string
  /** The mobile number came decrypted from WeChat, and is to be bound. */
  readonly oneKey: boolean
}

/** AuthUserProgram (S): finds, binds or makes the user of a mini-program authorisation. */
export const register = (given: Registration, context: Context): Outcome<Said> => {
  const user = findUser(context, given.column, given.openid)
  if (user !== undefined) return known(user, given, {}, context)
  const related = findUser(context, 'weixin_unionid', given.unionid)
  if (related !== undefined) return known(related, given, { [given.column]: given.openid }, context)
  return unknown(given, context)
}

/** Of one-key binding the message is always this (I: the source says 授权成功 where nothing was left to bind). */
const BOUND = '绑定成功'

const said = (given: Registration, data: Said['data'], bound = given.oneKey): Outcome<Said> =>
  ok({ msg: bound ? BOUND : '授权成功', data })

const known = (
  user: ShopxoUser,
  given: Registration,
  changes: Partial<ShopxoUser>,
  context: Context,
): Outcome<Said> => {
  if (Number(user.status ?? '0') !== 0)
    return refuseWith(context, cases['user-awaiting-review'], statusNote(user))
  const binds = given.oneKey && isEmpty(user.mobile) && !isEmpty(given.mobile)
  const owner = binds ? findUser(context, 'mobile', given.mobile) : undefined
  if (owner !== undefined && owner.id !== user.id)
    return refuseWith(context, cases['mobile-taken'], takenNote(given.mobile, owner))
  const all = binds ? { ...changes, mobile: given.mobile } : changes
  const changed = Object.keys(all).length > 0
  const current = changed ? updateUser(context, user, all) : user
  return said(given, showUser(context, current), given.oneKey || changed)
}

const takenNote = (mobile: string, { id }: ShopxoUser): Note => ({
  kind: 'mobile-taken',
  message: `User ${id} of the world's shopxoUsers already has the mobile number ${mobile}: the shop refused it; send another number.`,
  path: 'mobile',
})

const unknown = (given: Registration, context: Context): Outcome<Said> => {
  const mandatory = mandatoryBindMobile(context.world.site()) === 1
  const binds = given.oneKey && !isEmpty(given.mobile)
  // A shop that insists on mobile numbers stores nobody without one (R).
  if (mandatory && !binds) return said(given, unsavedView(given, context.world.site()))
  const owner = findUser(context, 'mobile', given.mobile)
  if (owner === undefined) return said(given, showUser(context, newUser(given, context)))
  if (!mandatory)
    return refuseWith(context, cases['account-exists'], takenNote(given.mobile, owner))
  const unionid = isEmpty(given.unionid) ? {} : { weixin_unionid: given.unionid }
  const changes = { [given.column]: given.openid, ...unionid }
  return said(given, showUser(context, updateUser(context, owner, changes)))
}

const newUser = (given: Registration, context: Context): ShopxoUser =>
  insertUser(context, given.openid, {
    [given.column]: given.openid,
    weixin_unionid: given.unionid,
    nickname: given.nickname,
    avatar: given.avatar,
    gender: String(given.gender),
    province: given.province,
    city: given.city,
    mobile: given.mobile,
    referrer: String(intval(given.referrer ?? '')),
  })
