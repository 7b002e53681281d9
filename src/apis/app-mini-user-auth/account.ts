import type { Context, Exchange } from '../../core/context.ts'
import { shopxoUsers, type ShopxoUser } from './records.ts'
import { shopGender } from './user-fields.ts'
import { findUser, insertUser } from './users.ts'

/** Somebody whom WeChat knows. */
export type Met = Extract<Exchange, { readonly kind: 'person' }>

/** By openid, then by unionid; else an account is made up for somebody whom the mock made up. */
export const accountOf = (met: Met, context: Context): ShopxoUser | undefined => {
  const { openId, unionId, derived, mayHaveAccount } = met
  const user =
    findUser(context, 'weixin_openid', openId) ?? findUser(context, 'weixin_unionid', unionId)
  if (user !== undefined || !derived || !mayHaveAccount || everRegistered(met, context)) return user
  return createAccount(met, context)
}

/** Whether there is a row for this openid, soft-deleted or not. */
export const everRegistered = ({ openId }: Met, { world }: Context): boolean =>
  world.table(shopxoUsers).find('everWeixinOpenid', openId) !== undefined

type Known = Pick<Met, 'person' | 'openId' | 'unionId'>

/** A row as if this person had registered just now; the mobile number only where somebody has said it. */
export const createAccount = ({ person, openId, unionId }: Known, context: Context): ShopxoUser => {
  const { nickname, gender, avatar, province, city } = context.wechat.profile(person)
  return insertUser(context, openId, {
    weixin_openid: openId,
    weixin_unionid: unionId,
    nickname,
    mobile: person.phone ?? '',
    gender: String(shopGender(gender)),
    avatar,
    province,
    city,
  })
}
