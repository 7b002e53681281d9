import { describe, expect, it } from 'vitest'
import { appAuthorization } from '../../../src/apis/app-authorization/index.ts'
import { openSite } from '../../support/aspnet-site.ts'

const fail = (message: string, errors = '[]') =>
  `{"data":null,"status":0,"message":"${message}","errors":${errors},"url":null}`

const failXml = (message: string, errors = '<Errors />') =>
  `<ResultMessageOfMAuthorizationResponsepV765kqn xmlns:i="http://www.w3.org/2001/XMLSchema-instance" xmlns="http://schemas.datacontract.org/2004/07/Applications.WebApi.Common"><Status>Fail</Status><Message>${message}</Message><Url i:nil="true" />${errors}<Data xmlns:d2p1="http://schemas.datacontract.org/2004/07/Applications.WebApi.Authentication" i:nil="true" /></ResultMessageOfMAuthorizationResponsepV765kqn>`

/** Li's first login, by seed and clock of the test site. */
const loggedIn =
  '{"data":{"customerId":"70ae384b-7ff9-4dc5-af67-d0ac9564e65c","userName":"李雷","avatar":"https://img/li.png","nickName":"李雷","phone":"","IsMiniProgramRemind":false,"IsCloseOrderPda":false,"IsShowStatisticsPda":false,"IsShowNoFeeLeaveButton":false,"State":0,"CanBalancePay":true,"accessToken":"BvsuHIysaGpYhcpL38lsFJKHADoAfEU-YtzXgwF-4-g","tokenType":"bearer","expiresIn":1209599,"issued":"2026-01-29 15:00:34","expires":"2026-02-12 15:00:33"},"status":1,"message":"OK","errors":[],"url":null}'

const loggedInXml =
  '<ResultMessageOfMAuthorizationResponsepV765kqn xmlns:i="http://www.w3.org/2001/XMLSchema-instance" xmlns="http://schemas.datacontract.org/2004/07/Applications.WebApi.Common"><Status>Success</Status><Message>OK</Message><Url i:nil="true" /><Errors /><Data xmlns:d2p1="http://schemas.datacontract.org/2004/07/Applications.WebApi.Authentication"><d2p1:AccessToken>BvsuHIysaGpYhcpL38lsFJKHADoAfEU-YtzXgwF-4-g</d2p1:AccessToken><d2p1:Expires>2026-02-12T15:00:33+08:00</d2p1:Expires><d2p1:ExpiresIn>1209599</d2p1:ExpiresIn><d2p1:Issued>2026-01-29T15:00:34+08:00</d2p1:Issued><d2p1:TokenType>bearer</d2p1:TokenType><d2p1:Avatar>https://img/li.png</d2p1:Avatar><d2p1:CanBalancePay>true</d2p1:CanBalancePay><d2p1:CustomerId>70ae384b-7ff9-4dc5-af67-d0ac9564e65c</d2p1:CustomerId><d2p1:IsCloseOrderPda>false</d2p1:IsCloseOrderPda><d2p1:IsMiniProgramRemind>false</d2p1:IsMiniProgramRemind><d2p1:IsShowNoFeeLeaveButton>false</d2p1:IsShowNoFeeLeaveButton><d2p1:IsShowStatisticsPda>false</d2p1:IsShowStatisticsPda><d2p1:NickName>李雷</d2p1:NickName><d2p1:Phone></d2p1:Phone><d2p1:State>OK</d2p1:State><d2p1:UserName>李雷</d2p1:UserName></Data></ResultMessageOfMAuthorizationResponsepV765kqn>'

const customer = {
  customerId: '5a1f8d8e-0f6b-4a52-9d0c-1c6d2f3a4b5c',
  openId: 'o-zhang',
  unionId: 'u-zhang',
  nickName: '张伟',
  avatar: 'https://img/zhang.png',
  phone: '13800138000',
}

