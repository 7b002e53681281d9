import { isEmpty } from '../../dialects/thinkphp/php-value.ts'

// Derivation of the user's fields: docs/spec/shopxo.md#derivation-of-the-users-fields, all recorded
// unless said.

/** First and last three characters, overlapping when short: `12345` -> `123***345`. */
export const masked = (value: string): string => {
  if (isEmpty(value)) return ''
  const characters = Array.from(value)
  return `${characters.slice(0, 3).join('')}***${characters.slice(-3).join('')}`
}

/** Anything but the three known genders would end in an exception; it gets no text (I). */
export const genderText = (gender: string | number): string =>
  ['保密', '女', '男'][Number(gender)] ?? ''

/** Username, else nickname, else the masked mobile, else the masked address. */
export const nameView = (...candidates: readonly string[]): string =>
  candidates.find((candidate) => !isEmpty(candidate)) ?? candidates.at(-1) ?? ''

/** Absolute as is, relative under the attachment host, the shop's own picture when empty. */
export const avatarView = (avatar: string, host: string): string => {
  if (isEmpty(avatar)) return `${host}/static/index/default/images/default-user-avatar.jpg`
  return avatar.startsWith('http') ? avatar : host + avatar
}

/** WeChat's 0 unknown, 1 male, 2 female as the shop's 0, 2, 1 (R: 1 -> 2). */
export const shopGender = (gender: number): 0 | 1 | 2 => {
  if (gender === 0) return 0
  return gender === 2 ? 1 : 2
}
