import { describe, expect, test } from 'vitest'
import { gluedCode } from '../../../src/apis/app-mini-user-auth/login.ts'
import { htmlSpecialChars } from '../../../src/dialects/thinkphp/php-value.ts'
import { dataOf, kindsOf, openShop, saidIn } from './shop.ts'

const documented = '041KIFll2LRIW74DSzll2BlMpn4KIFlb'

describe('logging in again', () => {
  test('gives a new token and the time of the login before', async () => {
    const shop = await openShop()
    shop.logIn(documented)
    shop.world.clock.advance(60_000)
    const second = dataOf(shop.logIn(documented))
    expect(second).toMatchObject({
      token: '8dc2cb364372d6a21f2e11c4689263d9',
      upd_time: '1795219200',
      upd_time_text: '2026-11-21 08:00:00',
    })
    expect(dataOf(shop.logIn(documented))).toMatchObject({ upd_time: '1795219260' })
  })

  test('leaves the earlier tokens valid', async () => {
    const shop = await openShop()
    const tokens = [0, 1, 2].map(() => dataOf(shop.logIn(documented))['token'])
    expect(new Set(tokens).size).toBe(3)
    for (const token of tokens)
      expect(shop.call('user-address-index', { token }).body).toBe(
        '{"msg":"success","code":0,"data":{"data":[]}}',
      )
  })

  test('gives the same tokens in the same order in every world', async () => {
    const [one, other] = [await openShop(), await openShop()]
    other.logIn('somebody else')
    for (let i = 0; i < 3; i++)
      expect(dataOf(other.logIn(documented))['token']).toBe(dataOf(one.logIn(documented))['token'])
  })
})

describe('any code, leniently', () => {
  test('is somebody with an account, the same one every time', async () => {
    const shop = await openShop()
    const first = shop.logIn('0a1b2c')
    expect(first.notes).toEqual([])
    expect(dataOf(first)).toMatchObject({
      id: '6889986',
      weixin_openid: 'ocpsiXaZbIHSXVHQS0qqvxfAP5o0',
      status: '0',
      nickname: '钱修杰',
      mobile: '',
      add_time: '1795219200',
      upd_time: '0',
      upd_time_text: '1970-01-01 08:00:00',
      is_user_exist: 1,
    })
    expect(dataOf(shop.logIn('0a1b2c'))['id']).toBe('6889986')
    const elsewhere = await openShop()
    expect(elsewhere.logIn('0a1b2c').body).toBe(first.body)
  })

  test('takes the next free id on a clash', async () => {
    const shop = await openShop({ data: { shopxoUsers: [{ id: '6889986' }, { id: '6889987' }] } })
    expect(dataOf(shop.logIn('0a1b2c'))['id']).toBe('6889988')
  })

  test.each([
    [1, 'mock:person:wang-wei'],
    [1, 'mock:person:li-na'],
  ])('%d: %s', async (exists, code) => {
    const shop = await openShop()
    expect(dataOf(shop.logIn(code))['is_user_exist']).toBe(exists)
  })

  test('but somebody of the world has only the account that the world gives them', async () => {
    const shop = await openShop({
      data: {
        people: [{ id: 'p', openId: 'oP', unionId: 'uP' }],
        codes: [{ code: 'c', person: 'p' }],
      },
    })
    expect(shop.logIn('c').body).toBe(
      '{"msg":"授权登录成功","code":0,"data":{"is_user_exist":0,"openid":"oP","unionid":"uP"}}',
    )
  })
})

describe('mock:new', () => {
  test('is somebody without an account, and nothing is stored but a session key', async () => {
    const shop = await openShop()
    const before = shop.world.data()
    const answer = shop.logIn('mock:new')
    expect(answer.body).toBe(
      '{"msg":"授权登录成功","code":0,"data":{"is_user_exist":0,"openid":"occaoetRAoOQ6xxr4K63XpQZnkMZ","unionid":""}}',
    )
    expect(answer).toMatchObject({ case: 'new-user', notes: [] })
    expect(shop.logIn('mock:new').body).toBe(answer.body)
    const { sessions, ...rest } = shop.world.data()
    expect(rest).toEqual(
      Object.fromEntries(Object.entries(before).filter(([name]) => name !== 'sessions')),
    )
    expect(sessions).toMatchObject([{ exchanged: { '': 1 } }])
  })

  test('is the next one, once that one has registered', async () => {
    const shop = await openShop()
    const { openid } = dataOf(shop.logIn('mock:new'))
    shop.call('app-mini-user-info', { openid, auth_data: '{"nickName":"新"}' })
    const next = dataOf(shop.logIn('mock:new'))
    expect(next['is_user_exist']).toBe(0)
    expect(next['openid']).not.toBe(openid)
  })
})

