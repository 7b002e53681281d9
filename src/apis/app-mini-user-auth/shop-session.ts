import type { Context } from '../../core/context.ts'
import { sessions, type Person } from '../../core/records.ts'
import { findUser } from './users.ts'
import { APP_ID } from './wechat-refusal.ts'

/** The shop keeps the session key of whoever logs in, also of somebody who has no account (S: GetAuthSessionKey). */
export const keepSession = ({ id }: Person, { world }: Context): void => {
  const table = world.table(sessions)
  const record = table.get(id)
  const exchanged = record?.exchanged ?? {}
  if (Object.hasOwn(exchanged, APP_ID)) return
  table.put({ ...record, person: id, exchanged: { ...exchanged, [APP_ID]: 1 } })
}

/** Whether somebody has logged in to the shop with this openid. */
export const hasSession = (openid: string, context: Context): boolean => {
  if ((findUser(context, 'weixin_openid', openid)?.logins ?? 0) > 0) return true
  const { id } = context.wechat.recognise(openid)
  const exchanged = context.world.table(sessions).get(id)?.exchanged
  return exchanged != null && Object.hasOwn(exchanged, APP_ID)
}
