import type { Context } from '../../core/context.ts'
import { ok, type Outcome } from '../../core/outcome.ts'
import { smsCodes } from '../../core/records.ts'
import { shape, string, type Infer } from '../../core/schema.ts'
import { intval, isEmpty } from '../../dialects/thinkphp/php-value.ts'
import { refuseWith } from '../shared/refuse-with.ts'
import { invalidMobile, isMobile } from './app-mobile-bind-verify-send.ts'
import { cases } from './cases.ts'
import { refusedVerify } from './verify.ts'
import { clientTypeOf, platformOf } from './client-type.ts'
import { commonFields } from './dtos.ts'
import type { Said } from './envelope.ts'
import { missingNote } from './missing-note.ts'
import { detailsOf, personFields } from './person-fields.ts'
import type { ShopxoUser } from './records.ts'
import { tokenUser } from './token-user.ts'
import { findUser, insertUser, showUser, updateUser } from './users.ts'

/** A mobile number, the code it got, and whose it is. */
export const bindRequest = shape('AppMobileBindRequest', {
  ...commonFields,
  mobile: string(),
  verify: string(),
  weixin_openid: string(),
  alipay_openid: string(),
  baidu_openid: string(),
  toutiao_openid: string(),
  qq_openid: string(),
  ...personFields,
})
type BindRequest = Infer<typeof bindRequest>

/** Binds a mobile number by a text message's code (S: AppMobileBind). */
export const appMobileBind = (input: BindRequest, context: Context): Outcome<Said> => {
  const { mobile, verify } = input
  if (mobile === undefined || mobile === null || isEmpty(mobile))
    return refuseWith(context, cases['mobile-empty'], missingNote('mobile', mobile))
  if (verify === undefined || verify === null || isEmpty(verify))
    return refuseWith(context, cases['verify-empty'], missingNote('verify', verify))
  if (!isMobile(mobile))
    return refuseWith(context, cases['bind-mobile-invalid'], invalidMobile(mobile))
  return refusedVerify(mobile, verify, context) ?? bind(input, mobile, context)
}

const bind = (input: BindRequest, mobile: string, context: Context): Outcome<Said> => {
  const platform = platformOf(clientTypeOf(input))
  const column = platform === undefined ? undefined : (`${platform}_openid` as const)
  const openid = column === undefined ? '' : (input[column] ?? '')
  if (column !== undefined && isEmpty(openid))
    return refuseWith(context, cases['bind-openid-empty'], missingNote(column, input[column]))
  const owner = findUser(context, 'mobile', mobile)
  // A mini program says who asks by openid, everybody else by token (S).
  const asker =
    column === undefined ? tokenUser(input.token, context) : findUser(context, column, openid)
  const conflict = conflictOf(asker, owner)
  if (conflict !== undefined)
    return refuseWith(context, conflict, {
      kind: conflict.name,
      message: `User ${owner?.id ?? ''} of the world's shopxoUsers already has the mobile number ${mobile}: the shop refused it; send another number.`,
      path: 'mobile',
    })
  const identity = column === undefined ? {} : { [column]: openid }
  const details = owner === undefined ? detailsOf(input) : {}
  const columns = { mobile, ...details, ...identity }
  const user = store(asker ?? owner, columns, input, context)
  context.world.table(smsCodes).delete(mobile)
  return ok({ msg: '绑定成功', data: showUser(context, user) })
}

const conflictOf = (asker: ShopxoUser | undefined, owner: ShopxoUser | undefined) => {
  if (asker === undefined || owner === undefined) return undefined
  return asker.id === owner.id ? cases['mobile-unchanged'] : cases['mobile-bound-elsewhere']
}

const store = (
  user: ShopxoUser | undefined,
  columns: Partial<ShopxoUser>,
  { weixin_unionid: unionid, referrer }: BindRequest,
  context: Context,
): ShopxoUser => {
  const union = isEmpty(unionid) ? {} : { weixin_unionid: unionid }
  if (user !== undefined)
    return updateUser(context, user, {
      ...columns,
      ...(isEmpty(user.weixin_unionid) ? union : {}),
    })
  const from = columns.weixin_openid ?? columns.mobile ?? ''
  return insertUser(context, from, {
    ...columns,
    ...union,
    referrer: String(intval(referrer ?? '')),
  })
}
