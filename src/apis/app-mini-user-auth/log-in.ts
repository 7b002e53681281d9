import type { Context } from '../../core/context.ts'
import type { Note } from '../../core/note.ts'
import { ok, type Outcome } from '../../core/outcome.ts'
import { isEmpty } from '../../dialects/thinkphp/php-value.ts'
import { ownIdentity } from '../shared/given.ts'
import { refuseWith } from '../shared/refuse-with.ts'
import { createAccount, type Met } from './account.ts'
import { cases } from './cases.ts'
import type { AuthRequest, UserData } from './dtos.ts'
import { exampleOpenId } from './example.ts'
import type { ShopxoUser } from './records.ts'
import { findUser, showUser, statusRefusal, updateUser } from './users.ts'
import { APP_ID } from './wechat-refusal.ts'

/** Somebody without an account: exactly these keys, and nothing is stored (R). */
export const newcomer = ({ openId, unionId }: Pick<Met, 'openId' | 'unionId'>): UserData => ({
  is_user_exist: 0,
  openid: openId,
  unionid: unionId,
})

/** Logs a user in: the token is renewed before the status is looked at (S). */
export const logIn = (
  found: ShopxoUser,
  { person, openId }: Met,
  context: Context,
): Outcome<UserData> => {
  context.wechat.countLogin(person)
  // A hit by unionid binds the openid only where there was none, and shows the row as it is then (R).
  const user = isEmpty(found.weixin_openid)
    ? updateUser(context, found, { weixin_openid: openId })
    : found
  const shown = showUser(context, user)
  const refusal = statusRefusal(user)
  if (refusal !== undefined) return refuseWith(context, refusal, statusNote(user))
  const muted = Number(user.status ?? '0') === 1
  return ok(Object.assign(shown, { is_user_exist: 1 }), muted ? cases['user-muted'] : undefined)
}

/** Why a user may not log in. */
export const statusNote = ({ id, status }: ShopxoUser): Note => ({
  kind: 'user-status',
  message: `User ${id} of the world's shopxoUsers has status ${status ?? '0'}: the shop lets only 0 and 1 in; set its \`status\` to 0.`,
  path: 'status',
})

/** A login whatever was sent and whatever WeChat says of it, shown with this status. */
export const logInAnyway =
  (status: '0' | '1') =>
  (input: AuthRequest | undefined, context: Context): Outcome<UserData> => {
    const known = identify(input, context)
    const user = findUser(context, 'weixin_openid', known.openId) ?? createAccount(known, context)
    const shown = { ...showUser(context, user), status, is_user_exist: 1 }
    return ok(shown, status === '1' ? cases['user-muted'] : undefined)
  }

/** The answer to somebody without an account, whoever asks. */
export const newcomerAnyway = (
  input: AuthRequest | undefined,
  context: Context,
): Outcome<UserData> => ok(newcomer(identify(input, context)), cases['new-user'])

const identify = (
  input: AuthRequest | undefined,
  { wechat }: Context,
): Pick<Met, 'person' | 'openId' | 'unionId'> => {
  const code = ownIdentity(input?.authcode)
  const exchange = code === undefined ? undefined : wechat.exchange(code, APP_ID)
  if (exchange?.kind === 'person') return exchange
  const person = wechat.recognise(exampleOpenId)
  return { person, openId: person.openId ?? exampleOpenId, unionId: person.unionId ?? '' }
}
