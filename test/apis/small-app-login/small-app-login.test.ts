import { describe, expect, it } from 'vitest'
import { smallAppLogin } from '../../../src/apis/small-app-login/index.ts'
import { openSite, type Site } from '../../support/aspnet-site.ts'

const fail = (message: string) =>
  `{"lui":null,"luk":null,"userstate":null,"ErrorMessage":"${message}","Siteinfo_Jifenname":"积分","Siteinfo_Daijinname":"代金币","Siteinfo_Jifenshu":100.0,"RequireBindPhone":false,"IsBindWx":false}`

const failXml = (message: string) =>
  `<LuiLukLoginReturnDto xmlns:i="http://www.w3.org/2001/XMLSchema-instance" xmlns="http://schemas.datacontract.org/2004/07/Mh.Common.Service.Dto.Login"><ErrorMessage>${message}</ErrorMessage><IsBindWx>false</IsBindWx><RequireBindPhone>false</RequireBindPhone><Siteinfo_Daijinname>代金币</Siteinfo_Daijinname><Siteinfo_Jifenname>积分</Siteinfo_Jifenname><Siteinfo_Jifenshu>100</Siteinfo_Jifenshu><lui i:nil="true" /><luk i:nil="true" /><userstate i:nil="true" /></LuiLukLoginReturnDto>`

const people = [{ id: 'zhang', openId: 'o-zhang', nickname: '张伟' }]
const codes = [{ code: 'zhang-1', person: 'zhang' }]
const world = { people, codes }
const member = { lui: '10002', person: 'zhang', phone: '13800138000' }

/** Zhang's first login, by the seed of the test site. */
const zhangLoggedIn =
  '{"lui":"44462764","luk":"1FD007B609D8E941491C9100A3E3B159","userstate":"7ac83ac5c379f98f","ErrorMessage":null,"Siteinfo_Jifenname":"积分","Siteinfo_Daijinname":"代金币","Siteinfo_Jifenshu":100.0,"RequireBindPhone":true,"IsBindWx":true}'

const zhangLoggedInXml =
  '<LuiLukLoginReturnDto xmlns:i="http://www.w3.org/2001/XMLSchema-instance" xmlns="http://schemas.datacontract.org/2004/07/Mh.Common.Service.Dto.Login"><ErrorMessage i:nil="true" /><IsBindWx>true</IsBindWx><RequireBindPhone>true</RequireBindPhone><Siteinfo_Daijinname>代金币</Siteinfo_Daijinname><Siteinfo_Jifenname>积分</Siteinfo_Jifenname><Siteinfo_Jifenshu>100</Siteinfo_Jifenshu><lui>44462764</lui><luk>1FD007B609D8E941491C9100A3E3B159</luk><userstate>7ac83ac5c379f98f</userstate></LuiLukLoginReturnDto>'

const membersOf = (site: Site) => site.world.data()['members'] ?? []

