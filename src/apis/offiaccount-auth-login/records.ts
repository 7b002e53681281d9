import { defineCollection } from '../../core/collection.ts'
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
export const accountKey = (userDomain: string, openId: string): string => `${userDomain} ${openId}`
