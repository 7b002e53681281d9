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

// test/documents/003.txt; where each parameter is read: docs/spec/shopxo.md#routes-and-request.

/** 公共参数: read raw, from query or form only. */
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

/** Request of the documented operation. */
export const authRequest = shape('AppMiniUserAuthRequest', {
  ...commonFields,
  authcode: string({ from: ['form', 'json'], about: '临时授权码' }),
  authcodeItems: map(string(), {
    clr: 'authcode',
    about: 'authcode, where it was sent as an array',
  }),
})
export type AuthRequest = Infer<typeof authRequest>

/** A user, or what is known of somebody who is none; keys in the document's order. */
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

/** Response of the documented operation. */
export const authResponse = shape('AppMiniUserAuthResponse', {
  msg: required(string()),
  code: required(integer()),
  data: object(userData),
})

const anything: Shape = shape('Anything', {})

/** Response of the operations beyond the document: `data` is what each of them says. */
export const anyResponse = shape('ShopxoResponse', {
  msg: required(string()),
  code: required(integer()),
  data: object(anything),
})

/** What a client of the shop knows of the person, as every form that makes a user takes it. */
const personFields = {
  weixin_unionid: string(),
  nickname: string(),
  avatar: string(),
  gender: string(),
  province: string(),
  city: string(),
  referrer: string(),
} as const

/** What the client knows of somebody for whom appminiuserauth had no account. */
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
/** What wx.getPhoneNumber gave, and what the client knows of the person. */
export const onekeyRequest = shape('OnekeyUserMobileBindRequest', {
  ...commonFields,
  openid: string(),
  encrypted_data: string({ about: 'base64, AES-128-CBC with the session key' }),
  iv: string({ about: 'base64 of 16 bytes' }),
  code: string({ about: 'the newer phone code, which later clients send too; not read' }),
  errMsg: string({ about: 'of the getPhoneNumber event; not read' }),
  ...personFields,
})
/** The mobile number that wants a code. */
export const sendRequest = shape('AppMobileBindVerifySendRequest', {
  ...commonFields,
  mobile: string(),
})
/** A mobile number, the code it got, and whose it is. */
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
/** What the forms of accounts have in common. */
const accountFields = {
  ...commonFields,
  accounts: string({ about: 'username, mobile number or address' }),
  type: string({ about: 'username, email or sms' }),
  verify: string({ about: 'the code that was sent' }),
} as const

/** The client's form, and what it knows of the person. */
export const loginRequest = shape('UserLoginRequest', {
  ...accountFields,
  pwd: string({ about: '6 to 18 characters' }),
  weixin_openid: string(),
  weixin_unionid: string(),
})
/** The client's form, and what it knows of the person. */
export const regRequest = shape('UserRegRequest', {
  ...accountFields,
  pwd: string(),
  weixin_openid: string({ about: 'sent by the clients; the shop does not read it' }),
  ...personFields,
})
/** The account that wants a code; `verify` is the text in a picture, which this shop does not ask for. */
export const accountSendRequest = shape('UserVerifySendRequest', { ...accountFields })
/** Nothing but the common parameters, and `is_key`, which nothing reads. */
export const pageRequest = shape('ShopxoPageRequest', {
  ...commonFields,
  is_key: string({ about: 'sent by the clients; not read' }),
  is_cache: string({ about: 'sent by later clients; not read' }),
})
/** Nothing but the common parameters. */
export const addressRequest = shape('UserAddressIndexRequest', { ...commonFields })

/** Names of the operations beyond the document. */
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

/** The document's authcode. */
export const documentedCode = '041KIFll2LRIW74DSzll2BlMpn4KIFlb'

/** Whoever is let in when nobody could be made out. */
export const exampleOpenId = 'oCallerOfAppMiniUserAuth0000'

/** Theirs, in WeChat's base64; a world's person may say so. */
export const exampleSessionKey = 'YXBwLW1pbmktc2Vzc2lvbg=='

export const exampleMobile = '13900001111'
export const exampleVerify = '1234'
export const exampleEmail = 'li.na@example.com'
export const exampleAccount = 'lina_2021'
export const examplePassword = 'example-pwd'

/** exampleMobile as WeChat would send it, under exampleSessionKey. */
export const exampleEncrypted = {
  encrypted_data:
    'V3xJa6g/SxQBHw1orZw2eic1l+r+rsG7/iuiszf3iiCyOBzoxHgZriyNTrQDObeE04G98FdIvVg4tE+PreEm6k2XDzy+4AlxT1relpta++5GHpryFuXExMVCPm754qEj4ZbWFfgDOD4+JUT/n8xe5vwhSvj79c4YhpU9LoHUJTinKagquY25iJHoLsQXC4Dk',
  iv: 'YXBwLW1pbmktdXNlci1pdg==',
} as const

/** As the shop's own uni-app client asks: common parameters in the query, the others as JSON. */
const common = {
  application: 'app',
  application_client_type: 'weixin',
  token: '',
} as const

/** An example request of an action; a change to null takes a parameter away. */
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
