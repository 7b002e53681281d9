import type { CaseRow } from '../../core/case.ts'
import type { Context, ExchangedPerson } from '../../core/context.ts'
import type { Note } from '../../core/note.ts'
import { defineCollection, tokens } from '../../core/records.ts'
import { boolean, integer, map, required, shape, string, type Infer } from '../../core/schema.ts'
import { intval, isEmpty } from '../../dialects/thinkphp/php-value.ts'
import { issueToken } from '../shared/handling.ts'
import { isMissing } from './action.ts'
import { cases } from './cases.ts'
import type { UserData } from './dtos.ts'
import { shopGender, userView } from './user-view.ts'

/**
 * The list of the shop's users. It has the columns of the user table in their order; all are strings, as the
 * database driver returns them (D).
 */
export const shopxoUsers = defineCollection({
  name: 'shopxoUsers',
  key: 'id',
  accounts: {
    api: 'app-mini-user-auth',
    of: ({ openId, unionId }) => [
      ['weixin_openid', openId],
      ['weixin_unionid', unionId],
    ],
  },
  shape: shape('ShopxoUser', {
    id: required(string()),
    alipay_openid: string(),
    weixin_openid: string({ about: 'openid in the shop’s mini program' }),
    weixin_unionid: string(),
    weixin_web_openid: string(),
    baidu_openid: string(),
    toutiao_openid: string(),
    qq_openid: string(),
    qq_unionid: string(),
    status: string({ about: '0 normal, 1 muted, 2 banned, 3 awaiting review' }),
    token: string({
      about: 'of the latest login; of the first one where `logins` is not there yet',
    }),
    username: string(),
    nickname: string(),
    mobile: string(),
    email: string(),
    gender: string({ about: '0 unknown, 1 female, 2 male' }),
    avatar: string({ about: 'a URL, or a path under attachmentHost' }),
    province: string(),
    city: string(),
    birthday: string({ about: 'seconds since 1970, 0 for none' }),
    address: string(),
    integral: string(),
    locking_integral: string(),
    referrer: string(),
    plugins_distribution_level: string(),
    plugins_user_level: string(),
    is_delete_time: string({ about: 'seconds since 1970 of the deletion, 0 for none' }),
    add_time: string({ about: 'seconds since 1970' }),
    upd_time: string({ about: 'seconds since 1970' }),
    password: string({
      about:
        'as it is typed; absent: any of 6 to 18 characters logs in. None of the shop’s own columns',
    }),
    logins: integer({ about: 'tokens given so far; none of the shop’s own columns' }),
  }),
  indexes: {
    // A soft-deleted user counts as absent (R).
    weixin_openid: (user) => (isActive(user) ? [user.weixin_openid] : []),
    alipay_openid: (user) => (isActive(user) ? [user.alipay_openid] : []),
    baidu_openid: (user) => (isActive(user) ? [user.baidu_openid] : []),
    toutiao_openid: (user) => (isActive(user) ? [user.toutiao_openid] : []),
    qq_openid: (user) => (isActive(user) ? [user.qq_openid] : []),
    weixin_unionid: (user) => (isActive(user) ? [user.weixin_unionid] : []),
    qq_unionid: (user) => (isActive(user) ? [user.qq_unionid] : []),
    mobile: (user) => (isActive(user) ? [user.mobile] : []),
    email: (user) => (isActive(user) ? [user.email] : []),
    username: (user) => (isActive(user) ? [user.username] : []),
    token: (user) => (isActive(user) ? [user.token] : []),
    everWeixinOpenid: (user) => [user.weixin_openid],
  },
})
export type ShopxoUser = Infer<typeof shopxoUsers.shape>

const isActive = ({
  is_delete_time: deleted,
}: {
  readonly is_delete_time?: string | null | undefined
}) => deleted === undefined || deleted === null || deleted === '' || deleted === '0'

/** The settings of `site` that the shop reads (docs/spec/control.md#format-of-the-world). */
export const site = shape('ShopxoSite', {
  closed: boolean({ about: 'every answer becomes closedReason, -10000' }),
  closedReason: string({ about: 'default 升级中...' }),
  onekeyBindMobile: integer({
    about: '1 (default): the clients offer one-key binding of the mobile number',
  }),
  settings: map(string(), {
    about: 'settings that base/common tells its clients, by name, such as home_user_login_type',
  }),
  mandatoryBindMobile: integer({ about: '1: a user must bind a mobile number; blocks nothing' }),
  attachmentHost: string({ about: 'before relative avatars; default https://d1.shopxo.vip' }),
})

/** The columns by which a user is found. */
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

