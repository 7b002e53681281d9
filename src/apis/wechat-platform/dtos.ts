import type { ExampleRequest } from '../../core/api.ts'
import { boolean, integer, list, object, shape, string, type Infer } from '../../core/schema.ts'

/** The names of the operations, which the cases use. */
export const operationNames = {
  session: 'jscode2session',
  access: 'oauth2-access-token',
  refresh: 'oauth2-refresh-token',
  userinfo: 'userinfo',
  auth: 'auth',
  token: 'token',
  stable: 'stable-token',
  ticket: 'getticket',
  phone: 'getuserphonenumber',
  authorize: 'oauth2-authorize',
  qrconnect: 'qrconnect',
} as const

const { session, access, refresh, userinfo, auth, token, stable, ticket, phone } = operationNames

/** The operations that exchange a login code. */
export const exchanging = [session, access] as const
/** The operations that send an app id and its secret. */
export const withSecret = [...exchanging, token, stable] as const
/** The operations that issue a token to an app itself. */
export const forTheApp = [token, stable] as const
/** All operations that answer with an errcode. */
export const withErrcode = [...withSecret, refresh, userinfo, auth, ticket, phone] as const

/** The official account of the seed world, with its secret. */
export const exampleApp = {
  appid: 'wx0123456789abcdef',
  secret: '8c5b1f0e9d7a4c63b2e1f0a9d8c7b6a5',
} as const

/** A login code that belongs to no particular person. */
export const exampleCode = '081AbCdEfGhIjKlMnOpQrStUvWxYz345'
/** A code of the phone number button: 64 hex digits. */
export const examplePhoneCode = 'e31968a7f94cc5ee25fafc2aef2773f0bb8c3937b22520eb8ee345274d00c144'
/**
 * The redirect_uri of the consent page's example. A forced answer also redirects there if the request has no
 * redirect_uri.
 */
export const exampleRedirect = 'https://shop.example/callback?from=wechat'
/** The openid in the examples of calls that need one. */
export const exampleOpenId = 'oQ7Zb5LiNa0kPq3rStUvWxYz1234'
/** A text with the form of a token, which was never issued. */
export const exampleToken = `99_${'mockAccessTokenOfTheExample'.padEnd(107, '0')}`

type Changes = Readonly<Record<string, unknown>>

/**
 * Returns the function that makes example requests of a call with its parameters in the query. A change to
 * null removes the parameter.
 */
export const byQuery =
  (path: string, fields: Changes) =>
  (changes: Changes = {}): ExampleRequest => ({
    method: 'GET',
    target: `/${path}${queryOf({ ...fields, ...changes })}`,
    headers: {},
    body: '',
  })

/**
 * Returns the function that makes example requests of a call with a JSON body, and with its access token in
 * the query, if any. A change to null removes the parameter.
 */
export const byJson =
  (path: string, fields: Changes) =>
  (changes: Changes = {}): ExampleRequest => {
    const { access_token: token, ...rest } = { ...fields, ...changes }
    return {
      method: 'POST',
      target: `/${path}${queryOf({ access_token: token ?? null })}`,
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify(
        Object.fromEntries(Object.entries(rest).filter(([, value]) => value !== null)),
      ),
    }
  }

const queryOf = (fields: Changes): string => {
  const pairs = Object.entries(fields).filter(([, value]) => value !== null)
  const text = new URLSearchParams(
    pairs.map(([name, value]): [string, string] => [name, String(value)]),
  ).toString()
  return text === '' ? '' : `?${text}`
}

const text = (about: string) => string({ about })
const grantType = text('authorization_code')

/** The fields of every failure. Some successes have them, too. */
const status = { errcode: integer(), errmsg: string() }

const app = { appid: text('id of the app'), secret: text('its secret') }
/** The address of the client, which WeChat compares with the app's IP whitelist. */
const clientIp = string({ from: ['connection'], about: 'address of the client' })
const accessToken = string({ about: 'as WeChat gave it' })

