import { isEmpty } from '../../dialects/thinkphp/php-value.ts'
import type { UserData } from './dtos.ts'
import type { ShopxoUser } from './records.ts'
import { shanghaiDate, shanghaiTime } from './shanghai-time.ts'
import { attachmentHost, mandatoryBindMobile } from './site.ts'
import { avatarView, genderText, masked, nameView } from './user-fields.ts'

type Site = Readonly<Record<string, unknown>>

/**
 * A user as the shop shows them: the document's keys in the document's order, `is_user_exist` aside,
 * and the table's defaults where a world's record holds only some columns. One literal, no spreads:
 * objects this wide are slow to copy.
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
