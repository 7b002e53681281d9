import type { Context } from '../../core/context.ts'
import type { Note } from '../../core/note.ts'
import { ok, type Outcome } from '../../core/outcome.ts'
import { smsCodes } from '../../core/records.ts'
import type { Infer } from '../../core/schema.ts'
import { intval, isEmpty } from '../../dialects/thinkphp/php-value.ts'
import { refuseWith, smsNote } from '../shared/handling.ts'
import {
  clientTypeOf,
  companion,
  isMissing,
  platformOf,
  refuseMissing,
  type Said,
} from './action.ts'
import { cases } from './cases.ts'
import {
  bindRequest,
  companions,
  exampleMobile,
  exampleOpenId,
  exampleVerify,
  sendRequest,
} from './dtos.ts'
import { userSaid } from './login.ts'
import {
  detailsOf,
  findUser,
  insertUser,
  mobileNote,
  showUser,
  tokenUser,
  updateUser,
  type ShopxoUser,
} from './records.ts'

type SendRequest = Infer<typeof sendRequest>

/** The common_verify_interval_time of a new shop (S). */
const INTERVAL_MS = 60_000

/** Whether a text is a mobile number (S: CheckMobile). */
export const isMobile = (text: string): boolean => /^1[3-9]\d{9}$/.test(text)

/** Sends the code for binding a mobile number. The admin API shows the code. */
const appMobileBindVerifySend = ({ mobile }: SendRequest, context: Context): Outcome<Said> => {
  if (isMissing(mobile)) return refuseMissing(context, cases['mobile-empty'], 'mobile', mobile)
  if (!isMobile(mobile)) return refuseWith(context, cases['mobile-invalid'], invalidMobile(mobile))
  return sendCode(mobile, context)
}

/** Sends a code of 4 digits to a mobile number or email address. The admin API shows the code. */
export const sendCode = (account: string, context: Context): Outcome<Said> => {
  if (context.wechat.strict && isTooSoon(account, context))
    return refuseWith(context, cases['sms-too-often'], tooSoon(account))
  context.sms.send(account)
  return sent
}

/** The outcome when a code was sent. */
export const sent = ok({ msg: '发送成功', data: null })

/**
 * Whether a second code is requested too soon. Only strict mode checks this, so that a test may request two
 * codes under a frozen clock (I).
 */
const isTooSoon = (mobile: string, { now, world }: Context): boolean => {
  const sentAt = world.table(smsCodes).get(mobile)?.sentAt
  return typeof sentAt === 'string' && now() <= Date.parse(sentAt) + INTERVAL_MS
}

/** Returns the note on a text that is not a mobile number. */
const invalidMobile = (mobile: string): Note => ({
  kind: 'mobile-invalid',
  message: `\`${mobile.slice(0, 64)}\` is no mobile number: ShopXO refused it; send 11 digits that begin with 13 to 19.`,
  path: 'mobile',
  actual: mobile.slice(0, 64),
})

const tooSoon = (mobile: string): Note => ({
  kind: 'sms-too-often',
  message: `${mobile} got a code less than a minute ago: ShopXO refused to send another; wait, or POST /__admin/clock/advance.`,
  path: 'mobile',
})

/**
 * Checks the code of a text message. Returns the failure, or undefined for the right code. A code that was
 * never sent counts as expired (R), and expiry is checked before the code itself (S).
 */
export const refusedVerify = (
  account: string,
  verify: string,
  context: Context,
): Outcome<never> | undefined => {
  const checked = isOver(account, context) ? 'expired' : context.sms.check(account, verify)
  if (checked === 'ok') return undefined
  const row = cases[checked === 'wrong' ? 'verify-wrong' : 'verify-expired']
  return refuseWith(
    context,
    row,
    smsNote(checked, { path: 'verify', mobile: account, code: verify }, context),
  )
}

const isOver = (account: string, { world, now }: Context): boolean => {
  const expiresAt = world.table(smsCodes).get(account)?.expiresAt
  return typeof expiresAt === 'string' && Date.parse(expiresAt) <= now()
}

type BindRequest = Infer<typeof bindRequest>

/** Binds a mobile number by the code of a text message (S: AppMobileBind). */
const appMobileBind = (input: BindRequest, context: Context): Outcome<Said> => {
  const { mobile, verify } = input
  if (isMissing(mobile)) return refuseMissing(context, cases['mobile-empty'], 'mobile', mobile)
  if (isMissing(verify)) return refuseMissing(context, cases['verify-empty'], 'verify', verify)
  if (!isMobile(mobile))
    return refuseWith(context, cases['bind-mobile-invalid'], invalidMobile(mobile))
  return refusedVerify(mobile, verify, context) ?? bind(input, mobile, context)
}

const bind = (input: BindRequest, mobile: string, context: Context): Outcome<Said> => {
  const platform = platformOf(clientTypeOf(input))
  const column = platform === undefined ? undefined : (`${platform}_openid` as const)
  const openid = column === undefined ? '' : (input[column] ?? '')
  if (column !== undefined && isEmpty(openid))
    return refuseMissing(context, cases['bind-openid-empty'], column, input[column])
  const owner = findUser(context, 'mobile', mobile)
  // A mini program identifies its user by openid; other clients identify the user by token (S).
  const asker =
    column === undefined ? tokenUser(input.token, context) : findUser(context, column, openid)
  if (asker !== undefined && owner !== undefined) {
    const row = cases[asker.id === owner.id ? 'mobile-unchanged' : 'mobile-bound-elsewhere']
    return refuseWith(context, row, mobileNote(mobile, owner, row.name))
  }
  const identity = column === undefined ? {} : { [column]: openid }
  const details = owner === undefined ? detailsOf(input) : {}
  const columns = { mobile, ...details, ...identity }
  const user = store(asker ?? owner, columns, input, context)
  context.world.table(smsCodes).delete(mobile)
  return ok({ msg: '绑定成功', data: showUser(context, user) })
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

/** The operation that sends the code for binding a mobile number. */
export const verifySend = companion({
  name: companions.verifySend,
  title: 'app用户手机绑定-验证码发送',
  path: 'user/appmobilebindverifysend',
  request: sendRequest,
  success: { basis: 'inferred', source: 'docs/spec/shopxo.md#follow-up-endpoints' },
  fields: { mobile: exampleMobile },
  handle: appMobileBindVerifySend,
  forced: () => sent,
})

/** The operation that binds a mobile number by its code. */
export const mobileBind = companion({
  name: companions.mobileBind,
  title: 'app用户手机绑定',
  path: 'user/appmobilebind',
  request: bindRequest,
  success: { basis: 'inferred', source: 'docs/spec/shopxo.md#follow-up-endpoints' },
  fields: { mobile: exampleMobile, verify: exampleVerify, weixin_openid: exampleOpenId },
  handle: appMobileBind,
  forced: userSaid('绑定成功'),
})
