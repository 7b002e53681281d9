import { describe, expect, it } from 'vitest'
import { people } from '../../src/core/records.ts'
import type { TenantWorld } from '../../src/world/tenant-world.ts'
import type { WorldsOptions } from '../../src/world/worlds.ts'
import { open } from './sample-worlds.ts'

const tenant = async (options: Partial<WorldsOptions> = {}): Promise<TenantWorld> =>
  (await open(options)).of('default')

describe('exchange, lenient', () => {
  it('gives an unknown code its person, any number of times, and stores nothing', async () => {
    const { services, data } = await tenant()
    const before = data()
    const first = services.wechat.exchange('081AbCdEf', 'wxA')
    expect(first).toEqual({
      kind: 'person',
      person: {
        id: 'p07187168837b098',
        openId: 'oi9QmtukUgD_c0tdut4YDQSQtpZ1',
        unionId: 'o8pLOd1ofmIjVP50COwRB5xZSV3b',
      },
      openId: 'oi9QmtukUgD_c0tdut4YDQSQtpZ1',
      unionId: 'o8pLOd1ofmIjVP50COwRB5xZSV3b',
      mayHaveAccount: true,
      derived: true,
    })
    expect(services.wechat.exchange('081AbCdEf', 'wxA')).toEqual(first)
    if (first.kind === 'person')
      expect(services.wechat.sessionKey(first.person, 'wxA')).toBe('jVkuV9sErmCq0oT2mLGFfg==')
    expect(services.wechat.exchange('081AbCdEg', 'wxA')).not.toMatchObject({
      person: { id: 'p07187168837b098' },
    })
    expect(data()).toEqual(before)
  })

  it('gives the same person in every tenant and run, whatever came before', async () => {
    const [one, two] = [await open(), await open()]
    one.of('a').services.wechat.exchange('other', 'wxA')
    one.of('a').services.wechat.exchange('mock:new', 'wxA')
    expect(one.of('a').services.wechat.exchange('code', 'wxA')).toEqual(
      two.of('b').services.wechat.exchange('code', 'wxA'),
    )
  })

  it('finds a made-up person as they were stored', async () => {
    const { wechat, world } = (await tenant()).services
    const login = wechat.exchange('code', 'wxA')
    if (login.kind !== 'person') throw new Error(login.kind)
    world.table(people).put({ ...login.person, nickname: '新来的' })
    expect(wechat.exchange('code', 'wxA')).toMatchObject({
      person: { nickname: '新来的' },
      derived: true,
    })
  })

  it('takes a known code for its person, again and again', async () => {
    const { wechat } = (await tenant()).services
    for (let n = 0; n < 2; n++)
      expect(wechat.exchange('known', 'wxA')).toMatchObject({
        kind: 'person',
        person: { id: 'li-na' },
        openId: 'oLiNa',
        unionId: 'uLiNa',
        derived: false,
        mayHaveAccount: true,
      })
  })

  it('gives each app its openid and its session key', async () => {
    const { wechat, world } = (await tenant()).services
    const [a, b] = ['wxA', 'constructor'].map((app) => wechat.exchange('mock:person:wang-wei', app))
    expect(a).toMatchObject({ openId: 'oWangWeiA', unionId: '' })
    expect(b).toMatchObject({ openId: 'oWangWei' })
    const person = world.table(people).get('wang-wei') ?? { id: '' }
    expect(wechat.sessionKey(person, 'wxA')).not.toBe(wechat.sessionKey(person, 'constructor'))
  })

  it('lets a code that works once work once', async () => {
    const { services, patch } = await tenant()
    patch({ codes: [{ code: 'once', person: 'li-na', once: true }] })
    expect(services.wechat.exchange('once', 'wxA').kind).toBe('person')
    expect(services.wechat.exchange('once', 'wxA')).toEqual({
      kind: 'refused',
      errcode: 40163,
      errmsg: 'code been used, rid: 697b0592-bca502c1-cbd7ec0f',
      note: {
        kind: 'code-reused',
        message:
          'Code once was used at 2026-01-29T07:00:34.000Z and works once: WeChat answers 40163; log in again for another.',
      },
    })
  })

  it('lets a code expire by the clock of the tenant', async () => {
    const { services, patch, clock } = await tenant()
    patch({ codes: [{ code: 'c', person: 'li-na', expiresAt: '2026-01-29T07:05:34Z' }] })
    clock.advance(299_999)
    expect(services.wechat.exchange('c', '').kind).toBe('person')
    clock.advance(1)
    expect(services.wechat.exchange('c', '')).toMatchObject({
      kind: 'refused',
      errcode: 40029,
      note: {
        kind: 'code-expired',
        message:
          'Code c expired at 2026-01-29T07:05:34Z and it is 2026-01-29T07:05:34.000Z: WeChat answers 40029; log in again for another, which lives 5 minutes.',
      },
    })
    clock.advance(86_400_000)
    expect(services.wechat.exchange('c', '')).toMatchObject({
      errcode: 40029,
      note: { kind: 'code-expired' },
    })
  })

  it('refuses a code in the hands of another app', async () => {
    const { services, patch } = await tenant()
    patch({ codes: [{ code: 'c', person: 'li-na', appId: 'wxA' }] })
    expect(services.wechat.exchange('c', 'wxB')).toMatchObject({
      errcode: 40029,
      note: { kind: 'code-unknown', expected: 'wxA', actual: 'wxB' },
    })
    expect(services.wechat.exchange('c', 'wxA').kind).toBe('person')
    expect(services.wechat.exchange('c', '').kind).toBe('person')
  })

  it('fails as the world says', async () => {
    const { services, patch } = await tenant()
    const fails = (error: string, errmsg?: string) => {
      patch({ codes: [{ code: 'c', error, ...(errmsg !== undefined && { errmsg }) }] })
      const { note, ...answer } = services.wechat.exchange('c', 'wxA') as {
        note?: { kind: string }
      }
      expect(note?.kind).toBe('code-failing')
      return answer
    }
    const refused = { kind: 'refused' }
    expect(fails('-1')).toEqual({ ...refused, errcode: -1, errmsg: 'system error' })
    expect(fails('45011')).toEqual({
      ...refused,
      errcode: 45011,
      errmsg:
        'api minute-quota reach limit, must slower, retry next minute, rid: 697b0592-3ad1fd36-4f846d28',
    })
    expect(fails('40999')).toEqual({ ...refused, errcode: 40999, errmsg: '' })
    expect(fails('40226', 'code blocked, rid: <rid>')).toEqual({
      ...refused,
      errcode: 40226,
      errmsg: 'code blocked, rid: 697b0592-3ad1fd36-4f846d28',
    })
    patch({ codes: [{ code: 'c', errmsg: null }] })
    for (const kind of ['unreachable', 'empty', 'unreadable', 'incomplete'])
      expect(fails(kind)).toEqual({ kind })
    expect(fails('nonsense')).toEqual({ kind: 'unreadable' })
  })

  it('says when a code is nobody’s', async () => {
    const { services, patch } = await tenant()
    patch({ codes: [{ code: 'c', person: 'nobody' }, { code: 'd' }] })
    expect(services.wechat.exchange('c', '')).toMatchObject({
      errcode: 40029,
      note: {
        message:
          "Code c is nobody's, who is not among the world's people: WeChat answers 40029; add them to `people`.",
      },
    })
    expect(services.wechat.exchange('d', '')).toMatchObject({ kind: 'person', derived: true })
  })
})