describe('a unionid', () => {
  const data = (row: object) => ({
    people: [{ id: 'p', openId: 'oP', unionId: 'uP' }],
    codes: [{ code: 'c', person: 'p' }],
    shopxoUsers: [{ id: '77', weixin_unionid: 'uP', upd_time: '5', ...row }],
  })

  test('finds the user and binds the openid where there was none', async () => {
    const shop = await openShop({ data: data({}) })
    expect(dataOf(shop.logIn('c'))).toMatchObject({
      id: '77',
      weixin_openid: 'oP',
      upd_time: '1795219200',
    })
    expect(dataOf(shop.logIn('c'))).toMatchObject({ id: '77', weixin_openid: 'oP' })
  })

  test('leaves another openid alone', async () => {
    const shop = await openShop({ data: data({ weixin_openid: 'oOTHER' }) })
    expect(dataOf(shop.logIn('c'))).toMatchObject({ weixin_openid: 'oOTHER', upd_time: '5' })
  })
})

describe('the status of a user', () => {
  const withStatus = (status: string) => openShop({ data: { shopxoUsers: [{ id: '1', status }] } })

  test.each([
    ['2', '-110 用户被禁止登录', 'user-banned'],
    ['3', '-110 用户等待审核中', 'user-pending'],
    ['9', '-110 用户状态有误', 'user-status-invalid'],
  ])('%s: %s', async (status, said, name) => {
    const shop = await withStatus(status)
    const answer = shop.logIn(documented)
    expect([saidIn(answer), answer.case, kindsOf(answer)]).toEqual([said, name, ['user-status']])
    expect(answer.body.endsWith(',"data":""}')).toBe(true)
  })

  test('a muted user logs in', async () => {
    const shop = await withStatus('1')
    const answer = shop.logIn(documented)
    expect(answer).toMatchObject({ case: 'user-muted', notes: [] })
    expect(dataOf(answer)).toMatchObject({ status: '1', is_user_exist: 1 })
  })

  test('a deleted user is none, also in the eyes of a token', async () => {
    const shop = await openShop({ data: { shopxoUsers: [{ id: '1', is_delete_time: '5' }] } })
    expect(dataOf(shop.logIn(documented))).toEqual({
      is_user_exist: 0,
      openid: 'oB6US5SNOngn196qzb3lagEBTh6w',
      unionid: 'o1Ang5xo5tiJD-l7Y1kY7-hT6emk',
    })
    const token = '58c717b1e8cfe430c8f021be4c5b7ed6'
    expect(saidIn(shop.call('user-address-index', { token }))).toBe('-400 登录失效，请重新登录')
  })

  test('somebody whom the mock made up and the world has deleted gets no second account', async () => {
    const shop = await openShop()
    const { id } = dataOf(shop.logIn('x'))
    shop.world.patch({ shopxoUsers: [{ id, is_delete_time: '5' }] })
    expect(dataOf(shop.logIn('x'))['is_user_exist']).toBe(0)
  })
})

test('the site’s settings show', async () => {
  const site = { mandatoryBindMobile: 1, attachmentHost: 'http://img.test' }
  const shop = await openShop({ data: { site } })
  expect(dataOf(shop.logIn(documented))).toMatchObject({
    avatar: 'http://img.test/static/index/default/images/default-user-avatar.jpg',
    is_mandatory_bind_mobile: 1,
  })
})

describe('strict', () => {
  test('only codes of the world are taken, each once', async () => {
    const shop = await openShop({ strict: true })
    const unknown = shop.logIn('neverGiven')
    expect(saidIn(unknown)).toMatch(/^-10 invalid code, rid: [\da-f]{8}-[\da-f]{8}-[\da-f]{8}$/)
    expect(kindsOf(unknown)).toEqual(['code-unknown'])
    expect(dataOf(shop.logIn(documented))['id']).toBe('1')
    const again = shop.logIn(documented)
    expect(saidIn(again)).toMatch(/^-10 code been used, rid: /)
    expect(kindsOf(again)).toEqual(['code-reused'])
  })
})

