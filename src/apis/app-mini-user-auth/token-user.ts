import type { Context } from '../../core/context.ts'
import { tokens } from '../../core/records.ts'
import { isEmpty } from '../../dialects/thinkphp/php-value.ts'
import { shopxoUsers, type ShopxoUser } from './records.ts'
import { findUser } from './users.ts'

/** Whose token this is: any that was given, or the one in the user's row; none of them ends (S). */
export const tokenUser = (
  token: string | null | undefined,
  context: Context,
): ShopxoUser | undefined => {
  if (token === undefined || token === null || isEmpty(token)) return undefined
  const given = context.world.table(tokens).get(token)
  if (given?.api === 'app-mini-user-auth' && given.kind === 'access')
    return context.world.table(shopxoUsers).get(given.subject ?? '')
  return findUser(context, 'token', token)
}
