import {
  boolean,
  dateTime,
  decimal,
  integer,
  list,
  object,
  oneOf,
  shape,
  string,
  type Shape,
} from '../../../../src/core/schema.ts'
import { defaultsOf } from '../../../../src/dialects/aspnet-webapi/clr/values.ts'
import { readDataContract } from '../../../../src/dialects/aspnet-webapi/xml/read-data-contract.ts'

// The documents' types as docs/spec/aspnet-webapi.md#types-behind-the-samples reconstructs them.

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

const authorization = shape(
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
    State: oneOf('State', { OK: 0 }, { level: 1 }),
    CanBalancePay: boolean({ level: 1 }),
    accessToken: string({ clr: 'AccessToken' }),
    tokenType: string({ clr: 'TokenType' }),
    expiresIn: integer({ clr: 'ExpiresIn' }),
    issued: dateTime({ clr: 'Issued' }),
    expires: dateTime({ clr: 'Expires' }),
  },
  { namespace: 'Applications.WebApi.Authentication' },
)

const validErrors = shape(
  'ValidErrors',
  {
    field: string({ xml: '_x003C_Field_x003E_k__BackingField' }),
    errorMessages: list(string(), { xml: '_x003C_ErrorMessages_x003E_k__BackingField' }),
  },
  { namespace: 'Applications.WebApi.Common' },
)

export const resultMessage = shape(
  'ResultMessage',
  {
    data: object(authorization, { clr: 'Data', level: 1 }),
    status: oneOf('MStatusCode', { Fail: 0, Success: 1 }, { clr: 'Status', order: 1 }),
    message: string({ clr: 'Message', order: 2 }),
    errors: list(object(validErrors), { clr: 'Errors', order: 4 }),
    url: string({ clr: 'Url', order: 3 }),
  },
  { namespace: 'Applications.WebApi.Common', argument: authorization },
)

export const wxSmallLogin = shape(
  'WxSmallLoginDto',
  {
    phoneString: string({ level: 1 }),
    userString: string({ level: 1 }),
    code: string(),
    smallAppId: oneOf('WxSmallType', { WxSmallTc: 0, WxSmallFc: 1, WxSmallOther: 2 }),
    Scene: oneOf('ExtensionSource', { Love: 0, House: 1, Job: 2 }),
    uid: integer(),
  },
  { namespace: 'Mh.Common.Service.Dto.WeChat' },
)

export const luiLukLoginReturn = shape(
  'LuiLukLoginReturnDto',
  {
    lui: string(),
    luk: string(),
    userstate: string(),
    ErrorMessage: string(),
    Siteinfo_Jifenname: string(),
    Siteinfo_Daijinname: string(),
    Siteinfo_Jifenshu: decimal(),
    RequireBindPhone: boolean(),
    IsBindWx: boolean(),
  },
  { namespace: 'Mh.Common.Service.Dto.Login' },
)

export const thirdPartSignup = shape(
  'ThirdPartSignupDTO',
  {
    ThirdPart: oneOf('ThirdPart', { Weixin: 1, QQ: 2, Weibo: 3 }),
    Name: string(),
    AvatarUrl: string(),
    Mobile: string(),
    VerifyCode: string(),
    Password: string(),
    EncryptMobile: string(),
    EncryptIV: string(),
    ThirdPartID: string(),
    ThirdPartID2: string(),
    ThirdPartAppid: string(),
  },
  { namespace: 'WLife.Application.DTOs' },
)

const oAuthToken = shape(
  'OAuthToken',
  {
    access_token: string({ clr: 'AccessToken' }),
    token_type: string({ clr: 'TokenType' }),
    expires_in: integer({ clr: 'ExpiresIn' }),
    userName: string({ clr: 'Username' }),
    userId: string({ clr: 'UserId' }),
    refresh_token: string({ clr: 'RefreshToken' }),
    '.issued': string({ clr: 'IssuedAt' }),
    '.expires': string({ clr: 'ExpiresAt' }),
  },
  { namespace: 'WLife.Application.DTOs' },
)

export const requestResult = shape(
  'RequestResult',
  {
    Data: object(oAuthToken, { level: 1 }),
    Status: integer(),
    Message: string(),
    Total: integer(),
  },
  { namespace: 'WLife.Application', argument: oAuthToken },
)

/** Every kind of field, for what no document has. */
const part = shape(
  'Part',
  { name: string({ clr: 'Name' }), tags: list(string(), { clr: 'Tags' }) },
  { namespace: 'Shop.Parts' },
)
export const everything = shape(
  'Everything',
  {
    amount: decimal({ clr: 'Amount' }),
    flag: boolean({ clr: 'Flag' }),
    numbers: list(integer(), { clr: 'Numbers' }),
    part: object(part, { clr: 'Part' }),
    parts: list(object(part), { clr: 'Parts' }),
    rows: list(list(string()), { clr: 'Rows' }),
    colour: oneOf('Colour', { Red: 0, Green: 1, Lime: 1 }, { clr: 'Colour' }),
    colours: list(oneOf('Colour', { Red: 0, Green: 1 }), { clr: 'Colours' }),
    text: string({ clr: 'Text' }),
    other: string({ clr: 'Tzz' }),
    when: dateTime({ clr: 'When' }),
  },
  { namespace: 'Shop' },
)

export const USER_INFO_NAMESPACE =
  'http://schemas.datacontract.org/2004/07/Applications.MiniProgramTools.Models'
const INSTANCE = 'http://www.w3.org/2001/XMLSchema-instance'

/** A UserInfo with these members. */
export const userInfoXml = (members: string, attributes = ''): string =>
  `<UserInfo xmlns:i="${INSTANCE}" xmlns="${USER_INFO_NAMESPACE}"${attributes}>${members}</UserInfo>`

/** What a body bound: only what differs from a new object; or the error's text. */
export const bind = (
  body: string | Buffer,
  shape: Shape = userInfo,
  charset: 'utf-8' | 'utf-16' = 'utf-8',
): unknown => {
  const bytes = typeof body === 'string' ? Buffer.from(body) : body
  const { value, errors } = readDataContract(bytes, charset, shape)
  if (errors.length > 0) return errors.map((error) => error.exception).join('; ')
  if (value === null) return null
  const defaults = defaultsOf(shape)
  return Object.fromEntries(Object.entries(value).filter(([key, one]) => one !== defaults[key]))
}

/** The notes of a body, by kind. */
export const notesOf = (body: string, shape: Shape = userInfo): readonly string[] =>
  readDataContract(Buffer.from(body), 'utf-8', shape).notes.map((note) => note.kind)
