import type { Context } from '../../core/context.ts'
import type { Outcome } from '../../core/outcome.ts'
import { smsCodes } from '../../core/records.ts'
import { refuseWith } from '../shared/refuse-with.ts'
import { smsNote } from '../shared/sms-note.ts'
import { cases } from './cases.ts'

/** A code that was never sent counts as expired (R), and an expired one is told before a wrong one (S). */
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
