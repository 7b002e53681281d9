import { afterAll, beforeAll, expect, it } from 'vitest'
import { serve, type Served, type Sent } from '../support/served.ts'
import { json, login, shop, signup, targets } from '../support/clean-requests.ts'

// Good for a lifetime by the real clock, whenever this is run.
const END = '2098-01-01T00:00:00.000Z'
const LATE = '2099-01-01T00:00:00.000Z'
const world = {
  codes: [{ code: 'c1', expiresAt: END }],
  smsCodes: [{ mobile: '13800138000', code: '123456', expiresAt: END }],
}

let mock: Served
let plain: Served
beforeAll(async () => {
  mock = await serve({ clock: LATE })
  plain = await serve()
})
afterAll(async () => {
  await mock.close()
  await plain.close()
})

const skew = (state: string) =>
  `It expired by the mock's clock, which is ${state}: in real time it is good until ${END}; set the clock (PUT /__admin/clock) or ask for a new one.`

it.each([
  ['a code', login(), 'code'],
  ['a code of the shop', shop(), 'authcode'],
  ['an SMS code', signup(), 'VerifyCode'],
])('%s that is over by a frozen clock only', async (_name, sent, path) => {
  const { notes = [] } = await mock.tell(sent, { world })
  expect(notes.map(({ kind }) => kind)).toEqual(['code-expired', 'clock-skew'])
  expect(notes[1]).toEqual({
    kind: 'clock-skew',
    message: skew(`frozen at ${LATE}`),
    path,
    expected: `before ${END}`,
    actual: LATE,
  })
})

it('a clock that runs fast', async () => {
  await mock.admin('fast', 'PATCH', 'world', world)
  await mock.admin('fast', 'PUT', 'clock', { now: LATE, frozen: false })
  const { notes = [] } = await mock.tell(login(), { tenant: 'fast' })
  expect(notes[1]?.message).toMatch(/^It expired by the mock's clock, which is \d+ days fast: /)
})

it('nothing is to be said where the clock is right, or the code is over by the real one, too', async () => {
  const running = await serve({ clock: '+0s' })
  expect((await running.tell(login(), { world })).notes).toEqual([])
  await running.close()
  const old = { codes: [{ code: 'c1', expiresAt: '2020-01-01T00:00:00Z' }] }
  const { notes = [] } = await mock.tell(login(), { world: old })
  expect(notes.map(({ kind }) => kind)).toEqual(['code-expired'])
})

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
  const { notes } = await plain.tell(sent)
  expect(notes?.map(({ message }) => message).join('\n')).toContain(expected)
})

it('what is missing because of something else is not told as well', async () => {
  const wrapped = await plain.tell(json(targets.login, { dto: { code: 'c1' } }))
  expect(wrapped.notes?.map(({ kind }) => kind)).toEqual(['body-wrapped'])
  const own = await plain.tell(login({ code: null }))
  expect(own.notes?.map(({ kind }) => kind)).toEqual(['required-missing'])
})
