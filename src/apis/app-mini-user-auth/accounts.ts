import type { Context } from '../../core/context.ts'
import type { Note } from '../../core/note.ts'
import { string } from '../../core/schema.ts'
import { isMobile } from './app-mobile-bind-verify-send.ts'
import { commonFields } from './dtos.ts'
import type { ShopxoUser } from './records.ts'
import { findUser } from './users.ts'

/** What the forms of accounts have in common. */
export const accountFields = {
  ...commonFields,
  accounts: string({ about: 'username, mobile number or address' }),
  type: string({ about: 'username, email or sms' }),
  verify: string({ about: 'the code that was sent' }),
} as const

/** Ways to log in and to register. */
const ways = ['username', 'email', 'sms'] as const
export type Way = (typeof ways)[number]

export const wayOf = (type: string | null | undefined): Way | undefined =>
  ways.find((way) => way === type)

/** CheckEmail and CheckUserName (S). */
export const isEmail = (text: string): boolean =>
  text.length <= 254 && /^\w+([-+.]\w+)*@\w+([-.]\w+)*\.\w+([-.]\w+)*$/.test(text)
export const isUsername = (text: string): boolean => /^[A-Za-z0-9_]{2,18}$/.test(text)

const columns = {
  sms: ['mobile'],
  email: ['email'],
  username: ['username', 'mobile', 'email'],
} as const

/** The user who has this account. */
export const userWith = (way: Way, account: string, context: Context): ShopxoUser | undefined => {
  for (const column of columns[way]) {
    const user = findUser(context, column, account)
    if (user !== undefined) return user
  }
  return undefined
}

export { isMobile }

export const typeNote = (type: string | null | undefined): Note => ({
  kind: type === null || type === undefined ? 'required-missing' : 'enum-not-a-member',
  message: `\`type\` is ${type === null || type === undefined ? 'not in the body' : `\`${type.slice(0, 64)}\``}: ShopXO refused the request; send username, email or sms.`,
  path: 'type',
  expected: 'username, email or sms',
  ...(typeof type === 'string' && { actual: type.slice(0, 64) }),
})

export const closedNote = (type: string, setting: string): Note => ({
  kind: 'platform-not-configured',
  message: `\`${setting}\` of the world's \`site.settings\` does not name ${type}: ShopXO refused the request; add it there.`,
  path: 'type',
  actual: type.slice(0, 64),
})

export const formatNote = (what: string, account: string): Note => ({
  kind: 'mobile-invalid',
  message: `\`accounts\` is \`${account.slice(0, 64)}\`, which is no ${what}: ShopXO refused the request; send one, or another \`type\`.`,
  path: 'accounts',
  actual: account.slice(0, 64),
})

export const unknownNote = (account: string): Note => ({
  kind: 'account-unknown',
  message: `No user of the world's shopxoUsers has the account ${account.slice(0, 64)}: ShopXO refused the request; register it (user/reg), or add it to the world.`,
  path: 'accounts',
  actual: account.slice(0, 64),
})

export const takenNote = (account: string, { id }: ShopxoUser): Note => ({
  kind: 'mobile-taken',
  message: `User ${id} of the world's shopxoUsers already has the account ${account.slice(0, 64)}: ShopXO refused the request; log in with it, or register another.`,
  path: 'accounts',
  actual: account.slice(0, 64),
})
