import { createHash, createHmac } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { exampleLogin } from '../../../src/apis/offiaccount-auth-login/dtos.ts'
import { offiaccountAuthLogin } from '../../../src/apis/offiaccount-auth-login/index.ts'
import { signatureOf } from '../../../src/apis/offiaccount-auth-login/signature.ts'
import { createPlatform, secret } from './platform.ts'

const path = '/v2/enduser/enduserapi/wechatOffiaccountAuthLogin'
const query = exampleLogin().target.slice(path.length + 1)

interface LoginAnswer {
  readonly code: number
  readonly msg: string
  readonly data: Record<'accessToken' | 'refreshToken', { token: string; expirationTime: number }>
}

const payloadOf = (token: string): string =>
  Buffer.from(token.split('.')[1] ?? '', 'base64url').toString()

describe('the signature', () => {
  // The vectors of the documentation's sibling pages, and this endpoint's own.
  it.each([
    [
      ['86', '17132136550', 'KbbO5AsWloh9gulLei6NhQ==', 'abcdef'],
      '1fd91ebf096be51dae1c6055bc930bd8e24b1f477d2a47ae87eedb0f73057bf0',
    ],
    [
      ['17132136550', '3', '76a6L647F02CAoN9', '1744773894369'],
      '2deb6518ca0ee701e28a6359a91270c59dbe69456a3336dc5f625bfa32e64df6',
    ],
    [
      ['wx0123456789abcdef', '081AbCdEfGhIjKlMnOpQrStUvWxYz012'],
      '4d61410df13d2ddab9dac98b903c4a410ed55ab218c196230461260916ba43d4',
    ],
  ])('of %j', (values, signature) => {
    expect(signatureOf(...values, secret)).toBe(signature)
  })
})

