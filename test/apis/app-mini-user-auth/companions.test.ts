import { describe, expect, test } from 'vitest'
import { appMiniUserAuth } from '../../../src/apis/app-mini-user-auth/index.ts'
import { dataOf, kindsOf, openShop, saidIn, type Shop } from './shop.ts'

const documented = '041KIFll2LRIW74DSzll2BlMpn4KIFlb'
/** What a phone would send; without a person, a pair that opens for anybody. */
const phoneOf = (shop: Shop, openid: unknown, phone: string, person?: string) => {
  const { encryptedData, iv } = shop.world.wechat.encrypt({ phone, person })
  return { openid, encrypted_data: encryptedData, iv }
}

test('they are marked as beyond the document', () => {
  const [first, ...others] = appMiniUserAuth.operations
  expect(first?.beyondDocument).toBeUndefined()
  expect(others.map(({ path, beyondDocument }) => [path, beyondDocument])).toEqual([
    ['user/appminiuserinfo', true],
    ['user/onekeyusermobilebind', true],
    ['user/appmobilebindverifysend', true],
    ['user/appmobilebind', true],
    ['useraddress/index', true],
    ['base/common', true],
    ['index/index', true],
    ['user/login', true],
    ['user/reg', true],
    ['user/loginverifysend', true],
    ['user/regverifysend', true],
    ['user/center', true],
  ])
})

describe('from wx.login to a bound mobile', () => {
  test('in one key', async () => {
    const shop = await openShop()
    const { openid } = dataOf(shop.logIn('mock:new'))
    const bound = shop.call('onekey-user-mobile-bind', {
      ...phoneOf(shop, openid, '13900005555'),
      nickname: '小明',
    })
    expect(saidIn(bound)).toBe('0 绑定成功')
    expect(bound.notes).toEqual([])
    expect(dataOf(bound)).toMatchObject({
      weixin_openid: openid,
      nickname: '小明',
      mobile: '13900005555',
      mobile_security: '139***555',
      gender: '0',
      is_mandatory_bind_mobile: 0,
    })
    expect(dataOf(bound)).not.toHaveProperty('is_user_exist')
    const { token } = dataOf(bound)
    expect(saidIn(shop.call('user-address-index', { token }))).toBe('0 success')
  })

  test('by text message', async () => {
    const shop = await openShop({ data: { site: { mandatoryBindMobile: 1 } } })
    const { openid } = dataOf(shop.logIn('mock:new'))
    const info = shop.call('app-mini-user-info', {
      openid,
      auth_data: '{"nickName":"小明","gender":2,"avatarUrl":"https://a/1"}',
    })
    expect(info.body).toBe(
      `{"msg":"授权成功","code":0,"data":{"weixin_openid":"${String(openid)}","nickname":"小明","avatar":"https:\\/\\/a\\/1","gender":1,"province":"","city":"","mobile":"","referrer":"0","gender_text":"女","mobile_security":"","user_name_view":"小明","is_mandatory_bind_mobile":1}}`,
    )
    const mobile = '13900006666'
    expect(shop.call('app-mobile-bind-verify-send', { mobile }).body).toBe(
      '{"msg":"发送成功","code":0,"data":""}',
    )
    const verify = shop.world.sms.messages()[0]?.code
    const bind = { mobile, verify, weixin_openid: openid, nickname: '小明', gender: 1 }
    const bound = shop.call('app-mobile-bind', bind)
    expect(saidIn(bound)).toBe('0 绑定成功')
    expect(dataOf(bound)).toMatchObject({
      weixin_openid: openid,
      mobile,
      nickname: '小明',
      gender: '1',
      is_mandatory_bind_mobile: 1,
    })
    // The code is used up.
    expect(saidIn(shop.call('app-mobile-bind', bind))).toBe('-10 验证码已过期')
    expect(shop.world.sms.messages()).toEqual([])
  })
})