describe('exchange, strict', () => {
  it('knows only what it was told, each once', async () => {
    const { services } = await tenant({ strict: true })
    expect(services.wechat.strict).toBe(true)
    expect(services.wechat.exchange('081AbCdEf', 'wxA')).toEqual({
      kind: 'refused',
      errcode: 40029,
      errmsg: 'invalid code, rid: 697b0592-5a66038f-e0422d58',
      note: {
        kind: 'code-unknown',
        message:
          'Code 081AbCdEf is neither in the world nor issued here: WeChat answers 40029; POST /__admin/wechat/codes gives one, and without --strict any code is taken.',
      },
    })
    expect(services.wechat.exchange('known', 'wxA').kind).toBe('person')
    expect(services.wechat.exchange('known', 'wxA')).toMatchObject({ errcode: 40163 })
  })

  it('takes a code twice where the world says so', async () => {
    const { services, patch } = await tenant({ strict: true })
    patch({ codes: [{ code: 'known', once: false }] })
    for (let n = 0; n < 2; n++) expect(services.wechat.exchange('known', 'wxA').kind).toBe('person')
  })

  it('does not repeat a code of any length in its notes', async () => {
    const { wechat } = (await tenant({ strict: true })).services
    const { note } = wechat.exchange('x'.repeat(100_000), '')
    expect(note?.message.length).toBeLessThan(300)
  })
})

