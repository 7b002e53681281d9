import type { Context } from '../../core/context.ts'
import { defineCollection, type Person } from '../../core/records.ts'
import { decimal, integer, required, shape, string, type Infer } from '../../core/schema.ts'
import type { wxSmallLoginDto } from './dtos.ts'

/** The list of members: what the site stores about a person (docs/spec/control.md#format-of-the-world). */
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

/** The settings of `site` that this API reads. */
export const site = shape('SmallAppSite', {
  pointsName: string({ about: 'name of the points; default 积分' }),
  couponName: string({ about: 'name of the coupons; default 代金币' }),
  pointsRate: decimal({ about: 'points per coupon; default 100' }),
})

type LoginDto = Infer<typeof wxSmallLoginDto>

/**
 * Returns the member of a login and stores changes. The first login creates the member, with Scene and uid as
 * its promoter. A member without a person whose phone number was sent is assigned to this person (I).
 */
export const memberOf = (
  person: Person,
  phone: string | undefined,
  input: LoginDto,
  context: Context,
): Member => {
  const table = context.world.table(members)
  const known = table.find('person', person.id) ?? unclaimed(phone, context)
  const member: Member = {
    ...(known ?? newMember(person, input, context)),
    person: person.id,
    ...(phone === undefined ? {} : { phone }),
  }
  if (known === undefined || known.person !== member.person || known.phone !== member.phone)
    table.put(member)
  return member
}

const unclaimed = (phone: string | undefined, { world }: Context): Member | undefined => {
  const found = phone === undefined ? undefined : world.table(members).find('phone', phone)
  return found?.person ? undefined : found
}

const newMember = (person: Person, input: LoginDto, context: Context): Member => ({
  lui: freeNumber(person, context),
  scene: String(input.Scene ?? 0),
  promoterUid: input.uid ?? 0,
})

/** Returns a user number of eight digits. Takes the next free number if the derived number is taken. */
const freeNumber = (person: Person, { derive, world }: Context): string => {
  const table = world.table(members)
  let number = 10_000_000 + derive('small-app-login/lui', person.id).below(90_000_000)
  while (table.get(String(number)) !== undefined) number++
  return String(number)
}