describe('a login', () => {
  it('makes a member, promoted by who sent them, and asks for a phone number', async () => {
    const site = await openSite(smallAppLogin, { world })
    const answer = site.json({ code: 'zhang-1', smallAppId: 'WxSmallFc', Scene: 1, uid: 42 })
    expect(answer).toMatchObject({
      status: 200,
      contentType: 'application/json; charset=utf-8',
      case: 'phone-required',
      notes: [],
    })
    expect(answer.body).toBe(zhangLoggedIn)
    expect(membersOf(site)).toEqual([
      { lui: '44462764', person: 'zhang', scene: 'House', promoterUid: 42 },
    ])
  })

  it('answers in XML to XML', async () => {
    const site = await openSite(smallAppLogin, { world })
    const answer = site.xml(
      '<WxSmallLoginDto xmlns="http://schemas.datacontract.org/2004/07/Mh.Common.Service.Dto.WeChat"><Scene>House</Scene><code>zhang-1</code><uid>42</uid></WxSmallLoginDto>',
    )
    expect(answer.contentType).toBe('application/xml; charset=utf-8')
    expect(answer.body).toBe(zhangLoggedInXml)
  })

  it('reads a form, and wraps JSON for a callback', async () => {
    const site = await openSite(smallAppLogin, { world })
    const answer = site.form(
      { code: 'zhang-1', Scene: 'House', uid: '42' },
      { query: 'callback=cb' },
    )
    expect(answer.contentType).toBe('text/javascript; charset=utf-8')
    expect(answer.body).toBe(`cb(${zhangLoggedIn})`)
  })

  it('knows a member again, and keeps who promoted them', async () => {
    const known = { ...member, scene: 'Love', promoterUid: 1 }
    const site = await openSite(smallAppLogin, { world: { ...world, members: [known] } })
    const answer = site.json({ code: 'zhang-1', Scene: 'Job', uid: 42 })
    expect(answer.case).toBe('success')
    expect(JSON.parse(answer.body)).toMatchObject({ lui: '10002', RequireBindPhone: false })
    expect(membersOf(site)).toEqual([known])
  })

  it.each([
    ['JSON', (encryptedData: string, iv: string) => JSON.stringify({ encryptedData, iv })],
    ['text with a bar', (encryptedData: string, iv: string) => `${encryptedData}|${iv}`],
  ])('binds the phone number that came encrypted as %s', async (_name, phoneStringOf) => {
    for (const strict of [false, true]) {
      const site = await openSite(smallAppLogin, { world, strict })
      const { encryptedData, iv } = site.world.wechat.encrypt({
        person: 'zhang',
        phone: '13912345678',
      })
      const phoneString = phoneStringOf(encryptedData, iv)
      const answer = site.json({ code: 'zhang-1', phoneString })
      expect(answer).toMatchObject({ case: 'success', notes: [] })
      expect(JSON.parse(answer.body)).toMatchObject({ ErrorMessage: null, RequireBindPhone: false })
      expect(membersOf(site)).toMatchObject([{ person: 'zhang', phone: '13912345678' }])
    }
  })

  it('gives the member who has the phone number, but no WeChat account yet, to the person', async () => {
    const unclaimed = { lui: '10002', phone: '13912345678', scene: 'Job' }
    const site = await openSite(smallAppLogin, { world: { ...world, members: [unclaimed] } })
    const { encryptedData, iv } = site.world.wechat.encrypt({ phone: '13912345678' })
    const { body } = site.json({ code: 'zhang-1', phoneString: `${encryptedData}|${iv}` })
    expect(JSON.parse(body)).toMatchObject({ lui: '10002' })
    expect(membersOf(site)).toEqual([{ ...unclaimed, person: 'zhang' }])
  })

  it("leaves somebody else's member alone", async () => {
    const other = { lui: '10002', person: 'li', phone: '13912345678' }
    const site = await openSite(smallAppLogin, { world: { ...world, members: [other] } })
    const { encryptedData, iv } = site.world.wechat.encrypt({ phone: '13912345678' })
    site.json({ code: 'zhang-1', phoneString: `${encryptedData}|${iv}` })
    expect(membersOf(site)).toMatchObject([other, { person: 'zhang', phone: '13912345678' }])
  })

  it('takes the next user number where one is taken', async () => {
    const site = await openSite(smallAppLogin, {
      world: { ...world, members: [{ lui: '44462764', person: 'li' }] },
    })
    expect(JSON.parse(site.json({ code: 'zhang-1' }).body)).toMatchObject({
      lui: '44462765',
    })
  })

  it.each(['any text', '{"encryptedData":"AAAA"}', '{', 'a|b|c', 'AAAA|BBBB'])(
    'makes a phone number up for %j, and says so',
    async (phoneString) => {
      const site = await openSite(smallAppLogin, { world })
      const answer = site.json({ code: 'zhang-1', phoneString })
      expect(answer).toMatchObject({ case: 'success', kinds: ['encrypted-undecryptable'] })
      expect(membersOf(site)).toMatchObject([
        { phone: expect.stringMatching(/^1\d{10}$/) as string },
      ])
    },
  )

  it('keeps luk, which stands for the member', async () => {
    const site = await openSite(smallAppLogin, { world: { ...world, members: [member] } })
    const bodies = [1, 2].map(() => site.json({ code: 'zhang-1' }).body)
    expect(bodies[0]).toBe(bodies[1])
    const { luk } = JSON.parse(bodies[0] ?? '') as { luk: string }
    expect(luk).toMatch(/^[0-9A-F]{32}$/)
    expect(site.world.data()['tokens']).toEqual([
      {
        token: luk,
        api: 'small-app-login',
        kind: 'session',
        subject: '10002',
        issuedAt: '2026-01-29T07:00:34.000Z',
      },
    ])
  })

  it('takes any code for somebody, always the same', async () => {
    const site = await openSite(smallAppLogin)
    const [first, again, other] = ['code-1', 'code-1', 'code-2'].map(
      (code) => site.json({ code }).body,
    )
    expect(again).toBe(first)
    expect(other).not.toBe(first)
  })

  it('mock:person:<id> is that person, and mock:new somebody else each time', async () => {
    const site = await openSite(smallAppLogin, { world: { people, members: [member] } })
    expect(JSON.parse(site.json({ code: 'mock:person:zhang' }).body)).toMatchObject({
      lui: '10002',
    })
    const [first, second] = [1, 2].map(() => site.json({ code: 'mock:new' }).body)
    expect(second).not.toBe(first)
  })
})

