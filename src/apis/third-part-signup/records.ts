import { defineCollection } from '../../core/collection.ts'
import { required, shape, string, type Infer } from '../../core/schema.ts'

/** `(0|86|17951)` and eleven digits (docs/spec/aspnet-webapi.md#known-facts-of-the-three-sites). */
export const mobilePattern = /^(?:0|86|17951)?(1[0-9]{10})$/

/** A mobile number without the prefix it may be dialled with, so that one person is one number. */
export const bareMobile = (mobile: string): string => mobilePattern.exec(mobile)?.[1] ?? mobile

/** What finds an account by its platform and its id there. */
export const thirdPartyKey = (thirdPart: string, thirdPartId: string): string =>
  `${thirdPart}:${thirdPartId}`

/** What the site stores of a person (docs/spec/control.md#format-of-the-world). */
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