describe('a login', () => {
  it('answers two tokens, in the documented order', () => {
    const answer = createPlatform().ask(exampleLogin())
    expect(answer.body).toMatch(
      /^\{"code":200,"msg":"","data":\{"accessToken":\{"token":"Bearer eyJhbGciOiJSUzI1NiJ9\.[\w-]+\.[\w-]{342}","expirationTime":1769677234\},"refreshToken":\{"token":"Bearer eyJhbGciOiJSUzI1NiJ9\.[\w-]+\.[\w-]{342}","expirationTime":1772262034\}\},"extMsg":null\}$/,
    )
    expect(answer.status).toBe(200)
    expect(answer.headers).toEqual([
      'Server: nginx',
      'Date: Symbol(date)',
      'Content-Type: application/json',
      'Transfer-Encoding: chunked',
      'Connection: keep-alive',
    ])
    expect(answer.notes).toEqual([])
    expect(answer.case).toBe('success')
  })

  it('gives claims in the documented order', () => {
    const { data } = JSON.parse(createPlatform().ask(exampleLogin()).body) as LoginAnswer
    expect(payloadOf(data.accessToken.token)).toMatch(
      /^\{"iss":"enduser","aud":"Audience","exp":1769677234,"jti":"[\w-]{22}","iat":1769670034,"nbf":1769669914,"sub":"subject","uid":"C\d{6}","type":"AccessToken"\}$/,
    )
    expect(payloadOf(data.refreshToken.token)).toMatch(
      /^\{"iss":"enduser","aud":"Audience","exp":1772262034,"jti":"[\w-]{22}","iat":1769670034,"nbf":1769669914,"sub":"subject","uid":"C\d{6}","type":"RefreshToken"\}$/,
    )
  })

  it('is the same bytes again in another world, others the next time', () => {
    const platform = createPlatform()
    const first = platform.ask(exampleLogin()).body
    expect(createPlatform().ask(exampleLogin()).body).toBe(first)
    expect(platform.ask(exampleLogin()).body).not.toBe(first)
  })

  it('reads a form as it reads the query', () => {
    const headers = { 'content-type': 'application/x-www-form-urlencoded' }
    const answer = createPlatform().ask({ target: path, headers, body: query })
    expect(answer.body).toBe(createPlatform().ask(exampleLogin()).body)
  })

  it('does not read a JSON body, and says so', () => {
    const headers = { 'content-type': 'application/json' }
    const body = JSON.stringify(Object.fromEntries(new URLSearchParams(query)))
    const answer = createPlatform().ask({ target: path, headers, body })
    expect(answer.body).toBe('{"code":5218,"msg":"Please enter appid","data":null,"extMsg":null}')
    expect(answer.notes.map(({ kind }) => kind)).toEqual([
      'parameter-in-wrong-place',
      'required-missing',
    ])
  })

  it('knows a person again, and keeps the uid the world gives', () => {
    const platform = createPlatform()
    const uidOf = () => {
      const { data } = JSON.parse(
        platform.ask(exampleLogin({ code: 'mock:person:li' })).body,
      ) as LoginAnswer
      return (JSON.parse(payloadOf(data.accessToken.token)) as { uid: string }).uid
    }
    expect([uidOf(), uidOf()]).toEqual(['C131362', 'C131362'])
  })

  it.each([
    ['CN', 'C'],
    ['EU', 'E'],
    ['NA', 'U'],
  ])('a uid of %s begins with %s', (dataCenter, letter) => {
    const platform = createPlatform({
      data: { userDomains: [{ userDomain: 'C.DM.10271.5', dataCenter }] },
    })
    const { data } = JSON.parse(platform.ask(exampleLogin()).body) as LoginAnswer
    expect(payloadOf(data.accessToken.token)).toContain(`"uid":"${letter}`)
  })

  it('takes the next free number when a uid is taken, and a longer one when many are', () => {
    const uidOf = (platform: ReturnType<typeof createPlatform>) => {
      const { data } = JSON.parse(platform.ask(exampleLogin()).body) as LoginAnswer
      return (JSON.parse(payloadOf(data.accessToken.token)) as { uid: string }).uid
    }
    const first = Number(uidOf(createPlatform()).slice(1))
    const taken = (count: number) => ({
      endUsers: Array.from({ length: count }, (_, i) => ({ uid: `C${first + i}` })),
    })
    expect(uidOf(createPlatform({ data: taken(1) }))).toBe(`C${first + 1}`)
    expect(uidOf(createPlatform({ data: taken(16) }))).toMatch(/^C\d{7}$/)
  })

  it.each([
    ['an MCC of its data centre', { mcc: 460 }],
    ['a blank MCC', { mcc: '' }],
    ['somebody new', { code: 'mock:new' }],
    ['a code with signs in it', { code: '0+/%&=微' }],
  ])('succeeds with %s', (_, changes) => {
    expect(createPlatform().ask(exampleLogin(changes)).body).toMatch(/^\{"code":200,/)
  })

  it('goes by the listed app ids', () => {
    const data = { userDomains: [{ userDomain: 'C.DM.10271.5', appIds: ['wx0123456789abcdef'] }] }
    expect(createPlatform({ data }).ask(exampleLogin()).case).toBe('success')
  })

  it('an MCC that is no integer never reaches the handler', () => {
    expect(createPlatform().ask(exampleLogin({ mcc: '46x' }))).toMatchObject({
      status: 400,
      body: `{"timestamp":"2026-01-29T07:00:34.000+00:00","status":400,"error":"Bad Request","path":"${path}"}`,
    })
  })

  it.each([
    [{ language: 'en' }, 'Please enter code'],
    [{ language: 'EN' }, 'Please enter code'],
    [{ language: 'zh-CN', acceptLanguage: 'en' }, '请输入code'],
    [{ language: 'fr', acceptLanguage: 'en' }, 'Please enter code'],
    [{ acceptLanguage: 'en-US,en;q=0.9' }, 'Please enter code'],
    [{ acceptLanguage: 'fr, en;q=0.5, zh;q=0.9' }, '请输入code'],
    [{ acceptLanguage: 'zh;q=0, fr' }, '请输入code'],
    [{ acceptLanguage: 'english' }, '请输入code'],
    [{}, '请输入code'],
    [{ userDomain: 'E.DM.20011.3' }, 'Please enter code'],
    [{ userDomain: null }, 'Please enter code'],
  ])('says it in the language of %j', (changes, msg) => {
    const answer = createPlatform().ask(exampleLogin({ ...changes, code: '' }))
    expect(answer.body).toBe(`{"code":5372,"msg":"${msg}","data":null,"extMsg":null}`)
  })
})

describe('the documented sample', () => {
  it("is Swagger's skeleton", () => {
    const answer = createPlatform().force('documented', exampleLogin())
    expect(answer.body).toBe(
      '{"code":0,"data":{"accessToken":{"expirationTime":0,"token":""},"refreshToken":{"expirationTime":0,"token":""}},"extMsg":"","msg":""}',
    )
    expect(offiaccountAuthLogin.dialect.documentLayout(answer.reply).body).toBe(
      `{
  "code": 0,
  "data": {
    "accessToken": {
      "expirationTime": 0,
      "token": ""
    },
    "refreshToken": {
      "expirationTime": 0,
      "token": ""
    }
  },
  "extMsg": "",
  "msg": ""
}`,
    )
  })
})

const appId = 'wx0123456789abcdef'
const code = '08 1/微'
const right = createHash('sha256').update(`${appId}${code}${secret}`).digest()
const sha256 = (text: string | Buffer) => createHash('sha256').update(text).digest('hex')

const noteOf = (changes: Readonly<Record<string, unknown>>) => {
  const answer = createPlatform().ask(exampleLogin({ appId, code, ...changes }))
  expect(answer.notes).toHaveLength(1)
  return answer.notes[0]
}

describe('what is wrong with a signature', () => {
  it.each([
    [
      'signature-case',
      right.toString('hex').toUpperCase(),
      'in upper-case hex; expected lower-case hex',
    ],
    ['signature-encoding', right.toString('base64'), 'in base64; expected lower-case hex'],
    ['signature-encoding', right.toString('base64url'), 'in base64; expected lower-case hex'],
    [
      'signature-encoding',
      Buffer.from(right.toString('hex')).toString('base64'),
      'hex text put in base64; expected lower-case hex itself',
    ],
    [
      'signature-encoding',
      ` ${right.toString('hex')}`,
      'surrounded by white space; expected lower-case hex alone',
    ],
    [
      'signature-encoding',
      createHash('md5').update(`${appId}${code}${secret}`).digest('hex'),
      'MD5; expected SHA-256 of the UTF-8 text',
    ],
    [
      'signature-encoding',
      createHmac('sha256', secret).update(`${appId}${code}`).digest('hex'),
      'HMAC-SHA256; expected SHA-256 of the UTF-8 text',
    ],
    [
      'signature-encoding',
      sha256(Buffer.from(`${appId}${code}${secret}`, 'utf16le')),
      'SHA-256 of UTF-16 text; expected SHA-256 of the UTF-8 text',
    ],
    ['signature-encoding', 'abc', 'not 64 hex digits; expected lower-case hex'],
    [
      'signature-parts',
      sha256(`${code}${appId}${secret}`),
      'of code+appId+secret; expected appId+code+secret',
    ],
    ['signature-parts', sha256(`${appId}${code}`), 'of appId+code; expected appId+code+secret'],
    ['signature-parts', sha256(secret), 'of secret; expected appId+code+secret'],
    [
      'signature-parts',
      sha256(`${appId}${code}C.DM.10271.5${secret}`),
      'of appId+code+userDomain+secret; expected appId+code+secret',
    ],
    [
      'signature-parts',
      sha256(`${appId}&${code}&${secret}`),
      'of appId+code+secret with "&" between; expected appId+code+secret',
    ],
    [
      'signature-parts',
      sha256(`appId=${appId}&code=${code}&userDomainSecret=${secret}`),
      'of appId=…&code=…&userDomainSecret=…; expected appId+code+secret',
    ],
    [
      'signature-parts',
      sha256(`${appId}${encodeURIComponent(code)}${secret}`),
      'of appId+code+secret, of a URL-encoded code; expected appId+code+secret',
    ],
    [
      'signature-parts',
      sha256(`${appId}${code.replace(' ', '+')}${secret}`),
      'of appId+code+secret, of a code whose + came as a space; expected appId+code+secret',
    ],
    [
      'signature-parts',
      sha256(`${appId}${code}european-secret`),
      'of appId+code+secret with the secret of E.DM.20011.3; expected appId+code+secret',
    ],
    ['signature-parts', '0'.repeat(64), 'of no usual mistake; expected appId+code+secret'],
  ])('%s: %s', (kind, signature, why) => {
    expect(noteOf({ signature })).toEqual({
      kind,
      message: `The signature is ${why}, and the platform answered 5420.`,
      path: 'signature',
      expected: right.toString('hex'),
      actual: signature,
    })
  })

  it('does not try long values', () => {
    const long = 'x'.repeat(7_000)
    const signature = sha256(`${long}${appId}${secret}`)
    expect(noteOf({ code: long, signature })?.message).toContain('no usual mistake')
  })

  it('never shows the secret', () => {
    expect(JSON.stringify(noteOf({ signature: sha256(secret) }))).not.toContain(secret)
  })
})

describe('what is wrong with the rest', () => {
  it.each([
    [{ userDomain: 'c.dm.10271.5' }, 'domain-format', 'C.DM.10271.5'],
    [{ userDomain: '??' }, 'domain-format', 'C.DM.10271.5'],
    [{ userDomain: 'C.DM.10271.6' }, 'domain-unknown', 'C.DM.10271.5'],
    [{ userDomain: 'U.XY.1' }, 'domain-unknown', undefined],
    [{ userDomain: 'C.DM.10272.1' }, 'domain-disabled', undefined],
    [{ mcc: 208 }, 'mcc-centre', 'CN'],
    [{ mcc: 1 }, 'mcc-centre', 'CN'],
    [{ code: ' ' }, 'required-missing', undefined],
  ])('%j', (changes, kind, expected) => {
    expect(noteOf(changes)).toMatchObject({ kind, ...(expected === undefined ? {} : { expected }) })
  })

  it('names a mistyped parameter beside the blank one', () => {
    const { target } = exampleLogin()
    const answer = createPlatform().ask({ target: target.replace('appId=', 'appid=') })
    expect(answer.notes.map(({ kind, path, expected }) => [kind, path, expected])).toEqual([
      ['unknown-field', 'appid', 'appId'],
      ['required-missing', 'appId', undefined],
    ])
  })

  it("makes one of its own where WeChat's answer has none", () => {
    const platform = createPlatform()
    const wechat = platform.services.wechat as { exchange: unknown }
    const noteFor = (exchange: unknown) => {
      wechat.exchange = () => exchange
      return platform.ask(exampleLogin()).notes[0]?.message
    }
    expect(noteFor({ kind: 'refused', errcode: 40029, errmsg: 'invalid code' })).toBe(
      "WeChat's answer to the code was 40029 invalid code: the platform got no openid; log in again for another code.",
    )
    expect(noteFor({ kind: 'empty' })).toBe(
      "WeChat's answer to the code was empty: the platform got no openid; log in again for another code.",
    )
  })
})