/** Returns the value of PHP's `time()`, as the columns store it. */
const secondsNow = ({ now }: Context): string => String(Math.floor(now() / 1000))

/**
 * Returns the user with this value in the column, or undefined. Ignores soft-deleted users and empty values.
 */
export const findUser = (
  { world }: Context,
  column: Column,
  value: string | null | undefined,
): ShopxoUser | undefined =>
  isMissing(value) ? undefined : world.table(shopxoUsers).find(column, value)

/** Stores changed columns of a user, and sets `upd_time` to the current time. */
export const updateUser = (
  context: Context,
  user: ShopxoUser,
  changes: Partial<ShopxoUser>,
): ShopxoUser => {
  const updated = { ...user, ...changes, upd_time: secondsNow(context) }
  context.world.table(shopxoUsers).put(updated)
  return updated
}

/** Stores a new user. The id is derived from `from`; if the id is taken, the next free number is used. */
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
 * Issues a new token to a user and returns the user with this token (S: AppUserInfoHandle). Also sets
 * `upd_time`, but the answer has the previous `upd_time`. Earlier tokens stay valid.
 */
export const showUser = (context: Context, user: ShopxoUser): UserData => {
  const token = nextToken(context, user)
  const logins = (user.logins ?? 0) + 1
  issueToken(context, { token, api: 'app-mini-user-auth', kind: 'access', subject: user.id })
  updateUser(context, user, { token, logins })
  return Object.assign(userView(user, context.world.site()), { token })
}

/** Returns the next token of a user. A record of the world may set the token of the first login. */
const nextToken = ({ derive }: Context, { id, token, logins }: ShopxoUser): string => {
  const before = logins ?? 0
  return before === 0 && !isMissing(token)
    ? token
    : derive('app-mini-user-auth/token', id, String(before + 1)).hex(32)
}

/**
 * Returns the case that refuses a user by status. A user with status 0 or 1 (muted) may log in (R:
 * UserStatusCheck).
 */
export const statusRefusal = ({ status }: ShopxoUser): CaseRow | undefined => {
  const number = Number(status ?? '0')
  if (number === 0 || number === 1) return undefined
  if (number === 2) return cases['user-banned']
  return number === 3 ? cases['user-pending'] : cases['user-status-invalid']
}

/** Returns the note on a user who may not log in. */
export const statusNote = ({ id, status }: ShopxoUser): Note => ({
  kind: 'user-status',
  message: `User ${id} of the world's shopxoUsers has status ${status ?? '0'}: the shop lets only 0 and 1 in; set its \`status\` to 0.`,
  path: 'status',
})

/** Returns the note on a mobile number that a user already has. */
export const mobileNote = (
  mobile: string,
  { id }: ShopxoUser,
  kind: Note['kind'] = 'mobile-taken',
): Note => ({
  kind,
  message: `User ${id} of the world's shopxoUsers already has the mobile number ${mobile}: the shop refused it; send another number.`,
  path: 'mobile',
})

/**
 * Returns the user of a token: any token that was issued, or the token in the user's record. Tokens never
 * expire (S).
 */
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

/** Finds a user by openid, then by unionid. Creates an account for a person whom the mock made up. */
export const accountOf = (met: ExchangedPerson, context: Context): ShopxoUser | undefined => {
  const { openId, unionId, derived, mayHaveAccount } = met
  const user =
    findUser(context, 'weixin_openid', openId) ?? findUser(context, 'weixin_unionid', unionId)
  if (user !== undefined || !derived || !mayHaveAccount || everRegistered(met, context)) return user
  return createAccount(met, context)
}

/** Whether a user has or had this openid. Soft-deleted users count. */
export const everRegistered = ({ openId }: ExchangedPerson, { world }: Context): boolean =>
  world.table(shopxoUsers).find('everWeixinOpenid', openId) !== undefined

type Known = Pick<ExchangedPerson, 'person' | 'openId' | 'unionId'>

/**
 * Creates a user as if the person had registered now. The user has a mobile number only if the person's
 * record has one.
 */
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

type Details = Readonly<
  Partial<Record<'nickname' | 'avatar' | 'gender' | 'province' | 'city', string | null | undefined>>
>

/** Returns the columns of a new user that the client has filled (S). */
export const detailsOf = (input: Details): Partial<ShopxoUser> => ({
  ...given('nickname', input.nickname),
  ...given('avatar', input.avatar),
  ...given('province', input.province),
  ...given('city', input.city),
  ...(typeof input.gender === 'string' && { gender: String(intval(input.gender)) }),
})

const given = (name: string, value: string | null | undefined) =>
  isEmpty(value) ? {} : { [name]: value }
