import { describe, expect, it } from 'vitest'
import { thirdPartSignup } from '../../../src/apis/third-part-signup/index.ts'
import { openSite, type Site } from '../../support/aspnet-site.ts'

const fail = (message: string) => `{"Data":null,"Status":1,"Message":"${message}","Total":0}`

const failXml = (message: string) =>
  `<RequestResultOfOAuthToken6NgmDdgv xmlns:i="http://www.w3.org/2001/XMLSchema-instance" xmlns="http://schemas.datacontract.org/2004/07/WLife.Application"><Message>${message}</Message><Status>1</Status><Total>0</Total><Data xmlns:d2p1="http://schemas.datacontract.org/2004/07/WLife.Application.DTOs" i:nil="true" /></RequestResultOfOAuthToken6NgmDdgv>`

/** Zhang's first login, by seed and clock of the test site. */
const signedUp =
  '{"Data":{"access_token":"1OhpoO7iIFGf9QwKSI3Pslw-HKZ7g2NP5RP1sOP7tcU","token_type":"bearer","expires_in":1209599,"userName":"13912345678","userId":"259edc06-a856-4206-bc32-156c0f4c3bd9","refresh_token":"3ae22381a004c7110770f70c53822091",".issued":"Thu, 29 Jan 2026 07:00:34 GMT",".expires":"Thu, 12 Feb 2026 07:00:33 GMT"},"Status":0,"Message":null,"Total":0}'
const signedUpXml =
  '<RequestResultOfOAuthToken6NgmDdgv xmlns:i="http://www.w3.org/2001/XMLSchema-instance" xmlns="http://schemas.datacontract.org/2004/07/WLife.Application"><Message i:nil="true" /><Status>0</Status><Total>0</Total><Data xmlns:d2p1="http://schemas.datacontract.org/2004/07/WLife.Application.DTOs"><d2p1:AccessToken>1OhpoO7iIFGf9QwKSI3Pslw-HKZ7g2NP5RP1sOP7tcU</d2p1:AccessToken><d2p1:ExpiresAt>Thu, 12 Feb 2026 07:00:33 GMT</d2p1:ExpiresAt><d2p1:ExpiresIn>1209599</d2p1:ExpiresIn><d2p1:IssuedAt>Thu, 29 Jan 2026 07:00:34 GMT</d2p1:IssuedAt><d2p1:RefreshToken>3ae22381a004c7110770f70c53822091</d2p1:RefreshToken><d2p1:TokenType>bearer</d2p1:TokenType><d2p1:UserId>259edc06-a856-4206-bc32-156c0f4c3bd9</d2p1:UserId><d2p1:Username>13912345678</d2p1:Username></Data></RequestResultOfOAuthToken6NgmDdgv>'
const userId = '259edc06-a856-4206-bc32-156c0f4c3bd9'

const ids = { ThirdPartID: 'u-zhang', ThirdPartID2: 'o-zhang', ThirdPartAppid: 'wx1' }
const zhang = { ThirdPart: 1, ...ids, Name: '张伟', Mobile: '13912345678', VerifyCode: '1234' }
const people = [{ id: 'zhang', openId: 'o-zhang', unionId: 'u-zhang' }]

const accountsOf = (site: Site) => site.world.data()['accounts'] ?? []
const xml = (members: string) =>
  `<ThirdPartSignupDTO xmlns="http://schemas.datacontract.org/2004/07/WLife.Application.DTOs">${members}</ThirdPartSignupDTO>`

