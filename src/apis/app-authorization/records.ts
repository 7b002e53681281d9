import { defineCollection } from '../../core/collection.ts'
import { boolean, integer, required, shape, string, type Infer } from '../../core/schema.ts'

/** What the shop stores of a person (docs/spec/control.md#format-of-the-world). */
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
