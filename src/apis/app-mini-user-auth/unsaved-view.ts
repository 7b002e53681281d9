import { isEmpty } from '../../dialects/thinkphp/php-value.ts'
import type { Registration } from './register.ts'
import { attachmentHost, mandatoryBindMobile } from './site.ts'
import { avatarView, genderText, masked, nameView } from './user-fields.ts'

/** Somebody whom the shop has not stored, as it shows them: what was sent, numbers as numbers (R). */
export const unsavedView = (
  given: Registration,
  site: Readonly<Record<string, unknown>>,
): Readonly<Record<string, unknown>> => {
  const security = masked(given.mobile)
  return {
    [given.column]: given.openid,
    nickname: given.nickname,
    avatar: avatarView(given.avatar, attachmentHost(site)),
    gender: given.gender,
    province: given.province,
    city: given.city,
    mobile: given.mobile,
    referrer: given.referrer ?? 0,
    ...(isEmpty(given.unionid) ? {} : { weixin_unionid: given.unionid }),
    gender_text: genderText(given.gender),
    mobile_security: security,
    user_name_view: nameView('', given.nickname, security),
    is_mandatory_bind_mobile: mandatoryBindMobile(site),
  }
}