describe('a sign-up', () => {
  it('opens an account', async () => {
    const site = await openSite(thirdPartSignup)
    expect(site.json(zhang)).toMatchObject({
      status: 200,
      contentType: 'application/json; charset=utf-8',
      case: 'success',
      notes: [],
      body: signedUp,
    })
    expect(accountsOf(site)).toEqual([
      {
        userId,
        thirdPart: 'Weixin',
        thirdPartId: 'u-zhang',
        thirdPartId2: 'o-zhang',
        mobile: '13912345678',
        name: '张伟',
        avatarUrl: null,
      },
    ])
  })

  it('answers in XML to XML', async () => {
    const site = await openSite(thirdPartSignup)
    const answer = site.xml(
      xml(
        '<Mobile>13912345678</Mobile><ThirdPart>Weixin</ThirdPart><ThirdPartAppid>wx1</ThirdPartAppid><ThirdPartID>u-zhang</ThirdPartID><ThirdPartID2>o-zhang</ThirdPartID2><VerifyCode>1234</VerifyCode>',
      ),
    )
    expect(answer.contentType).toBe('application/xml; charset=utf-8')
    expect(answer.body).toBe(signedUpXml)
  })

  it('reads a form', async () => {
    const site = await openSite(thirdPartSignup)
    const answer = site.form({ ...zhang, ThirdPart: 'Weixin' })
    expect(answer).toMatchObject({ case: 'success', body: signedUp })
  })

  it('keeps both tokens', async () => {
    const site = await openSite(thirdPartSignup)
    const { Data } = JSON.parse(site.json(zhang).body) as {
      Data: { access_token: string; refresh_token: string }
    }
    const about = {
      api: 'third-part-signup',
      subject: userId,
      issuedAt: '2026-01-29T07:00:34.000Z',
    }
    expect(site.world.data()['tokens']).toEqual([
      {
        token: Data.access_token,
        kind: 'access',
        ...about,
        expiresAt: '2026-02-12T07:00:33.000Z',
      },
      { token: Data.refresh_token, kind: 'refresh', ...about },
    ])
  })

  it.each(['13912345678', '013912345678', '8613912345678', '1795113912345678'])(
    'takes the mobile number %s',
    async (Mobile) => {
      const site = await openSite(thirdPartSignup)
      expect(JSON.parse(site.json({ ...zhang, Mobile }).body)).toMatchObject({
        Status: 0,
        Data: { userName: Mobile },
      })
    },
  )

  it.each(['', null, '123456', 'x'.repeat(100)])('takes the password %j', async (Password) => {
    const site = await openSite(thirdPartSignup)
    expect(site.json({ ...zhang, Password }).case).toBe('success')
    expect(JSON.stringify(site.world.data())).not.toContain('Password')
  })

  it('knows one person on two platforms apart', async () => {
    const site = await openSite(thirdPartSignup)
    site.json(zhang)
    expect(site.json({ ...zhang, ThirdPart: 'QQ', Mobile: '13800138000' }).case).toBe('success')
    expect(accountsOf(site)).toMatchObject([{ thirdPart: 'Weixin' }, { thirdPart: 'QQ' }])
  })

  it('takes a platform that is none', async () => {
    const site = await openSite(thirdPartSignup)
    expect(site.json({ ...zhang, ThirdPart: undefined }).case).toBe('success')
    expect(accountsOf(site)).toMatchObject([{ thirdPart: '0' }])
  })

  it('gives an account that belonged to no platform yet to whoever proves its number', async () => {
    const world = { accounts: [{ userId: 'plain', mobile: '8613912345678', name: '老张' }] }
    const site = await openSite(thirdPartSignup, { world })
    expect(JSON.parse(site.json(zhang).body)).toMatchObject({ Data: { userId: 'plain' } })
    expect(accountsOf(site)).toMatchObject([{ userId: 'plain', thirdPartId: 'u-zhang' }])
  })
})

describe('an encrypted mobile number', () => {
  it.each(['wx1', undefined])('wins over a plain one (encrypted for app %s)', async (appId) => {
    for (const strict of [false, true]) {
      const site = await openSite(thirdPartSignup, { world: { people }, strict })
      const { encryptedData, iv } = site.world.wechat.encrypt({
        person: 'zhang',
        phone: '13800138000',
        appId,
      })
      const answer = site.json({ ...zhang, EncryptMobile: encryptedData, EncryptIV: iv })
      expect(answer).toMatchObject({ case: 'success', kinds: ['encrypted-mobile-wins'] })
      expect(JSON.parse(answer.body)).toMatchObject({ Data: { userName: '13800138000' } })
    }
  })

  it('needs no SMS code', async () => {
    const site = await openSite(thirdPartSignup, { world: { people }, strict: true })
    const { encryptedData, iv } = site.world.wechat.encrypt({
      person: 'zhang',
      phone: '13800138000',
    })
    const answer = site.json({ ...ids, EncryptMobile: encryptedData, EncryptIV: iv })
    expect(answer).toMatchObject({ case: 'success', notes: [] })
  })

  it('may be any text, unless strict', async () => {
    const site = await openSite(thirdPartSignup)
    const answer = site.json({ ...ids, EncryptMobile: 'any text' })
    expect(answer).toMatchObject({ case: 'success', kinds: ['encrypted-undecryptable'] })
    expect(accountsOf(site)).toMatchObject([
      { mobile: expect.stringMatching(/^1\d{10}$/) as string },
    ])
  })

  it('is refused in strict mode where it does not decrypt', async () => {
    const site = await openSite(thirdPartSignup, { world: { people }, strict: true })
    const { encryptedData, iv } = site.world.wechat.encrypt({
      person: 'zhang',
      phone: '13800138000',
      appId: 'another-app',
    })
    for (const sent of [
      { EncryptMobile: 'any text' },
      { EncryptMobile: encryptedData },
      { EncryptMobile: encryptedData, EncryptIV: iv },
    ])
      expect(site.json({ ...ids, ...sent })).toMatchObject({
        status: 200,
        case: 'mobile-undecryptable',
        body: fail('手机号码解密失败'),
        kinds: ['encrypted-undecryptable'],
      })
  })

  it('must be a mobile number too', async () => {
    const site = await openSite(thirdPartSignup, { world: { people } })
    const { encryptedData, iv } = site.world.wechat.encrypt({ person: 'zhang', phone: '62345678' })
    const answer = site.json({ ...ids, EncryptMobile: encryptedData, EncryptIV: iv })
    expect(answer).toMatchObject({ case: 'mobile-invalid', kinds: ['mobile-format'] })
  })
})

