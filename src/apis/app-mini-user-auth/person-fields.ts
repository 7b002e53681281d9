import { string } from '../../core/schema.ts'
import { intval, isEmpty } from '../../dialects/thinkphp/php-value.ts'
import type { ShopxoUser } from './records.ts'

/** What a client of the shop knows of the person, as every form that makes a user takes it. */
export const personFields = {
  weixin_unionid: string(),
  nickname: string(),
  avatar: string(),
  gender: string(),
  province: string(),
  city: string(),
  referrer: string(),
} as const

type Person = Readonly<
  Partial<Record<'nickname' | 'avatar' | 'gender' | 'province' | 'city', string | null | undefined>>
>

/** The columns of a new user that the client has filled (S). */
export const detailsOf = (input: Person): Partial<ShopxoUser> => ({
  ...given('nickname', input.nickname),
  ...given('avatar', input.avatar),
  ...given('province', input.province),
  ...given('city', input.city),
  ...(typeof input.gender === 'string' && { gender: String(intval(input.gender)) }),
})

const given = (name: string, value: string | null | undefined) =>
  isEmpty(value) ? {} : { [name]: value }