describe('appminiuserinfo', () => {
  const info = 'app-mini-user-info'

  test('knows a user by openid', async () => {
    const shop = await openShop()
    const openid = 'oB6US5SNOngn196qzb3lagEBTh6w'
    const answer = shop.call(info, { openid })
    expect(saidIn(answer)).toBe('0 授权成功')
    expect(dataOf(answer)).toMatchObject({ id: '1', upd_time: '1634724821' })
    expect(dataOf(answer)).not.toHaveProperty('is_user_exist')
  })

  test('does not let a banned one in', async () => {
    const shop = await openShop({ data: { shopxoUsers: [{ id: '1', status: '2' }] } })
    const answer = shop.call(info, { openid: 'oB6US5SNOngn196qzb3lagEBTh6w' })
    expect([saidIn(answer), kindsOf(answer)]).toEqual(['-110 用户被禁止登录', ['user-status']])
  })

  test('binds the openid to a known unionid', async () => {
    const shop = await openShop()
    const answer = shop.call(info, { openid: 'oX', unionid: 'o6Tfk1LiNaUnionAbCdEfGhIj010' })
    expect(saidIn(answer)).toBe('0 绑定成功')
    expect(dataOf(answer)).toMatchObject({ id: '2', weixin_openid: 'oX', upd_time: '1795219200' })
  })

  test('stores somebody new, by the column of the platform', async () => {
    const shop = await openShop()
    const answer = shop.call(info, {
      application_client_type: 'alipay',
      openid: 'aX',
      unionid: 'uX',
      referrer: '12x',
      auth_data: { nickName: '<小明>', gender: 0, avatarUrl: '', city: '上海' },
    })
    expect(dataOf(answer)).toMatchObject({
      alipay_openid: 'aX',
      weixin_openid: '',
      weixin_unionid: 'uX',
      nickname: '&lt;小明&gt;',
      gender: '0',
      city: '上海',
      referrer: '12',
      add_time: '1795219200',
      upd_time: '0',
    })
  })

  test.each(['not json', '[]', '"x"', '{"nickName":["x"]}'])(
    'makes nothing of auth_data %s',
    async (auth_data) => {
      const shop = await openShop({ data: { site: { mandatoryBindMobile: 1 } } })
      const answer = shop.call(info, { openid: 'oX', unionid: 'uX', referrer: null, auth_data })
      expect(dataOf(answer)).toEqual({
        weixin_openid: 'oX',
        nickname: '',
        avatar: 'https://d1.shopxo.vip/static/index/default/images/default-user-avatar.jpg',
        gender: 0,
        province: '',
        city: '',
        mobile: '',
        referrer: 0,
        weixin_unionid: 'uX',
        gender_text: '保密',
        mobile_security: '',
        user_name_view: '',
        is_mandatory_bind_mobile: 1,
      })
    },
  )
})

