import { defineCollection, people, type Person } from '../../core/records.ts'
import type { Services } from '../../core/context.ts'
import {
  boolean,
  integer,
  list,
  oneOf,
  required,
  shape,
  string,
  type Infer,
} from '../../core/schema.ts'

/** A tenant of the platform: whose end users log in, and the secret they sign with. */
export const userDomains = defineCollection({
  name: 'userDomains',
  key: 'userDomain',
  shape: shape('UserDomain', {
    userDomain: required(string({ about: 'such as C.DM.10271.5' })),
    secret: string(),
    status: oneOf('UserDomainStatus', { disabled: 0, enabled: 1 }, { about: 'enabled by default' }),
    dataCenter: oneOf(
      'DataCenter',
      { CN: 0, EU: 1, NA: 2 },
      { about: 'by default what the first letter of userDomain says' },
    ),
    appIds: list(string(), { about: 'official accounts it has configured; none listed: any' }),
    accessTokenSeconds: integer({ about: 'life of an access token; 7200 by default' }),
    refreshTokenSeconds: integer({ about: 'life of a refresh token; 2592000 by default' }),
    signTokens: boolean({ about: 'sign tokens with RSA, for clients that verify them' }),
  }),
  indexes: {},
})
export type UserDomain = Infer<typeof userDomains.shape>

/** A person as one user domain knows them. */
export const endUsers = defineCollection({
  name: 'endUsers',
  key: 'uid',
  accounts: { api: 'offiaccount-auth-login', of: ({ openId }) => [['openId', openId]] },
  shape: shape('EndUser', {
    uid: required(string({ about: "the data centre's letter and digits" })),
    openId: string(),
    userDomain: string(),
    nickname: string(),
  }),
  indexes: {
    openId: ({ openId }) => [openId],
    account: ({ userDomain, openId }) => [userDomain && openId && accountKey(userDomain, openId)],
  },
})
export type EndUser = Infer<typeof endUsers.shape>

/** What the `account` index lists an end user under. */
const accountKey = (userDomain: string, openId: string): string => `${userDomain} ${openId}`

export type DataCenter = 'CN' | 'EU' | 'NA'

/** First letter of its user domains and uids (seen in clients). */
const letters = { CN: 'C', EU: 'E', NA: 'U' } as const satisfies Record<DataCenter, string>

const named = (center: string): DataCenter => (center === 'EU' || center === 'NA' ? center : 'CN')

/** What the world says, else what the first letter says; another letter is taken for China (I). */
export const dataCenterOf = ({ userDomain, dataCenter }: UserDomain): DataCenter => {
  if (typeof dataCenter === 'string') return named(dataCenter)
  const letter = userDomain[0]
  return letter === letters.EU ? 'EU' : letter === letters.NA ? 'NA' : 'CN'
}

/** The end user an openid is in a user domain; made on the first login. */
export const endUserOf = (
  services: Services,
  domain: UserDomain,
  openId: string,
  { nickname }: Person,
): EndUser => {
  const { userDomain } = domain
  const users = services.world.table(endUsers)
  const known = users.find('account', accountKey(userDomain, openId))
  if (known !== undefined) return known
  const user: EndUser = { uid: freeUid(services, domain, openId), openId, userDomain, nickname }
  users.put(user)
  return user
}

/** Neighbours tried before the number grows by a digit: bounded, however full the world is. */
const TRIES = 16
const FIRST_DIGITS = 6

/** The data centre's letter and 6 digits, the next free number on a clash. */
const freeUid = ({ derive, world }: Services, domain: UserDomain, openId: string): string => {
  const users = world.table(endUsers)
  const letter = letters[dataCenterOf(domain)]
  for (let digits = FIRST_DIGITS; ; digits++) {
    const least = 10 ** (digits - 1)
    const start = derive('enduser-uid', domain.userDomain, openId).below(least * 9)
    for (let next = 0; next < TRIES; next++) {
      const uid = `${letter}${least + ((start + next) % (least * 9))}`
      if (users.get(uid) === undefined) return uid
    }
  }
}

/** What userInfo tells; unknown text is empty (I). */
export const profileOf = ({ world }: Services, { uid, openId, userDomain, nickname }: EndUser) => {
  const person = openId ? world.table(people).find('openId', openId) : undefined
  return {
    uid,
    nickname: nickname ?? person?.nickname ?? '',
    headimg: person?.avatar ?? '',
    phone: person?.phone ?? '',
    email: '',
    userDomain: userDomain ?? '',
  }
}
