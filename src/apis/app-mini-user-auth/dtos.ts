import type { ExampleRequest } from '../../core/api.ts'
import {
  integer,
  map,
  object,
  required,
  shape,
  string,
  type Infer,
  type Shape,
} from '../../core/schema.ts'

// The types of test/documents/003.txt. Where each parameter is read: docs/spec/shopxo.md#routes-and-request.

/** The common parameters (公共参数). ShopXO reads them unfiltered, from query and form only. */
const commonFields = {
  application: string({ from: ['query', 'form'], about: '请求应用, 默认 web' }),
  application_client_type: string({ from: ['query', 'form'], about: '请求客户端, 默认 pc' }),
  applicationClientTypeItems: map(string(), {
    clr: 'application_client_type',
    from: ['query', 'form'],
    about: 'application_client_type, where it was sent as an array',
  }),
  token: string({ from: ['query', 'form', 'json'], about: 'token' }),
} as const

/** The request of the documented operation. */
export const authRequest = shape('AppMiniUserAuthRequest', {
  ...commonFields,
  authcode: string({ from: ['form', 'json'], about: '临时授权码' }),
  authcodeItems: map(string(), {
    clr: 'authcode',
    about: 'authcode, where it was sent as an array',
  }),
})
export type AuthRequest = Infer<typeof authRequest>

/**
 * The data of the answer: a user, or the ids of a person who is no user. The keys are in the document's
 * order.
 */
const userData = shape('AppMiniUserAuthData', {
  id: string(),
  alipay_openid: string(),
  weixin_openid: string(),
  weixin_unionid: string(),
  weixin_web_openid: string(),
  baidu_openid: string(),
  toutiao_openid: string(),
  qq_openid: string(),
  qq_unionid: string(),
  status: string(),
  token: string(),
  username: string(),
  nickname: string(),
  mobile: string(),
  email: string(),
  gender: string(),
  avatar: string(),
  province: string(),
  city: string(),
  birthday: string(),
  address: string(),
  integral: string(),
  locking_integral: string(),
  referrer: string(),
  plugins_distribution_level: string(),
  plugins_user_level: string(),
  is_delete_time: string(),
  add_time: string(),
  upd_time: string(),
  add_time_text: string(),
  upd_time_text: string(),
  gender_text: string(),
  birthday_text: string(),
  mobile_security: string(),
  email_security: string(),
  user_name_view: string(),
  is_mandatory_bind_mobile: integer({ about: '是否需要绑定手机（0否、1是）' }),
  is_user_exist: integer({ about: '用户是否存在' }),
  openid: string({ about: 'only where is_user_exist is 0' }),
  unionid: string({ about: 'only where is_user_exist is 0' }),
})
export type UserData = Infer<typeof userData>

/** The response of the documented operation. */
export const authResponse = shape('AppMiniUserAuthResponse', {
  msg: required(string()),
  code: required(integer()),
  data: object(userData),
})

const anything: Shape = shape('Anything', {})

/** The response of the undocumented operations. Each operation has its own `data`. */
export const anyResponse = shape('ShopxoResponse', {
  msg: required(string()),
  code: required(integer()),
  data: object(anything),
})

/** What a client knows about a person. Every form that can create a user takes these fields. */
const personFields = {
  weixin_unionid: string(),
  nickname: string(),
  avatar: string(),
  gender: string(),
  province: string(),
  city: string(),
  referrer: string(),
} as const

/** The request with the profile of a person for whom appminiuserauth found no account. */
export const infoRequest = shape('AppMiniUserInfoRequest', {
  ...commonFields,
  openid: string(),
  unionid: string(),
  referrer: string(),
  auth_data: string({ about: 'JSON text of wx.getUserProfile’s userInfo' }),
  authDataItems: map(string(), {
    clr: 'auth_data',
    about: 'auth_data, where it was sent as an object',
  }),
})
/** The request with the data from wx.getPhoneNumber, and what the client knows about the person. */
export const onekeyRequest = shape('OnekeyUserMobileBindRequest', {
  ...commonFields,
  openid: string(),
  encrypted_data: string({ about: 'base64, AES-128-CBC with the session key' }),
  iv: string({ about: 'base64 of 16 bytes' }),
  code: string({ about: 'the newer phone code, which later clients send too; not read' }),
  errMsg: string({ about: 'of the getPhoneNumber event; not read' }),
  ...personFields,
})
/** The request for a code to a mobile number. */
export const sendRequest = shape('AppMobileBindVerifySendRequest', {
  ...commonFields,
  mobile: string(),
})
/** The request that binds a mobile number: the number, its code, and the ids of the user. */
export const bindRequest = shape('AppMobileBindRequest', {
  ...commonFields,
  mobile: string(),
  verify: string(),
  weixin_openid: string(),
  alipay_openid: string(),
  baidu_openid: string(),
  toutiao_openid: string(),
  qq_openid: string(),
  ...personFields,
})
/** The fields that the forms of accounts have in common. */
const accountFields = {
  ...commonFields,
  accounts: string({ about: 'username, mobile number or address' }),
  type: string({ about: 'username, email or sms' }),
  verify: string({ about: 'the code that was sent' }),
} as const