describe('magic values', () => {
  it('mock:new is somebody new until they have logged in', async () => {
    const worlds = await open({ strict: true })
    const { wechat } = worlds.of('a').services
    const first = wechat.exchange('mock:new', 'wxA')
    if (first.kind !== 'person') throw new Error(first.kind)
    expect(first).toMatchObject({ unionId: '', mayHaveAccount: false, derived: true })
    expect(wechat.recognise('mock:new')).toEqual(first.person)
    wechat.countLogin(first.person)
    const second = wechat.recognise('mock:new')
    expect(second.id).not.toBe(first.person.id)
    wechat.countLogin(second)
    expect(worlds.of('b').services.wechat.recognise('mock:new')).toEqual(first.person)
    worlds.of('a').reset()
    expect(wechat.recognise('mock:new')).toEqual(first.person)
  })

  it('mock:person:<id> is that person', async () => {
    const { wechat } = (await tenant({ strict: true })).services
    expect(wechat.exchange('mock:person:li-na', '')).toMatchObject({ person: { nickname: '李娜' } })
    expect(wechat.recognise('mock:person:li-na')).toMatchObject({ nickname: '李娜' })
    expect(wechat.exchange('mock:person:nobody', '')).toMatchObject({
      errcode: 40029,
      note: {
        message:
          "The world has no person nobody: WeChat answers 40029; name one of the world's `people`.",
      },
    })
  })
})

describe('recognise', () => {
  it('goes by unionid, then by openid of any app', async () => {
    const { wechat } = (await tenant()).services
    expect(wechat.recognise('whatever', 'uLiNa').id).toBe('li-na')
    expect(wechat.recognise('oWangWei', 'uOther').id).toBe('wang-wei')
    expect(wechat.recognise('oWangWeiA').id).toBe('wang-wei')
    expect(wechat.recognise('oWangWeiA', null).id).toBe('wang-wei')
    expect(wechat.recognise('oWangWeiA', '').id).toBe('wang-wei')
  })

  it('makes up whom it does not know, by the unionid where there is one', async () => {
    const { wechat } = (await tenant()).services
    const person = wechat.recognise('oNew')
    expect(person).toEqual({ id: person.id, openId: 'oNew' })
    expect(wechat.recognise('oNew')).toEqual(person)
    const united = wechat.recognise('oNew', 'uNew')
    expect(united).toEqual({ id: united.id, openId: 'oNew', unionId: 'uNew' })
    expect(wechat.recognise('oElsewhere', 'uNew').id).toBe(united.id)
    wechat.countLogin(person)
    expect(wechat.recognise('oNew', 'uNew').id).toBe(person.id)
  })
})

it('counts logins, and stores the person as given', async () => {
  const { services } = await tenant()
  const { wechat, world } = services
  const person = wechat.recognise('oNew')
  expect(wechat.countLogin(person)).toEqual({ ...person, logins: 1 })
  expect(wechat.countLogin({ ...person, nickname: '名' })).toEqual({
    ...person,
    nickname: '名',
    logins: 2,
  })
  expect(world.table(people).get(person.id)).toMatchObject({ nickname: '名', logins: 2 })
})

it('makes up a Chinese profile, the same every time, but for what is known', async () => {
  const { wechat } = (await tenant()).services
  const profile = wechat.profile(wechat.recognise('oNew'))
  expect(profile).toEqual({
    id: 'p9648b5c14b81007',
    openId: 'oNew',
    gender: 1,
    nickname: expect.stringMatching(/^\p{Script=Han}{2,4}$/u) as string,
    avatar:
      'https://thirdwx.qlogo.cn/mmopen/vi_32/LZnK0ECXOnt_4zmyMzP0azYoFKKm6W8OnPxtoqODYWHdVuezAmHYLIDN747piGW1/132',
    phone: '13905934669',
    language: 'zh_CN',
    province: expect.stringMatching(/^\p{Script=Han}{2,}(?<!省|市|区)$/u) as string,
    city: expect.stringMatching(/^\p{Script=Han}{1,}$/u) as string,
    country: '中国',
  })
  expect(wechat.profile(wechat.recognise('oNew'))).toEqual(profile)
  expect(wechat.profile(wechat.recognise('oLiNa'))).toMatchObject({
    nickname: '李娜',
    phone: '13800000001',
    gender: 2,
  })
})

it('makes up mobile numbers', async () => {
  const { wechat } = (await tenant()).services
  const phones = new Set(Array.from({ length: 200 }, (_, n) => wechat.inventPhone(`text ${n}`)))
  expect(phones.size).toBe(200)
  for (const phone of phones) expect(phone).toMatch(/^1[3578]\d{9}$/)
  expect(wechat.inventPhone('text 0')).toBe([...phones][0])
})
