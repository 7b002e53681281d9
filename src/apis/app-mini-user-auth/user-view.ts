import { isEmpty } from '../../dialects/thinkphp/php-value.ts'
import type { UserData } from './dtos.ts'
import type { ShopxoUser } from './records.ts'

type Site = Readonly<Record<string, unknown>>

/**
 * Returns a user as the shop shows them: the document's keys except `is_user_exist`, in the document's order.
 * Columns that a record of the world lacks have the defaults of the table. The answer is one literal without
 * spreads, because objects this wide are slow to copy.
 */
export const userView = (user: ShopxoUser, site: Site): UserData => {
  const username = user.username ?? ''
  const nickname = user.nickname ?? ''
  const mobile = user.mobile ?? ''
  const email = user.email ?? ''
  const gender = user.gender ?? '0'
  const birthday = user.birthday ?? '0'
  const addTime = user.add_time ?? '0'
  const updTime = user.upd_time ?? '0'
  const mobileSecurity = masked(mobile)
  const emailSecurity = masked(email)
  return {
    id: user.id,
    alipay_openid: user.alipay_openid ?? '',
    weixin_openid: user.weixin_openid ?? '',
    weixin_unionid: user.weixin_unionid ?? '',
    weixin_web_openid: user.weixin_web_openid ?? '',
    baidu_openid: user.baidu_openid ?? '',
    toutiao_openid: user.toutiao_openid ?? '',
    qq_openid: user.qq_openid ?? '',
    qq_unionid: user.qq_unionid ?? '',
    status: user.status ?? '0',
    token: user.token ?? '',
    username,
    nickname,
    mobile,
    email,
    gender,
    avatar: avatarView(user.avatar ?? '', attachmentHost(site)),
    province: user.province ?? '',
    city: user.city ?? '',
    birthday,
    address: user.address ?? '',
    integral: user.integral ?? '0',
    locking_integral: user.locking_integral ?? '0',
    referrer: user.referrer ?? '0',
    plugins_distribution_level: user.plugins_distribution_level ?? '0',
    plugins_user_level: user.plugins_user_level ?? '0',
    is_delete_time: user.is_delete_time ?? '0',
    add_time: addTime,
    upd_time: updTime,
    add_time_text: shanghaiTime(addTime),
    upd_time_text: shanghaiTime(updTime),
    gender_text: genderText(gender),
    birthday_text: isEmpty(birthday) ? '' : shanghaiDate(birthday),
    mobile_security: mobileSecurity,
    email_security: emailSecurity,
    user_name_view: nameView(username, nickname, mobileSecurity, emailSecurity),
    is_mandatory_bind_mobile: mandatoryBindMobile(site),
  }
}

// The rules for the derived fields: docs/spec/shopxo.md#derivation-of-the-users-fields. All are recorded
// unless stated otherwise.

/**
 * Masks a value: shows its first and last three characters, which overlap in a short value (`12345` ->
 * `123***345`).
 */
export const masked = (value: string): string => {
  if (isEmpty(value)) return ''
  const characters = Array.from(value)
  return `${characters.slice(0, 3).join('')}***${characters.slice(-3).join('')}`
}

/**
 * Returns the text of a gender. Any other value would cause an exception in ShopXO; the mock returns an empty
 * text (I).
 */
export const genderText = (gender: string | number): string =>
  ['保密', '女', '男'][Number(gender)] ?? ''

/** Returns the first candidate that is not empty: username, nickname, masked mobile, masked email address. */
export const nameView = (...candidates: readonly string[]): string =>
  candidates.find((candidate) => !isEmpty(candidate)) ?? candidates.at(-1) ?? ''

/**
 * Returns the URL of an avatar. An absolute URL stays, a relative path follows the attachment host, and an
 * empty avatar becomes the shop's default picture.
 */
export const avatarView = (avatar: string, host: string): string => {
  if (isEmpty(avatar)) return `${host}/static/index/default/images/default-user-avatar.jpg`
  return avatar.startsWith('http') ? avatar : host + avatar
}

/** Converts WeChat's gender (0 unknown, 1 male, 2 female) to the shop's 0, 2, 1 (R: 1 -> 2). */
export const shopGender = (gender: number): 0 | 1 | 2 => {
  if (gender === 0) return 0
  return gender === 2 ? 1 : 2
}

/** The end of China's last summer time: 1991-09-15 01:00 CST. */
const LAST_CHANGE = 684_867_600
const OFFSET = 8 * 3600

/** Created on first use, because that takes 5 ms, a tenth of a start. */
const history = (): Intl.DateTimeFormat =>
  (before ??= new Intl.DateTimeFormat('en-US', {
    timeZone: 'Asia/Shanghai',
    hourCycle: 'h23',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
  }))
let before: Intl.DateTimeFormat | undefined

/**
 * Returns PHP's `date('Y-m-d H:i:s', $seconds)` in Asia/Shanghai, whatever the time zone of the machine (R).
 */
export const shanghaiTime = (seconds: string): string => {
  const at = Number(seconds)
  const instant = new Date((Number.isFinite(at) ? Math.trunc(at) : 0) * 1000)
  if (Number.isNaN(instant.getTime())) return shanghaiTime('0')
  return at >= LAST_CHANGE ? withFixedOffset(instant) : withHistory(instant)
}

/** Returns PHP's `date('Y-m-d', $seconds)` in Asia/Shanghai. */
export const shanghaiDate = (seconds: string): string => shanghaiTime(seconds).split(' ')[0] ?? ''

const withFixedOffset = (instant: Date): string =>
  new Date(Math.min(instant.getTime() + OFFSET * 1000, LATEST))
    .toISOString()
    .replace('T', ' ')
    .replace('.000Z', '')
const LATEST = 253_402_300_799_000

/**
 * Prints earlier times, mostly birthdays. Summer time (1986-1991 and earlier) must not move a birthday by a
 * day.
 */
const withHistory = (instant: Date): string => {
  const parts = Object.fromEntries(
    history()
      .formatToParts(instant)
      .map(({ type, value }) => [type, value]),
  ) as Record<Intl.DateTimeFormatPartTypes, string>
  const { year, month, day, hour, minute, second } = parts
  return `${year.padStart(4, '0')}-${month}-${day} ${hour}:${minute}:${second}`
}

/** Returns `is_mandatory_bind_mobile`, which is one setting for all users (R). */
export const mandatoryBindMobile = (site: Site): 0 | 1 =>
  Number(site['mandatoryBindMobile'] ?? 0) === 1 ? 1 : 0

/** Returns the host that precedes the path of a relative avatar. */
export const attachmentHost = (site: Site): string => {
  const host = site['attachmentHost']
  return typeof host === 'string' ? host : 'https://d1.shopxo.vip'
}
