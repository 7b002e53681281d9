import { boolean, decimal, integer, oneOf, shape, string } from '../../core/schema.ts'
import { jsonPost } from '../shared/aspnet-sites.ts'

// The types of test/documents/001.txt. Their CLR structure:
// docs/spec/aspnet-webapi.md#types-behind-the-samples. The fields are in JSON order: the derived class comes
// first.

// Only the lowest members are documented. The names of the others are recorded
// (docs/spec/aspnet-webapi.md#known-facts-of-the-three-sites).
const wxSmallType = { WxSmallTc: 0, WxSmallFc: 1, WxSmallOther: 2 }
const extensionSource = { Love: 0, House: 1, Job: 2 }

/**
 * The request: the fields that LoginWithPhone adds to the body of the sibling operation `WxSmallApp/Login`,
 * then that body.
 */
export const wxSmallLoginDto = shape(
  'WxSmallLoginDto',
  {
    phoneString: string({ level: 1, about: '通过wx.getPhoneNumber获取的手机号加密字符串' }),
    userString: string({ level: 1, about: '通过微信接口获取的用户个人信息' }),
    code: string({ level: 0, about: '通过wx.login获取的code' }),
    smallAppId: oneOf('WxSmallType', wxSmallType, {
      level: 0,
      about: '调用163k小程序种类(同城 or 房产 or 其他)',
    }),
    Scene: oneOf('ExtensionSource', extensionSource, { level: 0, about: '分销场景' }),
    uid: integer({ level: 0, about: '分销/推广人id' }),
  },
  { namespace: 'Mh.Common.Service.Dto.WeChat' },
)

/**
 * The response: a flat object without an envelope. A failure has a non-empty ErrorMessage. The help page
 * failed to print a JSON sample; its values are those of the XML sample.
 */
export const luiLukLoginReturnDto = shape(
  'LuiLukLoginReturnDto',
  {
    lui: string({ about: '用户id' }),
    luk: string({ about: '用户key' }),
    userstate: string({ about: '用户半识别码' }),
    ErrorMessage: string({ about: '错误消息' }),
    Siteinfo_Jifenname: string({ about: '积分名称' }),
    Siteinfo_Daijinname: string({ about: '代金币名称' }),
    Siteinfo_Jifenshu: decimal({ about: '积分代金币换算比例' }),
    RequireBindPhone: boolean({ about: '为true表示要求绑定手机号且当前用户无手机号' }),
    IsBindWx: boolean({ about: '是否绑定了微信' }),
  },
  { namespace: 'Mh.Common.Service.Dto.Login' },
)

/** The openid for a forced login without a known person. */
export const exampleOpenId = 'oCallerOfSmallAppLogin000000'

/** The fields of an example login with a phone number. No key decrypts the phone number. */
export const exampleFields = {
  phoneString:
    '{"encryptedData":"bW9jayBwaG9uZSBudW1iZXIgb2YgdGhlIGV4YW1wbGU=","iv":"bW9jayBpdiAxNiBieXRlcw=="}',
  userString: '{"nickName":"小明","gender":1}',
  code: '021mockSmallAppLoginCode0000000w',
  smallAppId: 0,
  Scene: 0,
  uid: 10001,
} as const

/** Makes the example request with the given fields changed. A null removes the field. */
export const example = jsonPost('api/WxSmallApp/LoginWithPhone', exampleFields)