describe('magic values', () => {
  it('mock:person:<id> has the ids of that person', async () => {
    const account = { userId: 'a', thirdPart: 'Weixin', thirdPartId: 'u-zhang' }
    const site = await openSite(thirdPartSignup, { world: { people } })
    const sent = { ...zhang, ThirdPartID: 'whatever', ThirdPartID2: 'mock:person:zhang' }
    expect(site.json(sent).case).toBe('success')
    expect(accountsOf(site)).toMatchObject([{ thirdPartId: 'u-zhang', thirdPartId2: 'o-zhang' }])
    site.world.replace({ people, accounts: [account] })
    expect(site.json(sent).case).toBe('third-party-taken')
  })

  it('mock:new has no account yet, each time', async () => {
    const site = await openSite(thirdPartSignup)
    const sent = { ...zhang, ThirdPartID2: 'mock:new' }
    for (const Mobile of ['13800138000', '13900139000'])
      expect(site.json({ ...sent, Mobile }).case).toBe('success')
    expect(JSON.stringify(accountsOf(site))).not.toContain('mock:')
  })
})

describe('failures', () => {
  const account = { userId: 'a', thirdPart: 'Weixin' }

  it.each([
    ['mobile-empty', '手机号码不能为空', 'required-missing', { Mobile: ' ' }, {}],
    ['mobile-invalid', '手机号码格式不正确', 'mobile-format', { Mobile: '12345' }, {}],
    ['verify-code-empty', '验证码不能为空', 'required-missing', { VerifyCode: '' }, {}],
    [
      'verify-code-wrong',
      '验证码错误',
      'verify-code-wrong',
      {},
      { smsCodes: [{ mobile: zhang.Mobile, code: '9999' }] },
    ],
    [
      'verify-code-expired',
      '验证码已过期',
      'code-expired',
      {},
      {
        smsCodes: [{ mobile: zhang.Mobile, code: '1234', expiresAt: '2026-01-29T07:00:34.000Z' }],
      },
    ],
    [
      'password-length',
      '密码长度必须在6-100个字符之间',
      'password-length',
      { Password: '12345' },
      {},
    ],
    [
      'password-length',
      '密码长度必须在6-100个字符之间',
      'password-length',
      { Password: 'x'.repeat(101) },
      {},
    ],
    [
      'third-party-taken',
      '该第三方账号已注册',
      'already-registered',
      {},
      { accounts: [{ ...account, thirdPartId: 'u-zhang', mobile: zhang.Mobile }] },
    ],
    [
      'mobile-taken',
      '该手机号码已被注册',
      'already-registered',
      {},
      { accounts: [{ ...account, thirdPartId: 'u-li', mobile: '8613912345678' }] },
    ],
  ])('%s: %s (%s), %o, %o', async (name, message, kind, changes, world) => {
    const site = await openSite(thirdPartSignup, { world })
    const before = accountsOf(site)
    expect(site.json({ ...zhang, ...changes })).toMatchObject({
      status: 200,
      case: name,
      body: fail(message),
      kinds: [kind],
    })
    expect(accountsOf(site)).toEqual(before)
    expect(site.force(name)).toMatchObject({ status: 200, case: name, body: fail(message) })
  })

  it('takes the SMS code that was sent, while it lives', async () => {
    const site = await openSite(thirdPartSignup, { strict: true })
    const VerifyCode = site.world.sms.send(zhang.Mobile)
    expect(site.json({ ...zhang, VerifyCode: `${VerifyCode}0` }).case).toBe('verify-code-wrong')
    expect(site.json({ ...zhang, VerifyCode }).case).toBe('success')
  })

  it('takes no code that was not sent, in strict mode', async () => {
    const site = await openSite(thirdPartSignup, { strict: true })
    expect(site.json(zhang)).toMatchObject({
      case: 'verify-code-wrong',
      body: fail('验证码错误'),
      kinds: ['code-unknown'],
    })
  })

  it('fails in XML on XML', async () => {
    const site = await openSite(thirdPartSignup)
    const answer = site.xml(
      xml(
        '<ThirdPartAppid>wx1</ThirdPartAppid><ThirdPartID>u</ThirdPartID><ThirdPartID2>o</ThirdPartID2>',
      ),
    )
    expect(answer.body).toBe(failXml('手机号码不能为空'))
  })
})

