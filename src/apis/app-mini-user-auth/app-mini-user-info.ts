import type { Context } from '../../core/context.ts'
import { ok, type Outcome } from '../../core/outcome.ts'
import type { Infer } from '../../core/schema.ts'
import { readJsonText } from '../../dialects/thinkphp/json-read.ts'
import { htmlSpecialCharsDecode, intval, isEmpty } from '../../dialects/thinkphp/php-value.ts'
import { refuseWith } from '../shared/handling.ts'
import {
  clientTypeOf,
  companion,
  isMissing,
  platformOf,
  refuseMissing,
  undefinedMethod,
  type Platform,
  type Said,
} from './action.ts'
import { cases } from './cases.ts'
import { companions, exampleOpenId, infoRequest } from './dtos.ts'
import { userSaid } from './login.ts'
import {
  findUser,
  insertUser,
  mobileNote,
  showUser,
  statusNote,
  statusRefusal,
  updateUser,
  type ShopxoUser,
} from './records.ts'
import {
  attachmentHost,
  avatarView,
  genderText,
  mandatoryBindMobile,
  masked,
  nameView,
  shopGender,
} from './user-view.ts'

type InfoRequest = Infer<typeof infoRequest>

/**
 * Logs in the user of a known openid, and registers an unknown openid (S, R: companions). Every platform
 * behaves as WeixinUserInfo does (I).
 */
const appMiniUserInfo = (input: InfoRequest, context: Context): Outcome<Said> => {
  const platform = platformOf(clientTypeOf(input))
  if (platform === undefined)
    return undefinedMethod(context, cases['info-method-undefined'], input, 'UserInfo')
  const { openid, auth_data, authDataItems } = input
  if (isMissing(openid)) return refuseMissing(context, cases['openid-empty'], 'openid', openid)
  if (isEmpty(auth_data) && isEmpty(authDataItems))
    return refuseMissing(
      context,
      cases['auth-data-empty'],
      'auth_data',
      auth_data,
      authDataItems !== undefined && authDataItems !== null,
    )
  const column = `${platform}_openid` as const
  const user = findUser(context, column, openid)
  if (user !== undefined) {
    const data = showUser(context, user)
    const refusal = statusRefusal(user)
    if (refusal !== undefined) return refuseWith(context, refusal, statusNote(user))
    return ok({ msg: '授权成功', data })
  }
  const { nickName = '', avatarUrl = '', gender = '', province = '', city = '' } = profileOf(input)
  return register(
    {
      column,
      openid,
      unionid: input.unionid ?? '',
      nickname: nickName,
      avatar: avatarUrl,
      gender: shopGender(intval(gender)),
      province,
      city,
      mobile: '',
      ...(typeof input.referrer === 'string' && { referrer: input.referrer }),
      oneKey: false,
    },
    context,
  )
}

type Texts = Readonly<Record<string, string | undefined>>

/**
 * Returns the profile in `auth_data`. An object is taken as it is; a text is JSON that the html filter has
 * escaped (S).
 */
const profileOf = ({ auth_data, authDataItems }: InfoRequest): Texts => {
  if (authDataItems !== undefined && authDataItems !== null) return authDataItems
  const read = readJsonText(htmlSpecialCharsDecode(auth_data ?? ''))
  if (read.kind !== 'array') return {}
  const texts = [...read.value].filter(
    (entry): entry is [string, string] => typeof entry[1] === 'string',
  )
  return Object.fromEntries(texts)
}

/** What a client sends about a user who authorised the mini program. */
interface Registration {
  readonly column: `${Platform}_openid`
  readonly openid: string
  readonly unionid: string
  readonly nickname: string
  readonly avatar: string
  /** The gender as the shop stores it: 0 unknown, 1 female, 2 male. */
  readonly gender: number
  readonly province: string
  readonly city: string
  readonly mobile: string
  /** Absent if the client did not send it. */
  readonly referrer?: string
  /** True when WeChat's encrypted data held the mobile number, which is to be bound. */
  readonly oneKey: boolean
}

/** Finds, binds or creates the user of a mini-program authorisation (S: AuthUserProgram). */
export const register = (given: Registration, context: Context): Outcome<Said> => {
  const user = findUser(context, given.column, given.openid)
  if (user !== undefined) return known(user, given, {}, context)
  const related = findUser(context, 'weixin_unionid', given.unionid)
  if (related !== undefined) return known(related, given, { [given.column]: given.openid }, context)
  return unknown(given, context)
}

/**
 * The message of one-key binding (I: it is the same in every case, although the source answers 授权成功 if
 * nothing was left to bind).
 */
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
    return refuseWith(context, cases['mobile-taken'], mobileNote(given.mobile, owner))
  const all = binds ? { ...changes, mobile: given.mobile } : changes
  const changed = Object.keys(all).length > 0
  const current = changed ? updateUser(context, user, all) : user
  return said(given, showUser(context, current), given.oneKey || changed)
}

const unknown = (given: Registration, context: Context): Outcome<Said> => {
  const mandatory = mandatoryBindMobile(context.world.site()) === 1
  const binds = given.oneKey && !isEmpty(given.mobile)
  // A shop that requires mobile numbers stores no user without one (R).
  if (mandatory && !binds) return said(given, unsavedView(given, context.world.site()))
  const owner = findUser(context, 'mobile', given.mobile)
  if (owner === undefined) return said(given, showUser(context, newUser(given, context)))
  if (!mandatory)
    return refuseWith(context, cases['account-exists'], mobileNote(given.mobile, owner))
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

/**
 * Returns the shop's view of a user whom it has not stored: the values that the client sent, with numbers as
 * numbers (R).
 */
const unsavedView = (
  given: Registration,
  site: Readonly<Record<string, unknown>>,
): Readonly<Record<string, unknown>> => {
  const security = masked(given.mobile)
  return {
    [given.column]: given.openid,
    nickname: given.nickname,
    avatar: avatarView(given.avatar, attachmentHost(site)),
    gender: given.gender,
    province: given.province,
    city: given.city,
    mobile: given.mobile,
    referrer: given.referrer ?? 0,
    ...(isEmpty(given.unionid) ? {} : { weixin_unionid: given.unionid }),
    gender_text: genderText(given.gender),
    mobile_security: security,
    user_name_view: nameView('', given.nickname, security),
    is_mandatory_bind_mobile: mandatoryBindMobile(site),
  }
}

/** The operation that registers or logs in a user whom appminiuserauth did not know. */
export const userInfo = companion({
  name: companions.userInfo,
  title: '小程序用户信息',
  path: 'user/appminiuserinfo',
  request: infoRequest,
  success: { basis: 'recorded', source: 'docs/spec/shopxo.md#follow-up-endpoints' },
  fields: {
    openid: exampleOpenId,
    unionid: '',
    referrer: 0,
    auth_data: '{"nickName":"小明","gender":1,"avatarUrl":""}',
  },
  handle: appMiniUserInfo,
  forced: userSaid('授权成功'),
})