describe('onekeyusermobilebind', () => {
  const bind = 'onekey-user-mobile-bind'

  test('gives a user the number they lack', async () => {
    const shop = await openShop()
    const { weixin_openid: openid } = dataOf(shop.logIn('x'))
    const answer = shop.call(bind, phoneOf(shop, openid, '13900005555', String(openid)))
    expect(saidIn(answer)).toBe('0 绑定成功')
    expect(dataOf(answer)).toMatchObject({ weixin_openid: openid, mobile: '13900005555' })
  })

  test('leaves a number that is there', async () => {
    const shop = await openShop()
    const openid = 'oB6US5SNOngn196qzb3lagEBTh6w'
    const answer = shop.call(bind, phoneOf(shop, openid, '13900005555'))
    expect(saidIn(answer)).toBe('0 绑定成功')
    expect(dataOf(answer)['mobile']).toBe('17602128368')
  })

  test('finds the owner of the number, where the shop insists on numbers', async () => {
    const shop = await openShop({ data: { site: { mandatoryBindMobile: 1 } } })
    const answer = shop.call(bind, {
      ...phoneOf(shop, 'oX', '17602128368'),
      weixin_unionid: 'uX',
    })
    expect(dataOf(answer)).toMatchObject({ id: '1', weixin_openid: 'oX', weixin_unionid: 'uX' })
    const other = shop.call(bind, phoneOf(shop, 'oY', '13800138001'))
    expect(dataOf(other)).toMatchObject({ id: '2', weixin_openid: 'oY' })
  })

  test('stores a new owner there, too', async () => {
    const shop = await openShop({ data: { site: { mandatoryBindMobile: 1 } } })
    const answer = shop.call(bind, { ...phoneOf(shop, 'oX', '13900005555'), referrer: '7' })
    expect(dataOf(answer)).toMatchObject({ mobile: '13900005555', referrer: '7' })
  })

  test('makes a number up for what does not decrypt, unless strict', async () => {
    const shop = await openShop()
    const { weixin_openid: openid } = dataOf(shop.logIn('x'))
    const answer = shop.call(bind, { openid })
    expect(saidIn(answer)).toBe('0 绑定成功')
    expect(dataOf(answer)['mobile']).toMatch(/^1\d{10}$/)
    // WeChat may have encrypted it for the real shop: only what no key opens is told.
    expect(kindsOf(answer)).toEqual([])
    expect(kindsOf(shop.call(bind, { openid, encrypted_data: 'AAAA' }))).toEqual([
      'encrypted-undecryptable',
    ])
  })

  test('does not read data for another openid', async () => {
    const shop = await openShop()
    const answer = shop.call(bind, phoneOf(shop, 'oY', '13900005555', 'li-na'))
    expect([saidIn(answer), kindsOf(answer)]).toEqual([
      '-1 session key不存在',
      ['session-key-missing'],
    ])
  })

  test('compares the client type with case', async () => {
    const shop = await openShop()
    const answer = shop.call(bind, { application_client_type: 'WEIXIN' })
    expect(saidIn(answer)).toBe('-1 WEIXIN平台还未开发手机一键登录')
  })
})

describe('appmobilebindverifysend', () => {
  const send = 'app-mobile-bind-verify-send'

  test('leniently as often as one likes', async () => {
    const shop = await openShop()
    expect([1, 2].map(() => saidIn(shop.call(send)))).toEqual(['0 发送成功', '0 发送成功'])
  })

  test('strictly once a minute', async () => {
    const shop = await openShop({ strict: true })
    expect(saidIn(shop.call(send))).toBe('0 发送成功')
    shop.world.clock.advance(60_000)
    expect(saidIn(shop.call(send))).toBe('-100 发送失败[防止造成骚扰，请勿频繁发送]')
    shop.world.clock.advance(1)
    expect(saidIn(shop.call(send))).toBe('0 发送成功')
  })
})