describe('an invalid model', () => {
  const refused =
    '{"Message":"The request is invalid.","ModelState":{"dto.ThirdPartID":["The ThirdPartID field is required."],"dto.ThirdPartID2":["The ThirdPartID2 field is required."],"dto.ThirdPartAppid":["The ThirdPartAppid field is required."]}}'

  it.each([{}, { ThirdPartID: null, ThirdPartID2: '', ThirdPartAppid: ' ' }])(
    'is refused by the framework: %j',
    async (fields) => {
      const site = await openSite(thirdPartSignup)
      expect(site.json(fields)).toMatchObject({
        status: 400,
        contentType: 'application/json; charset=utf-8',
        case: 'invalid-model',
        body: refused,
        kinds: ['required-missing', 'required-missing', 'required-missing'],
      })
    },
  )

  it('is refused in XML where the members came out of order', async () => {
    const site = await openSite(thirdPartSignup)
    const answer = site.xml(
      xml(
        '<VerifyCode>1</VerifyCode><ThirdPartID>u</ThirdPartID><ThirdPartID2>o</ThirdPartID2><ThirdPartAppid>wx1</ThirdPartAppid>',
      ),
    )
    expect(answer).toMatchObject({ status: 400, contentType: 'application/xml; charset=utf-8' })
    expect(answer.body).toBe(
      '<Error><Message>The request is invalid.</Message><ModelState><dto.ThirdPartID>The ThirdPartID field is required.</dto.ThirdPartID><dto.ThirdPartID2>The ThirdPartID2 field is required.</dto.ThirdPartID2><dto.ThirdPartAppid>The ThirdPartAppid field is required.</dto.ThirdPartAppid></ModelState></Error>',
    )
    expect(answer.kinds).toContain('xml-member-out-of-order')
  })

  it('is refused when forced, whatever was sent', async () => {
    const site = await openSite(thirdPartSignup)
    const headers = { 'content-type': 'application/json' }
    for (const body of ['', JSON.stringify(zhang)])
      expect(site.force('invalid-model', { headers, body })).toMatchObject({
        status: 400,
        case: 'invalid-model',
        body: refused,
      })
  })

  it('breaks on a null body', async () => {
    const site = await openSite(thirdPartSignup)
    expect(site.json(null)).toMatchObject({
      status: 500,
      case: 'null-body',
      body: '{"Message":"An error has occurred."}',
      kinds: ['null-body'],
    })
  })
})

describe('a forced success', () => {
  const headers = { 'content-type': 'application/json' }

  it.each([
    ['', '13800138000'],
    ['{"ThirdPartID2":"mock:success","Mobile":"12345"}', '12345'],
    ['{"EncryptMobile":"any text"}', '13800138000'],
  ])('signs somebody up after %j', async (body, mobile) => {
    const site = await openSite(thirdPartSignup)
    const answer = site.force('success', { headers, body })
    expect(answer.case).toBe('success')
    expect(JSON.parse(answer.body)).toMatchObject({ Status: 0, Data: { userName: mobile } })
    expect(accountsOf(site)).toMatchObject([{ thirdPartId2: 'o6_bmjrPTlm6_2sgVt7hMZOPfL2M' }])
  })

  it('logs in to the account there is', async () => {
    const site = await openSite(thirdPartSignup)
    site.json(zhang)
    const answer = site.force('success', { headers, body: JSON.stringify(zhang) })
    expect(JSON.parse(answer.body)).toMatchObject({ Data: { userId } })
    expect(accountsOf(site)).toHaveLength(1)
  })

  it('uses the number that decrypts', async () => {
    const site = await openSite(thirdPartSignup, { world: { people } })
    const { encryptedData, iv } = site.world.wechat.encrypt({
      person: 'zhang',
      phone: '13900139000',
    })
    const sent = { ...zhang, EncryptMobile: encryptedData, EncryptIV: iv }
    const answer = site.force('success', { headers, body: JSON.stringify(sent) })
    expect(JSON.parse(answer.body)).toMatchObject({ Data: { userName: '13900139000' } })
  })
})
