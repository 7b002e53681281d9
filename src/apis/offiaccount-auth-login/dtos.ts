import { integer, object, shape, string } from '../../core/schema.ts'

/** Where the client says which language messages come in (seen in apps). */
const languageHeaders = {
  language: string({ from: ['header'], header: 'x-q-language', about: 'message language: zh, en' }),
  acceptLanguage: string({ from: ['header'], header: 'accept-language' }),
}

/**
 * The parameters of test/documents/002.txt. Blank ones get the codes of its table, so the framework
 * requires none.
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

/** userInfo and userLogout take nothing but the access token. */
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

/** The envelope of every answer; 5032 alone comes without `data` and `extMsg`. */
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
