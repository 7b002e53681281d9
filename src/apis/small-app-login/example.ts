import { jsonPost } from '../shared/json-post.ts'

/** Whoever is let in when nobody could be made out. */
export const exampleOpenId = 'oCallerOfSmallAppLogin000000'

/** A login with a phone number, encrypted for nobody. */
export const exampleFields = {
  phoneString:
    '{"encryptedData":"bW9jayBwaG9uZSBudW1iZXIgb2YgdGhlIGV4YW1wbGU=","iv":"bW9jayBpdiAxNiBieXRlcw=="}',
  userString: '{"nickName":"小明","gender":1}',
  code: '021mockSmallAppLoginCode0000000w',
  smallAppId: 0,
  Scene: 0,
  uid: 10001,
} as const

/** The example request, with fields changed; null takes one away. */
export const example = jsonPost('api/WxSmallApp/LoginWithPhone', exampleFields)
