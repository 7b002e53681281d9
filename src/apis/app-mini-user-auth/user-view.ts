import { isEmpty } from '../../dialects/thinkphp/php-value.ts'
import type { UserData } from './dtos.ts'
import type { ShopxoUser } from './records.ts'
import { shanghaiDate, shanghaiTime } from './shanghai-time.ts'
import { attachmentHost, mandatoryBindMobile } from './site.ts'
import { avatarView, genderText, masked, nameView } from './user-fields.ts'

type Site = Readonly<Record<string, unknown>>

/** A user as the shop shows them: the document's keys in the document's order, `is_user_exist` aside. */
export const userView = (user: ShopxoUser, site: Site): UserData => {
  const columns = columnsOf(user)
  const { mobile, email, birthday } = columns
  const security = { mobile: masked(mobile), email: masked(email) }
  return {
    ...columns,
    avatar: avatarView(columns.avatar, attachmentHost(site)),
    add_time_text: shanghaiTime(columns.add_time),
    upd_time_text: shanghaiTime(columns.upd_time),
    gender_text: genderText(columns.gender),
    birthday_text: isEmpty(birthday) ? '' : shanghaiDate(birthday),
    mobile_security: security.mobile,
    email_security: security.email,
    user_name_view: nameView(columns.username, columns.nickname, security.mobile, security.email),
    is_mandatory_bind_mobile: mandatoryBindMobile(site),
  }
}

/** The table's columns with its defaults; a world's record may hold only some. */
const columnsOf = (user: ShopxoUser) => ({
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
  username: user.username ?? '',
  nickname: user.nickname ?? '',
  mobile: user.mobile ?? '',
  email: user.email ?? '',
  gender: user.gender ?? '0',
  avatar: user.avatar ?? '',
  province: user.province ?? '',
  city: user.city ?? '',
  birthday: user.birthday ?? '0',
  address: user.address ?? '',
  integral: user.integral ?? '0',
  locking_integral: user.locking_integral ?? '0',
  referrer: user.referrer ?? '0',
  plugins_distribution_level: user.plugins_distribution_level ?? '0',
  plugins_user_level: user.plugins_user_level ?? '0',
  is_delete_time: user.is_delete_time ?? '0',
  add_time: user.add_time ?? '0',
  upd_time: user.upd_time ?? '0',
})
