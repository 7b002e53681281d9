import type { ExampleRequest } from '../../core/api.ts'
import { integer, object, shape, string } from '../../core/schema.ts'
import { signatureOf } from './signature.ts'
import { writeJwt } from './tokens.ts'

/** The headers in which the client names the language of messages (seen in apps). */
const languageHeaders = {
  language: string({ from: ['header'], header: 'x-q-language', about: 'message language: zh, en' }),
  acceptLanguage: string({ from: ['header'], header: 'accept-language' }),
}

/**
 * The parameters of test/documents/002.txt. None is required by the framework, because the table has codes
 * for blank parameters.
 */
export const loginRequest = shape('WechatOffiaccountAuthLogin', {
  appId: string({ about: 'Official account unique identifier' }),
  code: string({ about: 'Code obtained after user authorization' }),
  signature: string({ about: 'Signature SHA256(appId+code+userDomainSecret)' }),
  userDomain: string({ about: 'User domain' }),
  mcc: integer({ about: 'MCC' }),
  ...languageHeaders,
})

export const refreshRequest = shape('RefreshToken', {
  refreshToken: string({ about: 'the refresh token of a login, with or without `Bearer `' }),
  ...languageHeaders,
})

/** The request of userInfo and userLogout, which take only the access token. */
export const tokenRequest = shape('EnduserToken', {
  authorization: string({
    from: ['header'],
    header: 'authorization',
    about: 'the access token of a login, with or without `Bearer `',
  }),
  ...languageHeaders,
})

const token = shape('token', {
  token: string({ about: 'token' }),
  expirationTime: integer({ about: 'Expiration timestamp in seconds' }),
})

const loginReturnedToken = shape('Login returned token', {
  accessToken: object(token, { about: 'Interface access token' }),
  refreshToken: object(token, { about: 'Refresh token' }),
})

const code = integer({ about: 'Response status code' })
const msg = string({ about: 'Response message' })
const extMsg = string({ about: 'Extended message' })

/** The envelope of every answer. Only 5032 lacks `data` and `extMsg`. */
export const loginResponse = shape('Return registration code response data«Login returned token»', {
  code,
  msg,
  data: object(loginReturnedToken, { about: 'Response data' }),
  extMsg,
})

export const userInfoResponse = shape('Return registration code response data«User info»', {
  code,
  msg,
  data: object(
    shape('User info', {
      uid: string(),
      nickname: string(),
      headimg: string(),
      phone: string(),
      email: string(),
      userDomain: string(),
    }),
  ),
  extMsg,
})

export const emptyResponse = shape('Return registration code response data', {
  code,
  msg,
  data: string({ about: 'always null' }),
  extMsg,
})

/** The user domain of the seed world. Its secret made the sample signatures of the documentation. */
export const exampleDomain = 'C.DM.10271.5'
const exampleSecret = '57Fk69oYgbs2aWWN362NtZwYB2RqKNqQ7yZESnF5VM22'

/** An end user of the seed world, with the uid of the documentation's sample token. */
export const exampleUid = 'C131362'

const root = '/v2/enduser/enduserapi'

type Changes = Readonly<Record<string, unknown>>

/** Returns Swagger's sample of the type, with the keys in the document's order. No live answer equals it. */
export const documentedLogin = () => ({
  code: 0,
  data: {
    accessToken: { expirationTime: 0, token: '' },
    refreshToken: { expirationTime: 0, token: '' },
  },
  extMsg: '',
  msg: '',
})

/**
 * Makes an example login with a valid signature. Signs with the secret of the seed world, or with `secret` if
 * it is given.
 */
export const exampleLogin = ({
  secret = exampleSecret,
  ...changes
}: Changes = {}): ExampleRequest => {
  const fields: Changes = {
    appId: 'wx0123456789abcdef',
    code: '081AbCdEfGhIjKlMnOpQrStUvWxYz012',
    ...changes,
  }
  const signature = signatureOf(text(fields['appId']), text(fields['code']), text(secret))
  return request(
    'POST',
    'wechatOffiaccountAuthLogin',
    { appId: null, code: null, signature, userDomain: exampleDomain, ...fields },
    // The documentation's curl example sends `-d ''`, which sets this header.
    { 'Content-Type': 'application/x-www-form-urlencoded' },
  )
}

/**
 * Makes a token for the example requests of follow-up calls. The token stays valid for decades, because an
 * example does not know the clock, and works in every world with the seed's end user.
 */
const exampleToken = (type: 'AccessToken' | 'RefreshToken'): string => {
  const [iat, exp] = [1_767_225_600, 4_102_444_800]
  return `Bearer ${writeJwt({ iat, exp, jti: 'ExampleExampleExample_', uid: exampleUid, type }, false)}`
}

export const exampleRefresh = (changes: Changes = {}): ExampleRequest =>
  request('PUT', 'refreshToken', { refreshToken: exampleToken('RefreshToken'), ...changes })

export const exampleUserInfo = (changes: Changes = {}): ExampleRequest =>
  request('GET', 'userInfo', { authorization: exampleToken('AccessToken'), ...changes })

export const exampleLogout = (changes: Changes = {}): ExampleRequest =>
  request('DELETE', 'userLogout', { authorization: exampleToken('AccessToken'), ...changes })

/** The fields that are sent as headers. */
const headerNames: ReadonlyMap<string, string> = new Map([
  ['authorization', 'Authorization'],
  ['language', 'X-Q-Language'],
  ['acceptLanguage', 'Accept-Language'],
])

const request = (
  method: string,
  name: string,
  fields: Changes,
  headers: Readonly<Record<string, string>> = {},
): ExampleRequest => {
  const sent = Object.entries(fields).filter(([, value]) => value !== null && value !== undefined)
  const query = sent
    .filter(([field]) => !headerNames.has(field))
    .map(([field, value]) => `${encodeURIComponent(field)}=${encodeURIComponent(text(value))}`)
  const inHeaders = sent.flatMap(([field, value]) => {
    const header = headerNames.get(field)
    return header === undefined ? [] : [[header, text(value)] as const]
  })
  return {
    method,
    target: `${root}/${name}${query.length === 0 ? '' : `?${query.join('&')}`}`,
    headers: { ...headers, ...Object.fromEntries(inHeaders) },
    body: '',
  }
}

const text = (value: unknown): string =>
  typeof value === 'string' ? value : typeof value === 'number' ? String(value) : ''
