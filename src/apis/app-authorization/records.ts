import type { Context } from '../../core/context.ts'
import { defineCollection, type Person } from '../../core/records.ts'
import { boolean, integer, required, shape, string, type Infer } from '../../core/schema.ts'
import { freeGuid } from '../shared/aspnet-sites.ts'
import { given, isMagic } from '../shared/handling.ts'
import type { userInfo } from './dtos.ts'

/** The list of customers: what the shop stores about a person (docs/spec/control.md#format-of-the-world). */
export const customers = defineCollection({
  name: 'customers',
  key: 'customerId',
  accounts: {
    api: 'app-authorization',
    of: ({ id, openId, unionId }) => [
      ['person', id],
      ['unionId', unionId],
      ['openId', openId],
    ],
  },
  shape: shape('Customer', {
    customerId: required(string({ about: 'a GUID' })),
    person: string({ about: 'id of the person' }),
    openId: string(),
    unionId: string(),
    userName: string({ about: 'instead of phone or nickName' }),
    nickName: string(),
    avatar: string(),
    phone: string(),
    locked: boolean({ about: 'may not log in' }),
    IsMiniProgramRemind: boolean(),
    IsCloseOrderPda: boolean(),
    IsShowStatisticsPda: boolean(),
    IsShowNoFeeLeaveButton: boolean(),
    CanBalancePay: boolean(),
    state: integer({ about: '0 is OK' }),
  }),
  indexes: {
    unionId: (customer) => [customer.unionId],
    openId: (customer) => [customer.openId],
    person: (customer) => [customer.person],
  },
})
export type Customer = Infer<typeof customers.shape>

type UserInfo = Infer<typeof userInfo>

/** The sender of a request: the person, and the openid and unionid that the shop stores. */
interface Visitor {
  readonly person: Person
  readonly openId: string | undefined
  readonly unionId: string | undefined
}

/**
 * Returns the sender of a request. For a magic value, returns the ids of the person that the value stands
 * for.
 */
export const visitorOf = (openId: string, input: UserInfo, { wechat }: Context): Visitor => {
  const unionId = given(input.unionId)
  const person = wechat.recognise(openId, unionId)
  if (isMagic(openId))
    return { person, openId: given(person.openId), unionId: given(person.unionId) }
  return { person, openId, unionId: unionId ?? given(person.unionId) }
}

/**
 * Finds the sender's customer by unionid, else by openid, else by person
 * (docs/spec/behaviour.md#000-app-authorization).
 */
export const findCustomer = (
  { person, openId, unionId }: Visitor,
  { world }: Context,
): Customer | undefined => {
  const table = world.table(customers)
  return (
    (unionId === undefined ? undefined : table.find('unionId', unionId)) ??
    (openId === undefined ? undefined : table.find('openId', openId)) ??
    table.find('person', person.id)
  )
}

/**
 * Stores the customer of this request and returns the record: creates the customer, or updates nickname and
 * avatar.
 */
export const keepCustomer = (
  found: Customer | undefined,
  visitor: Visitor,
  input: UserInfo,
  context: Context,
): Customer => {
  const table = context.world.table(customers)
  const known: Customer = found ?? {
    customerId: freeGuid(table, context.derive, 'app-authorization/customer', visitor.person.id),
    person: visitor.person.id,
    openId: visitor.openId,
    unionId: visitor.unionId,
  }
  const nickName = given(input.nickname) ?? known.nickName
  const avatar = given(input.avatarUrl) ?? known.avatar
  if (known === found && nickName === known.nickName && avatar === known.avatar) return known
  const kept = { ...known, nickName, avatar }
  table.put(kept)
  return kept
}
