import { describe, expect, test } from 'vitest'
import { dataOf, kindsOf, openShop, saidIn } from './shop.ts'

const auth = 'app-mini-user-auth'
const code = '041KIFll2LRIW74DSzll2BlMpn4KIFlb'

describe('the client type', () => {
  test.each([
    [null, '-1 方法未定义[PcUserAuth]', 'client-type-defaulted'],
    ['pc', '-1 方法未定义[PcUserAuth]', 'client-type-undefined'],
    ['0', '-1 方法未定义[PcUserAuth]', 'client-type-defaulted'],
    [' ', '-1 方法未定义[UserAuth]', 'client-type-undefined'],
    ['kuaishou', '-1 方法未定义[KuaishouUserAuth]', 'client-type-undefined'],
    ['éa', '-1 方法未定义[éaUserAuth]', 'client-type-undefined'],
  ])('%j: %s', async (type, said, kind) => {
    const shop = await openShop()
    const answer = shop.call(auth, { application_client_type: type })
    expect([saidIn(answer), answer.case]).toEqual([said, 'client-type-undefined'])
    expect(kindsOf(answer)).toEqual([kind])
  })

  test('in the JSON body it is not looked for', async () => {
    const shop = await openShop()
    const answer = shop.ask({
      target: '/api.php?s=user/appminiuserauth',
      headers: { 'content-type': 'application/json' },
      body: `{"application_client_type":"weixin","authcode":"${code}"}`,
    })
    expect(saidIn(answer)).toBe('-1 方法未定义[PcUserAuth]')
    expect(kindsOf(answer)).toEqual(['parameter-in-wrong-place', 'client-type-defaulted'])
  })

  test('is compared without case and trimmed', async () => {
    const shop = await openShop()
    const answer = shop.call(auth, { application_client_type: ' WeiXin ' })
    expect(dataOf(answer)['id']).toBe('1')
  })
})

describe('authcode, empty to PHP', () => {
  test.each([
    [null, 'required-missing'],
    ['', 'php-empty'],
    ['0', 'php-empty'],
    [0, 'php-empty'],
    [false, 'php-empty'],
    [[], 'php-empty'],
    [{}, 'php-empty'],
  ])('%j', async (authcode, kind) => {
    const shop = await openShop()
    const answer = shop.call(auth, { authcode })
    expect(saidIn(answer)).toBe('-10 授权码有误')
    expect(kindsOf(answer)).toEqual([kind])
  })

  test.each(['0.0', '00', 0.5, true])('%j is not', async (authcode) => {
    const shop = await openShop()
    expect(saidIn(shop.logIn(authcode))).toBe('0 授权登录成功')
  })

  test('in the query it is not looked for', async () => {
    const shop = await openShop()
    const answer = shop.ask({
      target: `/api.php?s=user/appminiuserauth&application_client_type=weixin&authcode=${code}`,
    })
    expect(saidIn(answer)).toBe('-10 授权码有误')
    expect(kindsOf(answer)).toEqual(['parameter-in-wrong-place', 'required-missing'])
  })

  test.each([[['x']], [{ a: 1 }]])('%j cannot be put into a URL', async (authcode) => {
    const shop = await openShop()
    const answer = shop.call(auth, { authcode })
    expect(answer.body).toBe('{"msg":"Array to string conversion","code":-500,"data":""}')
    expect(answer.case).toBe('exception')
    expect(kindsOf(answer)).toEqual(['json-type-mismatch'])
  })
})

describe('the other platforms', () => {
  test.each([
    ['alipay', null, '-1 授权码为空'],
    ['qq', null, '-1 授权码为空'],
    ['QQ', null, '-1 授权码为空'],
    ['baidu', null, '-10 请先配置'],
    ['toutiao', null, '-10 授权码有误'],
    ['alipay', 'x', '-100 参数有误'],
    ['qq', 'x', '-10 授权接口调用失败'],
    ['baidu', 'x', '-10 请先配置'],
    ['toutiao', 'x', '-10 配置有误'],
    ['alipay', ['x'], '-100 参数有误'],
  ])('%s with %j: %s', async (type, authcode, said) => {
    const shop = await openShop()
    const answer = shop.call(auth, { application_client_type: type, authcode })
    expect(saidIn(answer)).toBe(said)
    expect(answer.notes).toHaveLength(1)
  })
})

