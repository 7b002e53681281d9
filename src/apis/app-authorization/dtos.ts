import {
  boolean,
  dateTime,
  integer,
  list,
  object,
  oneOf,
  shape,
  string,
} from '../../core/schema.ts'
import { jsonPost } from '../shared/aspnet-sites.ts'

// The types of test/documents/000.txt. Their CLR structure:
// docs/spec/aspnet-webapi.md#types-behind-the-samples. The fields are in JSON order: the derived class comes
// first.

const common = 'Applications.WebApi.Common'

/** The request: a plain class. JsonProperty sets its JSON names, so that XML and forms use the CLR names. */
export const userInfo = shape(
  'UserInfo',
  {
    openId: string({ clr: 'OpenId' }),
    nickname: string({ clr: 'NickName' }),
    gender: integer({ clr: 'Sex' }),
    language: string({ clr: 'Language' }),
    province: string({ clr: 'Province' }),
    city: string({ clr: 'City' }),
    country: string({ clr: 'Country' }),
    avatarUrl: string({ clr: 'Avatar' }),
    subscribe_time: dateTime({ clr: 'SubscribeTime' }),
    unionId: string({ clr: 'UnionId' }),
    session_key: string({ clr: 'SessionKey' }),
  },
  { namespace: 'Applications.MiniProgramTools.Models' },
)

/** The data of the answer: the customer, then the fields inherited from the token class. */
export const mAuthorizationResponse = shape(
  'MAuthorizationResponse',
  {
    customerId: string({ clr: 'CustomerId', level: 1 }),
    userName: string({ clr: 'UserName', level: 1 }),
    avatar: string({ clr: 'Avatar', level: 1 }),
    nickName: string({ clr: 'NickName', level: 1 }),
    phone: string({ clr: 'Phone', level: 1 }),
    IsMiniProgramRemind: boolean({ level: 1 }),
    IsCloseOrderPda: boolean({ level: 1 }),
    IsShowStatisticsPda: boolean({ level: 1 }),
    IsShowNoFeeLeaveButton: boolean({ level: 1 }),
    // The name of the enum is not public. Only its member 0 is documented.
    State: oneOf('MCustomerState', { OK: 0 }, { level: 1 }),
    CanBalancePay: boolean({ level: 1 }),
    accessToken: string({ clr: 'AccessToken', level: 0 }),
    tokenType: string({ clr: 'TokenType', level: 0 }),
    expiresIn: integer({ clr: 'ExpiresIn', level: 0, about: 'seconds' }),
    issued: dateTime({ clr: 'Issued', level: 0 }),
    expires: dateTime({ clr: 'Expires', level: 0 }),
  },
  { namespace: 'Applications.WebApi.Authentication' },
)

/** A `[Serializable]` class without a data contract: its XML names are the names of the backing fields. */
const validErrors = shape(
  'ValidErrors',
  {
    field: string({ clr: 'Field', xml: '_x003C_Field_x003E_k__BackingField' }),
    errorMessages: list(string(), {
      clr: 'ErrorMessages',
      xml: '_x003C_ErrorMessages_x003E_k__BackingField',
    }),
  },
  { namespace: common },
)

/** The response `ResultMessage<MAuthorizationResponse>`. Its base class orders its members by number. */
export const resultMessage = shape(
  'ResultMessage',
  {
    data: object(mAuthorizationResponse, { clr: 'Data', level: 1 }),
    // The name of member 1 is not public: `Success` is inferred (I). That 1 means success is known from
    // clients (S).
    status: oneOf(
      'MStatusCode',
      { Fail: 0, Success: 1 },
      { clr: 'Status', level: 0, order: 1, about: '操作结果状态' },
    ),
    message: string({ clr: 'Message', level: 0, order: 2, about: '操作结果消息' }),
    errors: list(object(validErrors), {
      clr: 'Errors',
      level: 0,
      order: 4,
      about: '请求对象未通过验证的错误消息列表',
    }),
    url: string({ clr: 'Url', level: 0, order: 3, about: '操作成功后的跳转页面' }),
  },
  { namespace: common, argument: mAuthorizationResponse },
)

/** The fields of an example login. The openid and unionid come from WeChat's own documentation. */
export const exampleFields = {
  openId: 'o6_bmjrPTlm6_2sgVt7hMZOPfL2M',
  nickname: '小明',
  gender: 1,
  language: 'zh_CN',
  province: '广东',
  city: '广州',
  country: '中国',
  avatarUrl: 'https://thirdwx.qlogo.cn/mmopen/example/132',
  subscribe_time: '2026-01-29 15:00:34',
  unionId: 'o6_bmasdasdsad6_2sgVt7hMZOPfL',
  session_key: 'HyVFkGl5F5OQWJZZaNzBBg==',
} as const

/** Makes the example request with the given fields changed. A null removes the field. */
export const example = jsonPost('api/Customer/AppAuthorization', exampleFields)
