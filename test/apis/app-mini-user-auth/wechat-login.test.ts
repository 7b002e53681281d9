import { describe, expect, test } from 'vitest'
import { gluedCode } from '../../../src/apis/app-mini-user-auth/wechat-login.ts'
import { htmlSpecialChars } from '../../../src/dialects/thinkphp/php-value.ts'
import { kindsOf, openShop, saidIn } from './shop.ts'

const documented = '041KIFll2LRIW74DSzll2BlMpn4KIFlb'

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
