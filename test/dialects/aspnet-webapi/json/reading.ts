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
  type Shape,
} from '../../../../src/core/schema.ts'
import { readJson } from '../../../../src/dialects/aspnet-webapi/json/read-json.ts'
import { writeJson } from '../../../../src/dialects/aspnet-webapi/json/write-json.ts'

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

const thirdPart = oneOf('ThirdPart', { Weixin: 1, QQ: 2, Weibo: 3 })

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

/**
 * A reading as one line: the members that are not at their default, or null; then the paths of the
 * errors, in order.
 */
const reading = (shape: Shape, options: { dateFormat?: string }) => (json: string) => {
  const { value, errors } = readJson(Buffer.from(json), 'utf-8', shape, options)
  const plain = writeJson(
    shape,
    readJson(Buffer.from('{}'), 'utf-8', shape, options).value,
    options,
  )
  const defaults = members(plain)
  const bound = members(writeJson(shape, value, options))
  const changed = Object.entries(bound ?? {}).filter(
    ([name, text]) => JSON.stringify(text) !== JSON.stringify(defaults?.[name]),
  )
  const shown = value === null ? 'null' : JSON.stringify(Object.fromEntries(changed))
  return [shown, ...errors.map(({ path }) => path)].join(' ! ')
}

const members = (json: string) => JSON.parse(json) as Record<string, unknown> | null

export const readUser = reading(userInfo, CLOCK)
export const readSignup = reading(signup, {})
export const readEvery = reading(every, {})

/** Kinds and sentences of the notes. */
export const notesOn = (json: string, shape: Shape = userInfo): string[] =>
  readJson(Buffer.from(json), 'utf-8', shape, CLOCK).notes.map(
    ({ kind, message }) => `${kind}: ${message}`,
  )
