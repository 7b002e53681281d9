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
export const commonFields = {
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
