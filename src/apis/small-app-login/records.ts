import { defineCollection } from '../../core/collection.ts'
import { decimal, integer, required, shape, string, type Infer } from '../../core/schema.ts'

/** What the site stores of a person (docs/spec/control.md#format-of-the-world). */
export const members = defineCollection({
  name: 'members',
  key: 'lui',
  accounts: { api: 'small-app-login', of: ({ id }) => [['person', id]] },
  shape: shape('Member', {
    lui: required(string({ about: 'user number, as text' })),
    person: string({ about: 'id of the person' }),
    phone: string({ about: 'bound mobile number' }),
    scene: string({ about: 'where they were won: Love, House, Job' }),
    promoterUid: integer({ about: 'who won them' }),
  }),
  indexes: {
    person: (member) => [member.person],
    phone: (member) => [member.phone],
  },
})
export type Member = Infer<typeof members.shape>

/** Settings of `site` that this API reads. */
export const site = shape('SmallAppSite', {
  pointsName: string({ about: 'name of the points; default 积分' }),
  couponName: string({ about: 'name of the coupons; default 代金币' }),
  pointsRate: decimal({ about: 'points per coupon; default 100' }),
})
