import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { apis } from '../../src/apis/index.ts'
import { openWorlds } from '../../src/world/worlds.ts'
import type { WorldData } from '../../src/world/world-data.ts'

const seedWorld = JSON.parse(
  readFileSync(new URL('../../fixtures/world.json', import.meta.url), 'utf8'),
) as WorldData
const tenant = async () => {
  const worlds = await openWorlds({
    collections: apis.flatMap((api) => api.collections),
    siteShapes: apis.flatMap((api) => (api.site === undefined ? [] : [api.site])),
    seedWorld,
  })
  return worlds.of('default')
}

it('is of the world’s format, with every list there is', async () => {
  const data = (await tenant()).data()
  expect(data).toEqual(seedWorld)
  expect(Object.keys(seedWorld).sort()).toEqual(Object.keys(data).sort())
})

it('has the user domains of the documents', async () => {
  expect((await tenant()).data()['userDomains']).toMatchObject([
    { userDomain: 'C.DM.10271.5', secret: '57Fk69oYgbs2aWWN362NtZwYB2RqKNqQ7yZESnF5VM22' },
    { userDomain: 'C.DM.10272.1', status: 'disabled' },
    { userDomain: 'E.DM.20011.3' },
  ])
})

it('has three people with Chinese names whom all five APIs know', async () => {
  const data = (await tenant()).data() as Record<string, Record<string, unknown>[]>
  for (const id of ['li-na', 'wang-wei', 'zhang-min']) {
    const person = data['people']?.find((one) => one['id'] === id)
    const { openId, unionId, phone, nickname } = person ?? {}
    expect(nickname).toMatch(/^\p{Script=Han}{2}$/u)
    expect([openId, unionId]).toEqual(Array(2).fill(expect.stringMatching(/^o[\w-]{27}$/)))
    expect(data['customers']).toContainEqual(
      expect.objectContaining({ person: id, openId, unionId, phone, nickName: nickname }),
    )
    expect(data['members']).toContainEqual(expect.objectContaining({ person: id, phone }))
    expect(data['accounts']).toContainEqual(
      expect.objectContaining({ thirdPartId: unionId, thirdPartId2: openId, mobile: phone }),
    )
    expect(data['endUsers']).toContainEqual(
      expect.objectContaining({ openId, userDomain: 'C.DM.10271.5', nickname }),
    )
    expect(data['shopxoUsers']).toContainEqual(
      expect.objectContaining({ weixin_openid: openId, weixin_unionid: unionId, mobile: phone }),
    )
  }
})

it('knows the document’s ShopXO code', async () => {
  expect(
    (await tenant()).services.wechat.exchange('041KIFll2LRIW74DSzll2BlMpn4KIFlb', ''),
  ).toMatchObject({
    openId: 'oB6US5SNOngn196qzb3lagEBTh6w',
    unionId: 'o1Ang5xo5tiJD-l7Y1kY7-hT6emk',
  })
})
