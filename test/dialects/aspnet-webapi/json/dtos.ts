import {
  boolean,
  dateTime,
  decimal,
  integer,
  list,
  object,
  oneOf,
  required,
  shape,
  string,
} from '../../../../src/core/schema.ts'

export const userInfo = shape('UserInfo', {
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
})

export const thirdPart = oneOf('ThirdPart', { Weixin: 1, QQ: 2, Weibo: 3 })

export const signup = shape('ThirdPartSignupDTO', {
  ThirdPart: thirdPart,
  Name: string(),
  Mobile: string(),
  ThirdPartID: required(string()),
})

export const inner = shape('Inner', { a: integer(), names: list(string()) })

/** Every kind of member a DTO may have. */
export const every = shape('Every', {
  text: string(),
  count: integer(),
  amount: decimal(),
  flag: boolean(),
  at: dateTime(),
  part: thirdPart,
  counts: list(integer()),
  texts: list(string()),
  parts: list(thirdPart),
  dates: list(dateTime()),
  one: object(inner),
  many: list(object(inner)),
})

/** 000's configuration. */
export const CLOCK = { dateFormat: 'yyyy-MM-dd HH:mm:ss' } as const
