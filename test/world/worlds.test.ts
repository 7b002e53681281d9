import { describe, expect, it } from 'vitest'
import { people } from '../../src/core/records.ts'
import { customers, open } from './sample-worlds.ts'

describe('worlds', () => {
  it('makes a tenant from the seed world on first use', async () => {
    const worlds = await open()
    expect(worlds.has('a')).toBe(false)
    expect(worlds.of('a').services.world.table(customers).get('c1')).toEqual({
      customerId: 'c1',
      openId: 'oLiNa',
      visits: 1,
    })
    expect(worlds.keys()).toEqual(['a'])
    expect(worlds.of('a')).toBe(worlds.of('a'))
  })

  it('keeps tenants apart', async () => {
    const worlds = await open()
    worlds.of('a').services.world.table(customers).put({ customerId: 'c2' })
    worlds.of('a').clock.advance(1_000)
    expect(worlds.of('b').services.world.table(customers).get('c2')).toBeUndefined()
    expect(worlds.of('b').clock.state().now).toBe('2026-01-29T07:00:34.000Z')
  })

  it('drops the tenant idle longest when there are too many', async () => {
    const lines: string[] = []
    const worlds = await open({
      maxTenants: 2,
      log: (level, line) => lines.push(`${level} ${line}`),
    })
    worlds.of('a')
    worlds.of('b')
    worlds.of('a')
    worlds.of('c')
    expect(worlds.keys()).toEqual(['a', 'c'])
    expect(lines).toEqual(['warn tenant b dropped: it was idle longest of 2'])
  })

  it('takes any text as a tenant key', async () => {
    const worlds = await open()
    for (const key of ['__proto__', 'constructor', 'toString']) {
      expect(worlds.has(key)).toBe(false)
      expect(worlds.of(key).key).toBe(key)
    }
    expect(worlds.keys()).toEqual(['__proto__', 'constructor', 'toString'])
    expect(worlds.drop('__proto__')).toBe(true)
    expect(worlds.drop('__proto__')).toBe(false)
  })

  it('merges overlays over the seed, field by field, and resets to both', async () => {
    const worlds = await open({
      overlays: [
        { people: [{ id: 'li-na', phone: null, nickname: '娜娜' }], site: { rate: 8 } },
        { people: [{ id: 'new' }] },
      ],
    })
    const world = worlds.of('default')
    expect(world.services.world.table(people).get('li-na')).toEqual({
      id: 'li-na',
      openId: 'oLiNa',
      unionId: 'uLiNa',
      nickname: '娜娜',
      gender: 2,
    })
    expect(world.services.world.site()).toEqual({ rate: '8' })
    const before = world.data()
    world.replace({})
    world.clock.advance(5)
    expect(world.data()).toEqual({
      people: [],
      codes: [],
      sessions: [],
      phoneCodes: [],
      smsCodes: [],
      tokens: [],
      customers: [],
      site: {},
    })
    world.reset()
    expect(world.data()).toEqual(before)
    expect(world.clock.state().now).toBe('2026-01-29T07:00:34.000Z')
  })

  it('starts new and reset tenants from what fixtures say now', async () => {
    const worlds = await open()
    const world = worlds.of('default')
    const id = world.services.derive('x').hex(8)
    worlds.startFrom({ overlays: [{ people: [{ id: 'new' }] }], seed: 'other', clock: '+1h' })
    expect(world.services.world.table(people).get('new')).toBeUndefined()
    expect(world.services.derive('x').hex(8)).toBe(id)
    world.reset()
    expect(world.services.world.table(people).get('new')).toEqual({ id: 'new' })
    expect(world.services.derive('x').hex(8)).not.toBe(id)
    expect(world.clock.state()).toMatchObject({ frozen: false, offsetMs: 3_600_000 })
    expect(() => {
      worlds.startFrom({ clock: 'soon' })
    }).toThrow('"soon" is no clock')
  })

  it('says what is wrong with data, and changes nothing', async () => {
    const world = (await open()).of('default')
    const before = world.data()
    const wrong = {
      peple: [],
      people: [
        { id: 'x', nickName: 'y', gender: 1.5 },
        { nickname: 'z' },
        'text',
        { id: 7, openIds: { a: 1 } },
      ],
      customers: { c1: {} },
      site: { rate: 'many' },
    }
    expect(() => {
      world.patch(wrong)
    }).toThrow(
      [
        'peple: no list of a world (people?); there are people, codes, sessions, phoneCodes, smsCodes, tokens, customers, site',
        'people[0].nickName: no field (nickname?); there are id, openId, openIds, unionId, phone, nickname, gender, avatar, language, province, city, country, sessionKey, logins',
        'people[0].gender: must be a whole number, not the number 1.5',
        'people[1]: has no id, which identifies a record of people',
        'people[2]: must be an object, not the text "text"',
        'people[3].id: must be text, not the number 7',
        'people[3].openIds.a: must be text, not the number 1',
        'customers: must be a list of records',
        'site.rate: must be a number, not the text "many"',
      ].join('; '),
    )
    expect(world.data()).toEqual(before)
  })

  it('is not to be polluted', async () => {
    const world = (await open()).of('default')
    world.patch(
      JSON.parse(
        '{"people":[{"id":"__proto__","nickname":"p","openIds":{"__proto__":"o1"}},{"id":"constructor"}]}',
      ) as Record<string, unknown>,
    )
    expect(({} as Record<string, unknown>)['nickname']).toBeUndefined()
    expect(world.services.world.table(people).get('__proto__')?.nickname).toBe('p')
    expect(world.services.wechat.exchange('mock:person:__proto__', '__proto__')).toMatchObject({
      kind: 'person',
      openId: 'o1',
    })
    for (const body of [
      '{"__proto__":[]}',
      '{"people":[{"id":"x","__proto__":{"a":1}}]}',
      '{"site":{"__proto__":1}}',
    ])
      expect(() => {
        world.patch(JSON.parse(body) as Record<string, unknown>)
      }).toThrow('__proto__: no ')
  })

  it('has nothing to wait for in memory', async () => {
    const worlds = await open()
    worlds.of('a').patch({ people: [{ id: 'x' }] })
    expect(worlds.unsettled()).toBe(false)
    await worlds.settled()
    expect(worlds.status()).toEqual({})
    await worlds.close()
  })

  it('has no list that no API brought', async () => {
    const { world } = (await open()).of('a').services
    expect(() => world.table({ ...customers, name: 'toys' })).toThrow(
      'No API of this server has a list named toys: add it to its collections.',
    )
  })

  it('starts with a clock, a seed and a world that make sense, or not at all', async () => {
    await expect(open({ clock: 'noon' })).rejects.toThrow(
      '"noon" is no clock: write an instant such as 2026-01-29T07:00:34Z, or a shift such as +2h.',
    )
    await expect(open({ overlays: [{ people: 1 }] })).rejects.toThrow(
      'people: must be a list of records',
    )
    const plain = await open({ seed: undefined, clock: undefined })
    expect(plain.of('a').clock.state()).toMatchObject({ frozen: false, offsetMs: 0 })
    expect(plain.of('a').services.derive('x').hex(8)).toBe('533452fd')
  })
})