describe("the site's settings", () => {
  it.each([
    [250, '250.0'],
    ['7.10', '7.10'],
    [1e21, '100.0'],
  ])('tell points and coupons, with a rate of %s', async (pointsRate, printed) => {
    const site = await openSite(smallAppLogin, {
      world: { ...world, site: { pointsName: '金豆', couponName: '券', pointsRate } },
    })
    expect(site.json({ code: 'zhang-1' }).body).toContain(
      `"Siteinfo_Jifenname":"金豆","Siteinfo_Daijinname":"券","Siteinfo_Jifenshu":${printed},`,
    )
  })
})

describe('failures', () => {
  it.each(['', '   ', null, undefined])('refuses the code %j', async (code) => {
    const site = await openSite(smallAppLogin)
    expect(site.json({ code, uid: 1 })).toMatchObject({
      status: 200,
      case: 'code-empty',
      body: fail('code不能为空'),
      kinds: ['required-missing'],
    })
    expect(membersOf(site)).toEqual([])
  })

  it('refuses in XML what came in XML', async () => {
    const site = await openSite(smallAppLogin)
    const answer = site.xml(
      '<WxSmallLoginDto xmlns="http://schemas.datacontract.org/2004/07/Mh.Common.Service.Dto.WeChat" />',
    )
    expect(answer.body).toBe(failXml('code不能为空'))
  })

  it.each([
    ['code-invalid', '40029', 'invalid code, rid: <rid>'],
    ['code-used', '40163', 'code been used, rid: <rid>'],
    ['appid-missing', '41002', 'appid missing, rid: <rid>'],
    [
      'rate-limited',
      '45011',
      'api minute-quota reach limit, must slower, retry next minute, rid: <rid>',
    ],
    ['system-error', '-1', 'system error'],
    ['wechat-unreachable', 'unreachable', '系统繁忙'],
    ['wechat-empty', 'empty', '系统繁忙'],
    ['wechat-unreadable', 'unreadable', '系统繁忙'],
    ['wechat-incomplete', 'incomplete', '系统繁忙'],
  ])('tells %s, live and forced', async (name, error, words) => {
    const site = await openSite(smallAppLogin, { world: { codes: [{ code: 'c', error }] } })
    for (const answer of [site.json({ code: 'c' }), site.force(name)]) {
      const masked = answer.body.replace(/\b[0-9a-f]{8}-[0-9a-f]{8}-[0-9a-f]{8}\b/, '<rid>')
      expect(masked).toBe(fail(`微信登录失败:${words}`))
      expect(answer).toMatchObject({ status: 200, case: name })
    }
    expect(site.json({ code: 'c' }).notes).toHaveLength(1)
    expect(membersOf(site)).toEqual([])
  })

  it('tells any other errcode by its errmsg', async () => {
    const site = await openSite(smallAppLogin, {
      world: { codes: [{ code: 'c', error: '40226', errmsg: 'code blocked' }] },
    })
    expect(site.json({ code: 'c' })).toMatchObject({
      case: 'system-error',
      body: fail('微信登录失败:code blocked'),
    })
  })

  it('takes each code once, and only codes it knows, in strict mode', async () => {
    const site = await openSite(smallAppLogin, { world, strict: true })
    expect(site.json({ code: 'zhang-1' }).case).toBe('phone-required')
    expect(site.json({ code: 'zhang-1' })).toMatchObject({
      case: 'code-used',
      kinds: ['code-reused'],
    })
    expect(site.json({ code: 'zhang-2' })).toMatchObject({
      case: 'code-invalid',
      kinds: ['code-unknown'],
    })
  })

  it('refuses a phone number that does not decrypt, in strict mode', async () => {
    const site = await openSite(smallAppLogin, { world, strict: true })
    expect(site.json({ code: 'zhang-1', phoneString: 'any text' })).toMatchObject({
      status: 200,
      case: 'phone-undecryptable',
      body: fail('手机号解密失败'),
      kinds: ['encrypted-undecryptable'],
    })
    expect(membersOf(site)).toEqual([])
  })

  it('uses what could be bound of an invalid model', async () => {
    const site = await openSite(smallAppLogin, { world })
    const answer = site.json({ code: 'zhang-1', uid: 'abc' })
    expect(answer).toMatchObject({ status: 200, case: 'phone-required' })
    expect(answer.kinds).toContain('json-type-mismatch')
    expect(membersOf(site)).toMatchObject([{ promoterUid: 0 }])
  })

  it.each([
    ['', 'null-body'],
    ['null', 'null-body'],
    ['[]', 'malformed-body'],
    ['{', 'malformed-body'],
  ])('breaks where %j leaves no object at all: %s', async (body, name) => {
    const site = await openSite(smallAppLogin)
    const answer = site.ask({ headers: { 'content-type': 'application/json' }, body })
    expect(answer).toMatchObject({
      status: 500,
      case: name,
      body: '{"Message":"An error has occurred."}',
    })
    expect(answer.notes).not.toEqual([])
  })
})

