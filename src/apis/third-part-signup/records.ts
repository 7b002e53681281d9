import type { Context } from '../../core/context.ts'
import { defineCollection, type Person } from '../../core/records.ts'
import { required, shape, string, type Infer } from '../../core/schema.ts'
import { freeGuid } from '../shared/aspnet-sites.ts'
import { given, isMagic } from '../shared/handling.ts'
import type { thirdPartSignupDto } from './dtos.ts'

/**
 * Matches a mobile number: an optional prefix `(0|86|17951)` and eleven digits
 * (docs/spec/aspnet-webapi.md#known-facts-of-the-three-sites).
 */
export const mobilePattern = /^(?:0|86|17951)?(1[0-9]{10})$/

/** Removes the dialling prefix of a mobile number, so that each person has one number. */
const bareMobile = (mobile: string): string => mobilePattern.exec(mobile)?.[1] ?? mobile

/** Returns the index key of an account: its platform and the person's id on that platform. */
const thirdPartyKey = (thirdPart: string, thirdPartId: string): string =>
  `${thirdPart}:${thirdPartId}`

/** The list of accounts: what the site stores about a person (docs/spec/control.md#format-of-the-world). */
export const accounts = defineCollection({
  name: 'accounts',
  key: 'userId',
  accounts: {
    api: 'third-part-signup',
    of: ({ unionId }) => [['thirdParty', unionId && thirdPartyKey('Weixin', unionId)]],
  },
  shape: shape('Account', {
    userId: required(string({ about: 'a GUID' })),
    thirdPart: string({ about: 'Weixin, QQ or Weibo; default Weixin' }),
    thirdPartId: string({ about: 'unionid' }),
    thirdPartId2: string({ about: 'openid' }),
    mobile: string(),
    name: string(),
    avatarUrl: string(),
  }),
  indexes: {
    thirdParty: ({ thirdPart, thirdPartId }) => [
      thirdPartId && thirdPartyKey(thirdPart ?? 'Weixin', thirdPartId),
    ],
    mobile: ({ mobile }) => [mobile && bareMobile(mobile)],
  },
})
export type Account = Infer<typeof accounts.shape>

/** The person who signs up, with their ids on the platform from which they come. */
export interface Applicant {
  readonly person: Person
  readonly thirdPart: string
  readonly thirdPartId: string
  readonly thirdPartId2: string
}

/**
 * Returns the person who signs up. For a magic value, the ids are those of the person that the value stands
 * for.
 */
export const applicantOf = (
  input: Infer<typeof thirdPartSignupDto>,
  { wechat }: Context,
): Applicant => {
  const { ThirdPart = 0, ThirdPartID, ThirdPartID2 } = input
  const person = wechat.recognise(ThirdPartID2, ThirdPartID)
  const thirdPart = String(ThirdPart)
  if (!isMagic(ThirdPartID2))
    return { person, thirdPart, thirdPartId: ThirdPartID, thirdPartId2: ThirdPartID2 }
  const openId = given(person.openId) ?? person.id
  const thirdPartId = given(person.unionId) ?? openId
  return { person, thirdPart, thirdPartId, thirdPartId2: openId }
}

/** Returns the account with the applicant's id on the applicant's platform. */
export const accountOf = (
  { thirdPart, thirdPartId }: Applicant,
  { world }: Context,
): Account | undefined =>
  world.table(accounts).find('thirdParty', thirdPartyKey(thirdPart, thirdPartId))

/** Returns the account that has the mobile number, whatever its dialling prefix. */
export const accountWithMobile = (mobile: string, { world }: Context): Account | undefined =>
  world.table(accounts).find('mobile', bareMobile(mobile))

/**
 * Stores and returns the applicant's account. Creates a new account, or takes the account that has the number
 * and belongs to no platform yet (I).
 */
export const openAccount = (
  applicant: Applicant,
  mobile: string,
  input: Infer<typeof thirdPartSignupDto>,
  context: Context,
): Account => {
  const { thirdPart, thirdPartId, thirdPartId2 } = applicant
  const table = context.world.table(accounts)
  const unclaimed = accountWithMobile(mobile, context)
  const account: Account = {
    ...(unclaimed && !given(unclaimed.thirdPartId)
      ? unclaimed
      : {
          userId: freeGuid(
            table,
            context.derive,
            'third-part-signup/account',
            thirdPart,
            thirdPartId,
          ),
        }),
    thirdPart,
    thirdPartId,
    thirdPartId2,
    mobile,
    name: input.Name,
    avatarUrl: input.AvatarUrl,
  }
  table.put(account)
  return account
}