describe('appmobilebind', () => {
  const bind = 'app-mobile-bind'
  const withCode = (shop: Shop, mobile: string) => {
    shop.world.sms.deliver(mobile, '1234')
    return { mobile, verify: '1234' }
  }

  test('gives a number to the user of the openid, and a unionid where there was none', async () => {
    const shop = await openShop()
    const { weixin_openid: openid } = dataOf(shop.logIn('x'))
    const answer = shop.call(bind, { ...withCode(shop, '13900005555'), weixin_openid: openid })
    expect(dataOf(answer)).toMatchObject({ weixin_openid: openid, mobile: '13900005555' })
    shop.world.patch({ shopxoUsers: [{ id: '50', weixin_openid: 'oZ' }] })
    const other = shop.call(bind, {
      ...withCode(shop, '13900006666'),
      weixin_openid: 'oZ',
      weixin_unionid: 'uZ',
    })
    expect(dataOf(other)).toMatchObject({ id: '50', weixin_unionid: 'uZ' })
  })

  test('gives the openid to the owner of the number', async () => {
    const shop = await openShop()
    const answer = shop.call(bind, {
      ...withCode(shop, '17602128368'),
      weixin_openid: 'oX',
      weixin_unionid: 'uX',
      nickname: 'not taken',
    })
    expect(dataOf(answer)).toMatchObject({
      id: '1',
      weixin_openid: 'oX',
      weixin_unionid: 'o1Ang5xo5tiJD-l7Y1kY7-hT6emk',
      nickname: 'qqqqqq',
    })
  })

  test('takes the user of the token outside mini programs', async () => {
    const shop = await openShop()
    const answer = shop.call(bind, {
      ...withCode(shop, '13900005555'),
      application_client_type: 'h5',
      token: '58c717b1e8cfe430c8f021be4c5b7ed6',
    })
    expect(dataOf(answer)).toMatchObject({ id: '1', mobile: '13900005555' })
    const nobody = shop.call(bind, {
      ...withCode(shop, '13900006666'),
      application_client_type: 'h5',
    })
    expect(dataOf(nobody)).toMatchObject({ weixin_openid: '', mobile: '13900006666' })
  })

  test('tells an expired code before a wrong one', async () => {
    const shop = await openShop()
    withCode(shop, '13900001111')
    expect(saidIn(shop.call(bind, { verify: '0' + '0' }))).toBe('-11 验证码错误')
    shop.world.clock.advance(300_000)
    expect(saidIn(shop.call(bind, { verify: '00' }))).toBe('-10 验证码已过期')
  })
})

describe('useraddress/index', () => {
  const addresses = 'user-address-index'

  test('reads the token from query, body and route', async () => {
    const shop = await openShop()
    const token = '58c717b1e8cfe430c8f021be4c5b7ed6'
    const headers = { 'content-type': 'application/json' }
    for (const asked of [
      { target: `/api.php?s=useraddress/index&token=${token}` },
      { target: `/api.php?s=useraddress/index/token/${token}` },
      { target: '/api.php?s=Useraddress/Index', headers, body: `{"token":"${token}"}` },
    ])
      expect(saidIn(shop.ask(asked))).toBe('0 success')
  })

  test.each([null, '', '0', 'zzz'])('refuses token %j', async (token) => {
    const shop = await openShop()
    const answer = shop.call(addresses, { token })
    expect(answer.body).toBe(
      '{"msg":"\\u767b\\u5f55\\u5931\\u6548\\uff0c\\u8bf7\\u91cd\\u65b0\\u767b\\u5f55","code":-400,"data":""}',
    )
    expect(answer.headers.some((line) => line.startsWith('Set-Cookie'))).toBe(false)
    expect(kindsOf(answer)).toEqual(['token-unknown'])
  })
})

test.each(['app-mini-user-info', 'onekey-user-mobile-bind', 'app-mobile-bind'])(
  'a success of %s can be forced',
  async (operation) => {
    const shop = await openShop()
    const answer = shop.force('success', operation)
    expect(answer && dataOf(answer)).toMatchObject({
      weixin_openid: 'oCallerOfAppMiniUserAuth0000',
    })
    expect(answer && dataOf(answer)).not.toHaveProperty('is_user_exist')
  },
)

test('what a companion does not give cannot be forced from it', async () => {
  const shop = await openShop()
  expect(shop.force('user-banned', 'user-address-index')).toBeUndefined()
  expect(shop.force('success', 'user-address-index')?.body).toBe(
    '{"msg":"success","code":0,"data":{"data":[]}}',
  )
  expect(shop.force('success', 'app-mobile-bind-verify-send')?.body).toBe(
    '{"msg":"发送成功","code":0,"data":""}',
  )
})

test('a closed site answers none of them', async () => {
  const shop = await openShop({ data: { site: { closed: true } } })
  for (const { name } of appMiniUserAuth.operations)
    expect(saidIn(shop.call(name))).toBe('-10000 升级中...')
})

test('an authcode is no business of theirs', async () => {
  const shop = await openShop()
  const answer = shop.call('user-address-index', { authcode: documented })
  expect(kindsOf(answer)).toEqual(['unknown-field', 'token-unknown'])
})
