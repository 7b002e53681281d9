import { afterAll, beforeAll, expect, it } from 'vitest'
import { openMock, type Mock, type Sent } from './mock.ts'
import { json, login, shop, targets } from './requests.ts'

let mock: Mock
beforeAll(async () => {
  mock = await openMock()
})
afterAll(() => mock.close())

const at = (target: string): Sent => json(target, { authcode: 'c1' })

/** First mistakes of people who try a login for the first time, and what tells them what to do. */
it.each([
  [
    'another script',
    at('/index.php?s=user/appminiuserauth'),
    'did you mean `/api.php?s=user/appminiuserauth`?',
  ],
  [
    'the script in s',
    at('/api.php?s=api/user/appminiuserauth'),
    'did you mean `user/appminiuserauth`?',
  ],
  [
    'the action of earlier versions',
    at('/api.php?s=user/wechatuserauth'),
    'did you mean `user/appminiuserauth`?',
  ],
  ['code for authcode', shop({ code: 'c1' }), 'did you mean `authcode`?'],
  ['js_code for authcode', shop({ js_code: 'c1' }), 'did you mean `authcode`?'],
  [
    'wechat for weixin',
    at(targets.shop.replace('weixin', 'wechat')),
    'send application_client_type=weixin',
  ],
  [
    'mp-weixin',
    at(targets.shop.replace('weixin', 'mp-weixin')),
    'send application_client_type=weixin',
  ],
  [
    'no path at all',
    at('/login'),
    'the logins are POST /api/Customer/AppAuthorization, POST /api/WxSmallApp/LoginWithPhone',
  ],
  ['the root', at('/'), 'POST /api.php?s=user/appminiuserauth'],
  [
    'XML to Spring',
    {
      target: targets.endUser,
      headers: { 'Content-Type': 'application/xml' },
      body: '<a><appId>wx1</appId></a>',
    },
    'Content-Type `application/xml` is none that parameters are read from',
  ],
] as const)('%s', async (_about, sent, expected) => {
  const { notes } = await mock.tell(sent)
  expect(notes?.map(({ message }) => message).join('\n')).toContain(expected)
})

it('what is missing because of something else is not told as well', async () => {
  const wrapped = await mock.tell(json(targets.login, { dto: { code: 'c1' } }))
  expect(wrapped.notes?.map(({ kind }) => kind)).toEqual(['body-wrapped'])
  const own = await mock.tell(login({ code: null }))
  expect(own.notes?.map(({ kind }) => kind)).toEqual(['required-missing'])
})