describe('what WeChat reads of a code in a URL that is glued together', () => {
  test.each([
    [documented, documented],
    ['mock:new', 'mock:new'],
    ['a~b.c-d_e', 'a~b.c-d_e'],
    ['a=b', 'a=b'],
    ['张三', '张三'],
    ["a'b", "a'b"],
    ['a#wechat_redirect', 'a'],
    ['#a', ''],
    ['a&state=S', 'a'],
    ['a"b', 'a'],
    ['"a"', ''],
    ['<a>', ''],
    ['a>b', 'a'],
    ['a+b', 'a b'],
    ['a%2Bb', 'a+b'],
    ['a%', 'a%'],
    ['a?b=c', 'a?b=c'],
    ['a&js_code=b', 'a'],
    [' ', undefined],
    ['a b', undefined],
    ['a\n', undefined],
    ['\ta', undefined],
    ['a\u007f', undefined],
  ])('%j is %j', (sent, expected) => {
    const { code, note } = gluedCode(htmlSpecialChars(sent))
    expect(code).toBe(expected)
    expect(note === undefined).toBe(sent === expected)
  })
})

describe('what the shop answers', () => {
  test.each([
    [' ', /^-10 授权接口调用失败$/, 'holds a space'],
    [`${documented}\n`, /^-10 授权接口调用失败$/, 'holds a control character'],
    [`"${documented}"`, /^-10 missing code, rid: [\da-f-]{26}$/, 'answers missing code (41008)'],
    [`<${documented}>`, /^-10 missing code, rid: [\da-f-]{26}$/, 'holds a `<`'],
    [`#${documented}`, /^-10 missing code, rid: [\da-f-]{26}$/, 'holds a `#`'],
    [`${documented}#wechat_redirect`, /^0 授权登录成功$/, `reads js_code ${documented};`],
    [`${documented}&state=S`, /^0 授权登录成功$/, 'holds an `&`'],
    [`${documented}"`, /^0 授权登录成功$/, 'holds a `"`'],
    ['041%20x', /^0 授权登录成功$/, 'holds a `%` or `+`'],
  ])('%j', async (sent, said, told) => {
    for (const strict of [false, true]) {
      const shop = await openShop({ strict })
      const answer = shop.logIn(sent)
      if (!strict || !sent.startsWith('041%')) expect(saidIn(answer)).toMatch(said)
      expect(kindsOf(answer)[0]).toBe('code-altered')
      expect(answer.notes[0]?.message).toContain(told)
      expect(answer.notes[0]?.message).toMatch(/URL.*; send the code .*\.$/)
    }
  })
})

describe('arrays of PHP', () => {
  const ask = async (query: string, body: object) =>
    (await openShop()).ask({
      target: `/api.php?s=${query}&ajax=ajax`,
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    })

  test.each([
    ['application_client_type[]=weixin'],
    ['application_client_type%5B%5D=weixin'],
    ['application_client_type[a][b]=weixin'],
    ['application_client_type[]='],
  ])('%s is no text, of which trim() makes nothing', async (type) => {
    const answer = await ask(`user/appminiuserauth&${type}`, { authcode: documented })
    expect(saidIn(answer)).toBe('-1 方法未定义[UserAuth]')
    expect(kindsOf(answer)).toEqual(['client-type-undefined'])
    expect(answer.notes[0]?.message).toContain('is an array')
    const info = await ask(`user/appminiuserinfo&${type}`, { openid: 'o', auth_data: '{}' })
    expect(saidIn(info)).toBe('-1 方法未定义[UserInfo]')
    const bind = { openid: 'o', encrypted_data: 'A', iv: 'A' }
    const onekey = await ask(`user/onekeyusermobilebind&${type}`, bind)
    expect(saidIn(onekey)).toBe('-1 平台还未开发手机一键登录')
  })

  test.each([
    ['user/appmobilebindverifysend', { mobile: ['13900001111'] }],
    ['user/appmobilebind', { mobile: '13900001111', verify: { a: '1234' } }],
    ['user/onekeyusermobilebind', { openid: ['o'], encrypted_data: 'A', iv: 'A' }],
    ['user/appminiuserinfo', { openid: { a: 'o' }, auth_data: '{}' }],
  ])('%s %j: an exception', async (action, body) => {
    const answer = await ask(`${action}&application_client_type=weixin`, body)
    expect(answer.body).toContain('"code":-500')
    expect(kindsOf(answer)).toEqual(['json-type-mismatch'])
  })

  test('an empty array is missing', async () => {
    const answer = await ask('user/appmobilebindverifysend&application_client_type=weixin', {
      mobile: [],
    })
    expect(saidIn(answer)).toBe('-1 手机号码不能为空')
  })
})
