import { integer, object, oneOf, required, shape, string } from '../../core/schema.ts'
import { jsonPost } from '../shared/aspnet-sites.ts'

// The types of test/documents/004.txt. Their CLR structure:
// docs/spec/aspnet-webapi.md#types-behind-the-samples. The fields are in JSON order: the derived class comes
// first.

// There is no member 0: an absent ThirdPart is 0, which names no platform. The values of QQ and Weibo are
// recorded (docs/spec/aspnet-webapi.md#known-facts-of-the-three-sites).
const thirdPart = { Weixin: 1, QQ: 2, Weibo: 3 }

/** The request: a plain class with the same names in JSON, XML and forms. */
export const thirdPartSignupDto = shape(
  'ThirdPartSignupDTO',
  {
    ThirdPart: oneOf('ThirdPart', thirdPart, { about: '第三方的具体平台(QQ/微信/微博等)' }),
    Name: string({ about: '第三方平台上的用户名称' }),
    AvatarUrl: string({ about: '第三方平台上的用户头像' }),
    Mobile: string({ about: '用户手机号码' }),
    VerifyCode: string({ about: '短信验证码' }),
    Password: string({ about: '登录密码' }),
    EncryptMobile: string({
      about: '加密的用户手机号码(与用户手机号码二选一,EncryptMobile优先级大于Mobile)',
    }),
    EncryptIV: string({ about: '加解密用向量' }),
    ThirdPartID: required(string({ about: '第三方的用户ID(unionid)' })),
    ThirdPartID2: required(string({ about: '第三方的用户ID2(openid)' })),
    ThirdPartAppid: required(string({ about: '第三方的Appid' })),
  },
  { namespace: 'WLife.Application.DTOs' },
)

/** An OAuth token. The last two JSON names begin with a dot. */
export const oAuthToken = shape(
  'OAuthToken',
  {
    access_token: string({ clr: 'AccessToken' }),
    token_type: string({ clr: 'TokenType' }),
    expires_in: integer({ clr: 'ExpiresIn', about: 'seconds' }),
    userName: string({ clr: 'Username' }),
    userId: string({ clr: 'UserId' }),
    refresh_token: string({ clr: 'RefreshToken' }),
    '.issued': string({ clr: 'IssuedAt', about: 'RFC 1123, GMT' }),
    '.expires': string({ clr: 'ExpiresAt', about: 'RFC 1123, GMT' }),
  },
  { namespace: 'WLife.Application.DTOs' },
)

/** The response `RequestResult<OAuthToken>`. */
export const requestResultOfOAuthToken = shape(
  'RequestResult',
  {
    Data: object(oAuthToken, { level: 1 }),
    Status: integer({ level: 0, about: '状态(0:成功,1:失败)' }),
    Message: string({ level: 0, about: '导致失败的相关消息' }),
    Total: integer({ level: 0, about: '集合总数,用于分页时使用' }),
  },
  { namespace: 'WLife.Application', argument: oAuthToken },
)

/**
 * The fields of an example sign-up with a plain mobile number. The openid and unionid come from WeChat's own
 * documentation.
 */
export const exampleFields = {
  ThirdPart: 1,
  Name: '小明',
  AvatarUrl: 'https://thirdwx.qlogo.cn/mmopen/example/132',
  Mobile: '13800138000',
  VerifyCode: '123456',
  Password: 'secret1',
  ThirdPartID: 'o6_bmasdasdsad6_2sgVt7hMZOPfL',
  ThirdPartID2: 'o6_bmjrPTlm6_2sgVt7hMZOPfL2M',
  ThirdPartAppid: 'wx0123456789abcdef',
} as const

/** Makes the example request with the given fields changed. A null removes the field. */
export const example = jsonPost('api/Account/SignupByThirdPart', exampleFields)
