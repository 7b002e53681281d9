import { expect, it } from 'vitest'
import { serveBoth, type Pair } from '../support/served.ts'
import { json, shop } from '../support/clean-requests.ts'

const { strict, lenient } = await serveBoth()

it.each([
  ['strictly', () => strict],
  ['leniently', () => lenient],
] as const)(
  'a newcomer has a session key, %s: one-key binding right after works',
  async (_name, mockOf) => {
    const mock = mockOf()
    for (const who of ['mock:new', 'openid'] as const) {
      const tenant = `new-${who.replace(':', '-')}`
      const told = await mock.tell(shop({ authcode: 'mock:new' }), { tenant })
      const { openid } = (JSON.parse(told.body) as { data: { openid: string } }).data
      const order = { person: who === 'openid' ? openid : who, phone: '13900005555' }
      const { encryptedData, iv } = await mock.admin<Pair>(tenant, 'POST', 'wechat/encrypt', order)
      const bound = await mock.tell(
        json('/api.php?s=user/onekeyusermobilebind&application_client_type=weixin', {
          openid,
          encrypted_data: encryptedData,
          iv,
        }),
        { tenant },
      )
      expect(JSON.parse(bound.body)).toMatchObject({
        code: 0,
        msg: '绑定成功',
        data: { weixin_openid: openid, mobile: '13900005555' },
      })
      expect(bound.notes).toEqual([])
      const again = await mock.tell(shop({ authcode: 'mock:new' }), { tenant })
      expect(JSON.parse(again.body)).toMatchObject({ data: { is_user_exist: 0 } })
      expect(again.body).not.toContain(openid)
    }
  },
)

it('leniently, data that a real phone encrypted binds a newcomer too', async () => {
  const tenant = 'new-real'
  const told = await lenient.tell(shop({ authcode: 'mock:new' }), { tenant })
  const { openid } = (JSON.parse(told.body) as { data: { openid: string } }).data
  const iv = Buffer.alloc(16, 9).toString('base64')
  const data = Buffer.alloc(64, 251).toString('base64')
  const bound = await lenient.tell(
    json('/api.php?s=user/onekeyusermobilebind&application_client_type=weixin', {
      openid,
      encrypted_data: data,
      iv,
    }),
    { tenant },
  )
  expect(JSON.parse(bound.body)).toMatchObject({ code: 0, data: { weixin_openid: openid } })
})

it('somebody of the world without an account of the shop has one, too', async () => {
  const world = {
    people: [{ id: 'ann', openId: 'oAnn', phone: '13900007777' }],
    codes: [{ code: 'annCode', person: 'ann' }],
  }
  for (const mock of [strict, lenient]) {
    const tenant = 'known'
    await mock.tell(shop({ authcode: 'annCode' }), { tenant, world })
    const pair = await mock.admin<Pair>(tenant, 'POST', 'wechat/encrypt', { person: 'ann' })
    const bound = await mock.tell(
      json('/api.php?s=user/onekeyusermobilebind&application_client_type=weixin', {
        openid: 'oAnn',
        encrypted_data: pair.encryptedData,
        iv: pair.iv,
      }),
      { tenant },
    )
    expect(JSON.parse(bound.body)).toMatchObject({ code: 0, data: { mobile: '13900007777' } })
  }
})
