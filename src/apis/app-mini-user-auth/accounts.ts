import type { Context } from '../../core/context.ts'
import type { Note } from '../../core/note.ts'
import type { Outcome } from '../../core/outcome.ts'
import { refuseWith } from '../shared/handling.ts'
import { isMobile } from './app-mobile-bind.ts'
import { cases } from './cases.ts'
import { findUser, type ShopxoUser } from './records.ts'

/** The ways to log in and to register. */
const ways = ['username', 'email', 'sms'] as const
export type Way = (typeof ways)[number]

/** Returns the way that `type` names, or undefined for any other text. */
export const wayOf = (type: string | null | undefined): Way | undefined =>
  ways.find((way) => way === type)

/** ShopXO's CheckEmail; `isUsername` is its CheckUserName (S). */
const isEmail = (text: string): boolean =>
  text.length <= 254 && /^\w+([-+.]\w+)*@\w+([-.]\w+)*\.\w+([-.]\w+)*$/.test(text)
const isUsername = (text: string): boolean => /^[A-Za-z0-9_]{2,18}$/.test(text)

const columns = {
  sms: ['mobile'],
  email: ['email'],
  username: ['username', 'mobile', 'email'],
} as const

/** Returns the user who has the account. A username account may also be a mobile or an email address. */
export const userWith = (way: Way, account: string, context: Context): ShopxoUser | undefined => {
  for (const column of columns[way]) {
    const user = findUser(context, column, account)
    if (user !== undefined) return user
  }
  return undefined
}

/** Returns the note on a refused `type`. */
export const typeNote = (type: string | null | undefined): Note => ({
  kind: type === null || type === undefined ? 'required-missing' : 'enum-not-a-member',
  message: `\`type\` is ${type === null || type === undefined ? 'not in the body' : `\`${type.slice(0, 64)}\``}: ShopXO refused the request; send username, email or sms.`,
  path: 'type',
  expected: 'username, email or sms',
  ...(typeof type === 'string' && { actual: type.slice(0, 64) }),
})

/** Returns the note on a closed way to log in or register. */
export const closedNote = (type: string, setting: string): Note => ({
  kind: 'platform-not-configured',
  message: `\`${setting}\` of the world's \`site.settings\` does not name ${type}: ShopXO refused the request; add it there.`,
  path: 'type',
  actual: type.slice(0, 64),
})

const formatNote = (what: string, account: string): Note => ({
  kind: 'mobile-invalid',
  message: `\`accounts\` is \`${account.slice(0, 64)}\`, which is no ${what}: ShopXO refused the request; send one, or another \`type\`.`,
  path: 'accounts',
  actual: account.slice(0, 64),
})

const unknownNote = (account: string): Note => ({
  kind: 'account-unknown',
  message: `No user of the world's shopxoUsers has the account ${account.slice(0, 64)}: ShopXO refused the request; register it (user/reg), or add it to the world.`,
  path: 'accounts',
  actual: account.slice(0, 64),
})

/** Returns the note on an account that is already registered. */
export const takenNote = (account: string, { id }: ShopxoUser): Note => ({
  kind: 'mobile-taken',
  message: `User ${id} of the world's shopxoUsers already has the account ${account.slice(0, 64)}: ShopXO refused the request; log in with it, or register another.`,
  path: 'accounts',
  actual: account.slice(0, 64),
})

const formats = {
  sms: { isOne: isMobile, what: 'mobile number', row: cases['accounts-mobile-invalid'] },
  email: { isOne: isEmail, what: 'address', row: cases['accounts-email-invalid'] },
} as const

/** Checks an account for a login (S: UserLoginAccountsCheck). Returns its user, or the failure. */
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

/**
 * Checks an account for a registration (S: UserRegAccountsCheck). Returns the failure, or undefined if the
 * account can be registered.
 */
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
