import type { CaseRow } from '../../core/case.ts'
import type { Context, ExchangedPerson } from '../../core/context.ts'
import type { Note } from '../../core/note.ts'
import { tokens } from '../../core/records.ts'
import { string } from '../../core/schema.ts'
import { intval, isEmpty } from '../../dialects/thinkphp/php-value.ts'
import { issueToken } from '../shared/handling.ts'
import { isMissing } from './action.ts'
import { cases } from './cases.ts'
import type { UserData } from './dtos.ts'
import { shopxoUsers, type ShopxoUser } from './records.ts'
import { shopGender, userView } from './user-view.ts'

/** Columns a user is looked up by. */
type Column =
  | 'weixin_openid'
  | 'alipay_openid'
  | 'baidu_openid'
  | 'toutiao_openid'
  | 'qq_openid'
  | 'weixin_unionid'
  | 'qq_unionid'
  | 'mobile'
  | 'email'
  | 'username'
  | 'token'

/** `time()` as the columns hold it. */
const secondsNow = ({ now }: Context): string => String(Math.floor(now() / 1000))

/** The user who has this value, soft-deleted ones aside; nobody has an empty one. */
export const findUser = (
  { world }: Context,
  column: Column,
  value: string | null | undefined,
): ShopxoUser | undefined =>
  isMissing(value) ? undefined : world.table(shopxoUsers).find(column, value)

/** Stores a user's changed columns; `upd_time` says when. */
export const updateUser = (
  context: Context,
  user: ShopxoUser,
  changes: Partial<ShopxoUser>,
): ShopxoUser => {
  const updated = { ...user, ...changes, upd_time: secondsNow(context) }
  context.world.table(shopxoUsers).put(updated)
  return updated
}

/** Stores a new user. `from` decides the id, which takes the next free number on a clash. */
export const insertUser = (
  context: Context,
  from: string,
  columns: Partial<ShopxoUser>,
): ShopxoUser => {
  const table = context.world.table(shopxoUsers)
  let id = 2 + context.derive('app-mini-user-auth/user', from).below(9_999_998)
  while (table.get(String(id)) !== undefined) id++
  const user = { ...columns, id: String(id), add_time: secondsNow(context), upd_time: '0' }
  table.put(user)
  return user
}

/**
 * AppUserInfoHandle (S): whoever is looked up for an answer gets a new token and `upd_time`, and is
 * shown with that token but with `upd_time` as it was. Earlier tokens stay valid.
 */
export const showUser = (context: Context, user: ShopxoUser): UserData => {
  const token = nextToken(context, user)
  const logins = (user.logins ?? 0) + 1
  issueToken(context, { token, api: 'app-mini-user-auth', kind: 'access', subject: user.id })
  updateUser(context, user, { token, logins })
  return Object.assign(userView(user, context.world.site()), { token })
}

/** A world's record may name the token of the first login. */
const nextToken = ({ derive }: Context, { id, token, logins }: ShopxoUser): string => {
  const before = logins ?? 0
  return before === 0 && !isMissing(token)
    ? token
    : derive('app-mini-user-auth/token', id, String(before + 1)).hex(32)
}

/** UserStatusCheck: why this user may not log in; 0 and 1 (muted) may (R). */
export const statusRefusal = ({ status }: ShopxoUser): CaseRow | undefined => {
  const number = Number(status ?? '0')
  if (number === 0 || number === 1) return undefined
  if (number === 2) return cases['user-banned']
  return number === 3 ? cases['user-pending'] : cases['user-status-invalid']
}

/** Why a user may not log in. */
export const statusNote = ({ id, status }: ShopxoUser): Note => ({
  kind: 'user-status',
  message: `User ${id} of the world's shopxoUsers has status ${status ?? '0'}: the shop lets only 0 and 1 in; set its \`status\` to 0.`,
  path: 'status',
})

/** Whose token this is: any that was given, or the one in the user's row; none of them ends (S). */
export const tokenUser = (
  token: string | null | undefined,
  context: Context,
): ShopxoUser | undefined => {
  if (isMissing(token)) return undefined
  const given = context.world.table(tokens).get(token)
  if (given?.api === 'app-mini-user-auth' && given.kind === 'access')
    return context.world.table(shopxoUsers).get(given.subject ?? '')
  return findUser(context, 'token', token)
}

/** By openid, then by unionid; else an account is made up for somebody whom the mock made up. */
export const accountOf = (met: ExchangedPerson, context: Context): ShopxoUser | undefined => {
  const { openId, unionId, derived, mayHaveAccount } = met
  const user =
    findUser(context, 'weixin_openid', openId) ?? findUser(context, 'weixin_unionid', unionId)
  if (user !== undefined || !derived || !mayHaveAccount || everRegistered(met, context)) return user
  return createAccount(met, context)
}

/** Whether there is a row for this openid, soft-deleted or not. */
export const everRegistered = ({ openId }: ExchangedPerson, { world }: Context): boolean =>
  world.table(shopxoUsers).find('everWeixinOpenid', openId) !== undefined

type Known = Pick<ExchangedPerson, 'person' | 'openId' | 'unionId'>

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

/** What a client of the shop knows of the person, as every form that makes a user takes it. */
export const personFields = {
  weixin_unionid: string(),
  nickname: string(),
  avatar: string(),
  gender: string(),
  province: string(),
  city: string(),
  referrer: string(),
} as const

type Person = Readonly<
  Partial<Record<'nickname' | 'avatar' | 'gender' | 'province' | 'city', string | null | undefined>>
>

/** The columns of a new user that the client has filled (S). */
export const detailsOf = (input: Person): Partial<ShopxoUser> => ({
  ...given('nickname', input.nickname),
  ...given('avatar', input.avatar),
  ...given('province', input.province),
  ...given('city', input.city),
  ...(typeof input.gender === 'string' && { gender: String(intval(input.gender)) }),
})

const given = (name: string, value: string | null | undefined) =>
  isEmpty(value) ? {} : { [name]: value }
