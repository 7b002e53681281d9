import { defineCollection } from '../../src/core/records.ts'
import { decimal, integer, required, shape, string } from '../../src/core/schema.ts'
import { openWorlds, type Worlds, type WorldsOptions } from '../../src/world/worlds.ts'

/** A list such as an API would bring. */
export const customers = defineCollection({
  name: 'customers',
  key: 'customerId',
  shape: shape('Customer', {
    customerId: required(string()),
    openId: string(),
    visits: integer(),
    balance: decimal(),
  }),
  indexes: { openId: (customer) => [customer.openId] },
})

export const seedWorld = {
  people: [
    {
      id: 'li-na',
      openId: 'oLiNa',
      unionId: 'uLiNa',
      phone: '13800000001',
      nickname: '李娜',
      gender: 2,
    },
    { id: 'wang-wei', openId: 'oWangWei', openIds: { wxA: 'oWangWeiA' }, nickname: '王伟' },
  ],
  codes: [{ code: 'known', person: 'li-na' }],
  customers: [{ customerId: 'c1', openId: 'oLiNa', visits: 1 }],
  site: { rate: '7.10' },
}

/** In memory, at 2026-01-29T07:00:34Z, unless told otherwise. */
export const open = (options: Partial<WorldsOptions> = {}): Promise<Worlds> =>
  openWorlds({
    collections: [customers],
    siteShapes: [shape('Site', { rate: decimal() })],
    seedWorld,
    seed: 'test',
    clock: '2026-01-29T07:00:34Z',
    ...options,
  })