describe('a login', () => {
  it('makes a customer of somebody unknown', async () => {
    const site = await openSite(appAuthorization)
    const answer = site.json({ openId: 'o-li', nickname: '李雷', avatarUrl: 'https://img/li.png' })
    expect(answer).toMatchObject({
      status: 200,
      contentType: 'application/json; charset=utf-8',
      case: 'success',
      notes: [],
    })
    expect(answer.body).toBe(loggedIn)
    expect(site.world.data()['customers']).toEqual([
      {
        customerId: '70ae384b-7ff9-4dc5-af67-d0ac9564e65c',
        person: expect.stringMatching(/^p/) as string,
        openId: 'o-li',
        nickName: '李雷',
        avatar: 'https://img/li.png',
      },
    ])
  })

  it('answers in XML to XML, with the clock of the server', async () => {
    const site = await openSite(appAuthorization)
    const answer = site.xml(
      '<UserInfo xmlns="http://schemas.datacontract.org/2004/07/Applications.MiniProgramTools.Models"><Avatar>https://img/li.png</Avatar><NickName>李雷</NickName><OpenId>o-li</OpenId></UserInfo>',
    )
    expect(answer.contentType).toBe('application/xml; charset=utf-8')
    expect(answer.body).toBe(loggedInXml)
  })

  it('reads a form by CLR names', async () => {
    const site = await openSite(appAuthorization)
    const answer = site.form({ OpenId: 'o-li', NickName: '李雷', Avatar: 'https://img/li.png' })
    expect(answer.contentType).toBe('application/json; charset=utf-8')
    expect(answer.body).toBe(loggedIn)
  })

  it('knows a customer by unionid before openid, and takes on the profile that was sent', async () => {
    const site = await openSite(appAuthorization, {
      world: {
        customers: [customer, { customerId: 'other', openId: 'o-li', phone: '13900139000' }],
      },
    })
    const answer = site.json({ openId: 'o-li', unionId: 'u-zhang', nickname: '小张' })
    expect(JSON.parse(answer.body)).toMatchObject({
      data: {
        customerId: customer.customerId,
        userName: '13800138000',
        nickName: '小张',
        avatar: 'https://img/zhang.png',
        phone: '13800138000',
      },
    })
    expect(site.world.data()['customers']).toEqual([
      { ...customer, nickName: '小张' },
      { customerId: 'other', openId: 'o-li', phone: '13900139000' },
    ])
  })

  it('knows a customer by openid where the unionid is unknown', async () => {
    const site = await openSite(appAuthorization, { world: { customers: [customer] } })
    const { body } = site.json({ openId: 'o-zhang', unionId: 'u-unheard-of' })
    expect(JSON.parse(body)).toMatchObject({ data: { customerId: customer.customerId } })
  })

  it("shows the world's own settings of a customer", async () => {
    const site = await openSite(appAuthorization, {
      world: {
        customers: [
          {
            ...customer,
            userName: 'zhang',
            IsMiniProgramRemind: true,
            IsCloseOrderPda: true,
            IsShowStatisticsPda: true,
            IsShowNoFeeLeaveButton: true,
            CanBalancePay: false,
            state: 3,
          },
        ],
      },
    })
    expect(JSON.parse(site.json({ openId: 'o-zhang' }).body)).toMatchObject({
      data: {
        userName: 'zhang',
        IsMiniProgramRemind: true,
        IsCloseOrderPda: true,
        IsShowStatisticsPda: true,
        IsShowNoFeeLeaveButton: true,
        State: 3,
        CanBalancePay: false,
      },
    })
  })

  it('gives a new token each time, which ends when it says', async () => {
    const site = await openSite(appAuthorization, { world: { customers: [customer] } })
    const tokenOf = (body: string) =>
      (JSON.parse(body) as { data: { accessToken: string } }).data.accessToken
    const [first, second] = [1, 2].map(() => tokenOf(site.json({ openId: 'o-zhang' }).body))
    expect(first).toMatch(/^[\w-]{43}$/)
    expect(second).not.toBe(first)
    expect(site.world.data()['tokens']).toEqual(
      [first, second].map((token) => ({
        token,
        api: 'app-authorization',
        kind: 'access',
        subject: customer.customerId,
        issuedAt: '2026-01-29T07:00:34.000Z',
        expiresAt: '2026-02-12T07:00:33.000Z',
      })),
    )
  })

  it('gives the same person the same customer id in every world', async () => {
    const ids = []
    for (const before of ['o-wang', 'o-zhao']) {
      const site = await openSite(appAuthorization)
      site.json({ openId: before })
      ids.push(/"customerId":"([^"]+)"/.exec(site.json({ openId: 'o-li' }).body)?.[1])
    }
    expect(ids).toEqual(Array(2).fill('70ae384b-7ff9-4dc5-af67-d0ac9564e65c'))
  })
})

describe('magic values', () => {
  it('mock:person:<id> is that person of the world', async () => {
    const site = await openSite(appAuthorization, {
      world: {
        people: [
          {
            id: 'zhang',
            openId: 'o-zhang',
            unionId: 'u-zhang',
            nickname: '张伟',
            phone: '13800138000',
          },
        ],
        customers: [{ customerId: customer.customerId, person: 'zhang' }],
      },
    })
    expect(JSON.parse(site.json({ openId: 'mock:person:zhang' }).body)).toMatchObject({
      data: {
        customerId: customer.customerId,
        userName: '13800138000',
        nickName: '张伟',
        phone: '13800138000',
      },
    })
  })

  it('mock:new is somebody else each time', async () => {
    const site = await openSite(appAuthorization)
    site.json({ openId: 'mock:new' })
    site.json({ openId: 'mock:new' })
    const customers = site.world.data()['customers'] as readonly { customerId: string }[]
    expect(new Set(customers.map(({ customerId }) => customerId)).size).toBe(2)
    expect(JSON.stringify(customers)).not.toContain('mock:')
  })
})

