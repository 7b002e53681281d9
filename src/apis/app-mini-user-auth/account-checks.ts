import type { Context } from '../../core/context.ts'
import type { Outcome } from '../../core/outcome.ts'
import { refuseWith } from '../shared/refuse-with.ts'
import {
  formatNote,
  isEmail,
  isMobile,
  isUsername,
  takenNote,
  unknownNote,
  userWith,
  type Way,
} from './accounts.ts'
import { cases } from './cases.ts'
import type { ShopxoUser } from './records.ts'

const formats = {
  sms: { isOne: isMobile, what: 'mobile number', row: cases['accounts-mobile-invalid'] },
  email: { isOne: isEmail, what: 'address', row: cases['accounts-email-invalid'] },
} as const

/** UserLoginAccountsCheck (S): the user who has the account. */
export const accountForLogin = (
  way: Way,
  account: string,
  context: Context,
): ShopxoUser | Outcome<never> => {
  if (way !== 'username' && !formats[way].isOne(account))
    return refuseWith(context, formats[way].row, formatNote(formats[way].what, account))
  const unknown = {
    sms: 'mobile-unknown',
    email: 'email-unknown',
    username: 'account-unknown',
  } as const
  return (
    userWith(way, account, context) ??
    refuseWith(context, cases[unknown[way]], unknownNote(account))
  )
}

/** UserRegAccountsCheck (S): why the account cannot be registered. */
export const refusedForReg = (
  way: Way,
  account: string,
  context: Context,
): Outcome<never> | undefined => {
  if (way === 'username')
    return isUsername(account)
      ? undefined
      : refuseWith(
          context,
          cases['username-invalid'],
          formatNote('username of 2 to 18 letters, digits or underscores', account),
        )
  if (!formats[way].isOne(account))
    return refuseWith(context, formats[way].row, formatNote(formats[way].what, account))
  const owner = userWith(way, account, context)
  const taken = way === 'sms' ? cases['mobile-exists'] : cases['email-exists']
  return owner && refuseWith(context, taken, takenNote(account, owner))
}