export const jscode2sessionRequest = shape('Jscode2sessionRequest', {
  ...app,
  js_code: text('what wx.login gave'),
  grant_type: grantType,
})
export const jscode2sessionResponse = shape('Jscode2sessionResponse', {
  session_key: text('base64 of 16 bytes'),
  openid: string(),
  unionid: string(),
  ...status,
})

export const accessTokenRequest = shape('AccessTokenRequest', {
  ...app,
  code: text('what the consent page gave'),
  grant_type: grantType,
})
export const accessTokenResponse = shape('AccessTokenResponse', {
  access_token: string(),
  expires_in: integer(),
  refresh_token: string(),
  openid: string(),
  scope: string(),
  is_snapshotuser: integer({ about: '1 for somebody who stayed anonymous' }),
  unionid: string(),
  ...status,
})

export const refreshTokenRequest = shape('RefreshTokenRequest', {
  appid: app.appid,
  grant_type: text('refresh_token'),
  refresh_token: string(),
})
export const refreshTokenResponse = shape('RefreshTokenResponse', {
  openid: string(),
  access_token: string(),
  expires_in: integer(),
  refresh_token: string(),
  scope: string(),
  ...status,
})

export const userinfoRequest = shape('UserinfoRequest', {
  access_token: accessToken,
  openid: string(),
  lang: text('zh_CN, zh_TW or en'),
})
export const userinfoResponse = shape('UserinfoResponse', {
  openid: string(),
  nickname: string(),
  sex: integer({ about: '0 since 2021-10-20' }),
  language: string(),
  city: string(),
  province: string(),
  country: string(),
  headimgurl: string(),
  privilege: list(string()),
  unionid: string(),
  ...status,
})

export const authRequest = shape('AuthRequest', { access_token: accessToken, openid: string() })
export const statusResponse = shape('StatusResponse', status)

export const tokenRequest = shape('TokenRequest', {
  grant_type: text('client_credential'),
  ...app,
  clientIp,
})
export const stableTokenRequest = shape('StableTokenRequest', {
  grant_type: text('client_credential'),
  ...app,
  force_refresh: boolean({ about: 'another token at once' }),
  clientIp,
})
export const tokenResponse = shape('TokenResponse', {
  access_token: string(),
  expires_in: integer(),
  ...status,
})

export const ticketRequest = shape('TicketRequest', {
  access_token: accessToken,
  type: text('jsapi'),
})
export const ticketResponse = shape('TicketResponse', {
  ...status,
  ticket: string(),
  expires_in: integer(),
})

export const phoneRequest = shape('PhoneRequest', {
  access_token: string({ from: ['query'], about: 'as /cgi-bin/token gave it' }),
  code: text('what the phone number button gave'),
  openid: string(),
})
export const phoneResponse = shape('PhoneResponse', {
  ...status,
  phone_info: object(
    shape('PhoneInfo', {
      phoneNumber: string(),
      purePhoneNumber: string(),
      countryCode: string(),
      watermark: object(shape('Watermark', { timestamp: integer(), appid: string() })),
    }),
  ),
})

/**
 * The request for a consent page, in the order that WeChat requires. The parameters that begin with `mock_`
 * exist only in this mock.
 */
export const consentRequest = shape('ConsentRequest', {
  appid: string(),
  redirect_uri: string({ about: 'where the code is sent' }),
  response_type: string({ about: 'code' }),
  scope: string({ about: 'snsapi_base, snsapi_userinfo; snsapi_login at qrconnect' }),
  state: string({ about: 'sent back as it is: up to 128 letters and digits' }),
  forcePopup: string(),
  forceSnapShot: string(),
  lang: string({ about: 'cn or en' }),
  mock_person: string({
    about: 'answers at once as an id of the people, or new, deny, snapshot, or a case of a code',
  }),
  mock_answer: string({
    about: 'login, phone or profile: answers a script with JSON instead of a redirect',
  }),
})

/** Returns the sample answer of WeChat's documentation (docs/spec/wechat-platform.md#documented-sample). */
export const documentedSession = (): Infer<typeof jscode2sessionResponse> => ({
  openid: 'xxxxxx',
  session_key: 'xxxxx',
  unionid: 'xxxxx',
  errcode: 0,
  errmsg: 'xxxxx',
})