describe('failures', () => {
  it.each(['', '   ', null, undefined])('refuses the openId %j', async (openId) => {
    const site = await openSite(appAuthorization)
    const answer = site.json({ openId, nickname: '李雷' })
    expect(answer).toMatchObject({
      status: 200,
      case: 'openid-empty',
      body: fail('OpenId不能为空'),
      kinds: ['required-missing'],
    })
    expect(site.world.data()['customers'] ?? []).toEqual([])
  })

  it('refuses an XML without OpenId in XML', async () => {
    const site = await openSite(appAuthorization)
    const answer = site.xml(
      '<UserInfo xmlns="http://schemas.datacontract.org/2004/07/Applications.MiniProgramTools.Models"><NickName>李雷</NickName></UserInfo>',
    )
    expect(answer.body).toBe(failXml('OpenId不能为空'))
  })

  it('answers an invalid model state in its own words, without the text of exceptions', async () => {
    const site = await openSite(appAuthorization)
    expect(site.json({ openId: 'o-li', gender: 'abc' })).toMatchObject({
      status: 200,
      case: 'invalid-model',
      body: fail('请求参数验证失败', '[{"field":"userInfo.gender","errorMessages":[""]}]'),
    })
    expect(site.form({ OpenId: 'o-li', Sex: 'abc' })).toMatchObject({
      status: 200,
      body: fail(
        '请求参数验证失败',
        `[{"field":"userInfo.Sex","errorMessages":["The value 'abc' is not valid for Sex."]}]`,
      ),
    })
    const xml = site.xml(
      '<UserInfo xmlns="http://schemas.datacontract.org/2004/07/Applications.MiniProgramTools.Models"><OpenId>o-li</OpenId><Sex>abc</Sex></UserInfo>',
    )
    expect(xml.body).toBe(
      failXml(
        '请求参数验证失败',
        '<Errors><ValidErrors><_x003C_ErrorMessages_x003E_k__BackingField xmlns:d4p1="http://schemas.microsoft.com/2003/10/Serialization/Arrays"><d4p1:string></d4p1:string></_x003C_ErrorMessages_x003E_k__BackingField><_x003C_Field_x003E_k__BackingField>userInfo</_x003C_Field_x003E_k__BackingField></ValidErrors></Errors>',
      ),
    )
  })

  it('notes why a model state is invalid', async () => {
    const site = await openSite(appAuthorization)
    expect(site.json({ openId: 'o-li', gender: 'abc' }).kinds).toContain('json-type-mismatch')
  })

  it('answers a body that cannot be read in its own words', async () => {
    const site = await openSite(appAuthorization)
    const answer = site.ask({ headers: { 'content-type': 'application/json' }, body: '[]' })
    expect(answer).toMatchObject({
      case: 'malformed-body',
      body: fail('请求参数验证失败', '[{"field":"userInfo","errorMessages":[""]}]'),
    })
    expect(answer.notes).not.toEqual([])
  })

  it('breaks on a null body', async () => {
    const site = await openSite(appAuthorization)
    expect(site.json(null)).toMatchObject({
      status: 500,
      case: 'null-body',
      body: '{"Message":"An error has occurred."}',
      kinds: ['null-body'],
    })
  })

  it('keeps a locked customer out, and changes nothing of theirs', async () => {
    const locked = { ...customer, locked: true }
    const site = await openSite(appAuthorization, { world: { customers: [locked] } })
    expect(site.json({ openId: 'o-zhang', nickname: '小张' })).toMatchObject({
      status: 200,
      case: 'account-locked',
      body: fail('账号已被锁定'),
      kinds: ['account-locked'],
    })
    expect(site.world.data()['customers']).toEqual([locked])
  })
})

describe('forced', () => {
  it.each([
    ['openid-empty', fail('OpenId不能为空')],
    ['account-locked', fail('账号已被锁定')],
    [
      'invalid-model',
      fail('请求参数验证失败', '[{"field":"userInfo.gender","errorMessages":[""]}]'),
    ],
    ['malformed-body', fail('请求参数验证失败', '[{"field":"userInfo","errorMessages":[""]}]')],
  ])('%s whatever is sent', async (name, body) => {
    const site = await openSite(appAuthorization)
    expect(site.force(name)).toMatchObject({ status: 200, case: name, body })
    const xml = site.force(name, { headers: { accept: 'application/xml' } })
    expect(xml).toMatchObject({ status: 200, contentType: 'application/xml; charset=utf-8' })
    expect(xml.body).toContain('<Status>Fail</Status>')
  })

  it('success logs a locked customer in', async () => {
    const site = await openSite(appAuthorization, {
      world: { customers: [{ ...customer, locked: true }] },
    })
    const answer = site.force('success', {
      headers: { 'content-type': 'application/json' },
      body: '{"openId":"o-zhang"}',
    })
    expect(answer.case).toBe('success')
    expect(JSON.parse(answer.body)).toMatchObject({
      status: 1,
      data: { customerId: customer.customerId },
    })
  })

  it.each(['', '{"openId":"mock:success"}', '{"openId":""}', '{"openId":'])(
    'success logs somebody in after %j',
    async (body) => {
      const site = await openSite(appAuthorization)
      const answer = site.force('success', {
        headers: { 'content-type': 'application/json' },
        body,
      })
      expect(JSON.parse(answer.body)).toMatchObject({ status: 1, message: 'OK', errors: [] })
      expect(site.world.data()['customers']).toMatchObject([
        { openId: 'o6_bmjrPTlm6_2sgVt7hMZOPfL2M' },
      ])
    },
  )
})