/** The form that the client sends, and what the client knows about the person. */
export const loginRequest = shape('UserLoginRequest', {
  ...accountFields,
  pwd: string({ about: '6 to 18 characters' }),
  weixin_openid: string(),
  weixin_unionid: string(),
})
/** The form that the client sends, and what the client knows about the person. */
export const regRequest = shape('UserRegRequest', {
  ...accountFields,
  pwd: string(),
  weixin_openid: string({ about: 'sent by the clients; the shop does not read it' }),
  ...personFields,
})
/**
 * The request for a code to an account. `verify` is the text of a captcha, which this shop never requires.
 */
export const accountSendRequest = shape('UserVerifySendRequest', { ...accountFields })
/** The common parameters, and parameters such as `is_key` that the shop does not read. */
export const pageRequest = shape('ShopxoPageRequest', {
  ...commonFields,
  is_key: string({ about: 'sent by the clients; not read' }),
  is_cache: string({ about: 'sent by later clients; not read' }),
})
/** The common parameters only. */
export const addressRequest = shape('UserAddressIndexRequest', { ...commonFields })

/** The names of the undocumented operations. */
export const companions = {
  userInfo: 'app-mini-user-info',
  onekeyBind: 'onekey-user-mobile-bind',
  verifySend: 'app-mobile-bind-verify-send',
  mobileBind: 'app-mobile-bind',
  addresses: 'user-address-index',
  login: 'user-login',
  reg: 'user-reg',
  loginSend: 'user-login-verify-send',
  regSend: 'user-reg-verify-send',
  center: 'user-center',
  settings: 'base-common',
  home: 'index-index',
} as const

/** The authcode of the document. */
export const documentedCode = '041KIFll2LRIW74DSzll2BlMpn4KIFlb'

/** The openid for a forced login without a known person. */
export const exampleOpenId = 'oCallerOfAppMiniUserAuth0000'

/** The session key of the example person, in WeChat's base64. A person of a world may have it. */
export const exampleSessionKey = 'YXBwLW1pbmktc2Vzc2lvbg=='

export const exampleMobile = '13900001111'
export const exampleVerify = '1234'
export const exampleEmail = 'li.na@example.com'
export const exampleAccount = 'lina_2021'
export const examplePassword = 'example-pwd'

/** `exampleMobile` as WeChat encrypts it with `exampleSessionKey`. */
export const exampleEncrypted = {
  encrypted_data:
    'V3xJa6g/SxQBHw1orZw2eic1l+r+rsG7/iuiszf3iiCyOBzoxHgZriyNTrQDObeE04G98FdIvVg4tE+PreEm6k2XDzy+4AlxT1relpta++5GHpryFuXExMVCPm754qEj4ZbWFfgDOD4+JUT/n8xe5vwhSvj79c4YhpU9LoHUJTinKagquY25iJHoLsQXC4Dk',
  iv: 'YXBwLW1pbmktdXNlci1pdg==',
} as const

/**
 * The parameters that the shop's uni-app client sends in the query. The client sends all other parameters as
 * JSON.
 */
const common = {
  application: 'app',
  application_client_type: 'weixin',
  token: '',
} as const

/** Returns the function that makes example requests of an action. A change to null removes the parameter. */
export const exampleOf =
  (path: string, fields: Readonly<Record<string, unknown>>) =>
  (changes: Readonly<Record<string, unknown>> = {}): ExampleRequest => {
    const all: Readonly<Record<string, unknown>> = { ...common, ...fields, ...changes }
    const given = Object.entries(all).filter(([, value]) => value !== null)
    const query = given.filter(([name]) => Object.hasOwn(commonFields, name))
    return {
      method: 'POST',
      target: `/api.php?s=${path}${query.map(pair).join('')}&ajax=ajax&uuid=${uuid}`,
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(
        Object.fromEntries(given.filter(([name]) => !Object.hasOwn(commonFields, name))),
      ),
    }
  }

const pair = ([name, value]: readonly [string, unknown]): string =>
  `&${name}=${encodeURIComponent(String(value))}`

const uuid = '11111111-1111-4111-8111-111111111111'
