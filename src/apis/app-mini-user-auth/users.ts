import type { Context } from '../../core/context.ts'
import type { CaseRow } from '../../core/case.ts'
import { isEmpty } from '../../dialects/thinkphp/php-value.ts'
import { issueToken } from '../shared/issue-token.ts'
import { cases } from './cases.ts'
import type { UserData } from './dtos.ts'
import { shopxoUsers, type ShopxoUser } from './records.ts'
import { userView } from './user-view.ts'

/** Columns a user is looked up by. */
export type Column =
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
  value === null || value === undefined || isEmpty(value)
    ? undefined
    : world.table(shopxoUsers).find(column, value)

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
  return before === 0 && token !== undefined && token !== null && !isEmpty(token)
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