describe('forced', () => {
  it.each([
    ['code-empty', 200, fail('code不能为空')],
    ['phone-undecryptable', 200, fail('手机号解密失败')],
    ['malformed-body', 500, '{"Message":"An error has occurred."}'],
    ['null-body', 500, '{"Message":"An error has occurred."}'],
  ])('%s whatever is sent', async (name, status, body) => {
    const site = await openSite(smallAppLogin)
    expect(site.force(name)).toMatchObject({ status, case: name, body })
  })

  it.each([
    ['success', false],
    ['phone-required', true],
  ])('%s logs in whoever it is', async (name, required) => {
    const site = await openSite(smallAppLogin, {
      world: { ...world, members: [member] },
      strict: true,
    })
    const headers = { 'content-type': 'application/json' }
    for (const [body, lui] of [
      ['{"code":"zhang-1"}', '10002'],
      ['{"code":"unknown"}', '80483971'],
      [`{"code":"mock:${name}"}`, '80483971'],
      ['', '80483971'],
    ]) {
      const answer = site.force(name, { headers, body: body ?? '' })
      expect(answer.case).toBe(name)
      expect(JSON.parse(answer.body)).toMatchObject({
        lui,
        ErrorMessage: null,
        RequireBindPhone: required,
        IsBindWx: true,
      })
    }
  })
})
