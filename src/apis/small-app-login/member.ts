import type { Context } from '../../core/context.ts'
import type { Person } from '../../core/records.ts'
import type { Infer } from '../../core/schema.ts'
import type { wxSmallLoginDto } from './dtos.ts'
import { members, type Member } from './records.ts'

type LoginDto = Infer<typeof wxSmallLoginDto>

/**
 * The member behind a login, made at the first one: then Scene and uid are kept as their promoter.
 * A member without a WeChat account who has the phone number that was sent becomes theirs (I).
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

/** Eight digits; the next free number where it is taken. */
const freeNumber = (person: Person, { derive, world }: Context): string => {
  const table = world.table(members)
  let number = 10_000_000 + derive('small-app-login/lui', person.id).below(90_000_000)
  while (table.get(String(number)) !== undefined) number++
  return String(number)
}