describe('WeChat fails', () => {
  test.each([
    ['40029', /^-10 invalid code, rid: [\da-f]{8}-[\da-f]{8}-[\da-f]{8}$/, 'code-invalid'],
    ['40163', /^-10 code been used, rid: [\da-f]{8}-/, 'code-used'],
    ['41002', /^-10 appid missing, rid: [\da-f]{8}-/, 'appid-missing'],
    [
      '45011',
      /^-10 api minute-quota reach limit, must slower, retry next minute, rid: /,
      'rate-limited',
    ],
    ['-1', /^-10 system error$/, 'system-error'],
    ['unreachable', /^-10 授权接口调用失败$/, 'wechat-unreachable'],
    ['empty', /^-10 授权接口调用失败$/, 'wechat-empty'],
    ['unreadable', /^-10 授权接口调用失败$/, 'wechat-unreadable'],
    ['incomplete', /^-10 授权接口异常错误$/, 'wechat-incomplete'],
    // An errcode without a row of its own, with and without words.
    ['40226', /^-10 code blocked, rid: [\da-f]{8}-/, 'system-error'],
    ['40125', /^-10 invalid appsecret, rid: [\da-f]{8}-/, 'system-error'],
    ['41008', /^-10 missing code, rid: [\da-f]{8}-/, 'system-error'],
    ['40999', /^-10 授权接口异常错误$/, 'wechat-incomplete'],
  ])('%s', async (error, said, name) => {
    const shop = await openShop({ data: { codes: [{ code: 'c', error }] } })
    const answer = shop.logIn('c')
    expect(saidIn(answer)).toMatch(said)
    expect([answer.case, kindsOf(answer)]).toEqual([name, ['code-failing']])
  })

  test('in words of its own', async () => {
    const codes = [{ code: 'c', error: '40226', errmsg: 'code blocked <rid>' }]
    const shop = await openShop({ data: { codes } })
    expect(saidIn(shop.logIn('c'))).toMatch(/^-10 code blocked [\da-f]{8}-/)
  })
})

describe('a closed site', () => {
  test.each([
    [{ closed: true }, '升级中...'],
    [{ closed: true, closedReason: '' }, '升级中...'],
    [{ closed: true, closedReason: '明天见' }, '明天见'],
  ])('%j', async (site, reason) => {
    const shop = await openShop({ data: { site } })
    const answer = shop.call(auth, { application_client_type: null })
    expect(JSON.parse(answer.body)).toEqual({ msg: reason, code: -10000, data: '' })
    expect(answer.body).toMatch(/^[\0-\x7f]*$/)
    expect(answer.headers).toContain('Content-Type: text/html; charset=UTF-8')
    expect([answer.case, kindsOf(answer)]).toEqual(['site-closed', ['site-closed']])
    expect(saidIn(shop.ask({ target: '/api.php?s=no/where' }))).toBe(`-10000 ${reason}`)
  })

  test('is open when it says so', async () => {
    const shop = await openShop({ data: { site: { closed: false } } })
    expect(saidIn(shop.logIn(code))).toBe('0 授权登录成功')
  })
})

describe('forced', () => {
  test.each([
    ['success', 1],
    ['user-muted', 1],
    ['new-user', 0],
  ])('%s', async (name, exists) => {
    const shop = await openShop()
    const answer = shop.force(name)
    expect(answer && dataOf(answer)['is_user_exist']).toBe(exists)
    expect(answer && saidIn(answer)).toBe('0 授权登录成功')
  })

  test.each(['success', 'new-user'])('%s, when WeChat would not have it', async (name) => {
    const shop = await openShop({ strict: true, data: { codes: [{ code, error: '40029' }] } })
    const answer = shop.force(name)
    const data = answer === undefined ? {} : dataOf(answer)
    expect(data['openid'] ?? data['weixin_openid']).toBe('oCallerOfAppMiniUserAuth0000')
  })

  test('a code’s rid is filled in', async () => {
    const shop = await openShop()
    const answer = shop.force('code-invalid')
    expect(answer && saidIn(answer)).toMatch(
      /^-10 invalid code, rid: 6b00df00-[\da-f]{8}-[\da-f]{8}$/,
    )
  })

  test('an exception', async () => {
    const shop = await openShop()
    expect(shop.force('exception')?.body).toBe(
      '{"msg":"\\u670d\\u52a1\\u5668\\u9519\\u8bef","code":-500,"data":""}',
    )
  })
})
