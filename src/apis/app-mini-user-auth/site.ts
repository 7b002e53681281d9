import type { Context, Services } from '../../core/context.ts'
import type { Note } from '../../core/note.ts'
import type { Outcome } from '../../core/outcome.ts'
import type { Envelope } from '../../dialects/thinkphp/index.ts'
import { refuseWith } from '../shared/handling.ts'
import { cases } from './cases.ts'

type Site = Readonly<Record<string, unknown>>

/** What a closed shop says to every request; undefined while it is open. */
export const closedAnswer = ({ world }: Pick<Services, 'world'>): Envelope | undefined => {
  const { closed, closedReason } = world.site()
  if (closed === undefined || closed === null || closed === false) return undefined
  const { message, code } = cases['site-closed']
  const given = typeof closedReason === 'string' && closedReason !== ''
  return { msg: given ? closedReason : message, code, data: '' }
}

/** `is_mandatory_bind_mobile`: one setting for all users (R). */
export const mandatoryBindMobile = (site: Site): 0 | 1 =>
  Number(site['mandatoryBindMobile'] ?? 0) === 1 ? 1 : 0

/** What stands before a relative avatar. */
export const attachmentHost = (site: Site): string => {
  const host = site['attachmentHost']
  return typeof host === 'string' ? host : 'https://d1.shopxo.vip'
}

type Handle<Input, Data> = (input: Input, context: Context) => Outcome<Data>

/**
 * A closed site answers before anything else is looked at (docs/spec/shopxo.md#order-and-answers).
 */
export const whileOpen =
  <Input, Data>(handle: Handle<Input, Data>): Handle<Input, Data> =>
  (input, context) => {
    const closed = closedAnswer(context)
    if (closed === undefined) return handle(input, context)
    const note: Note = {
      kind: 'site-closed',
      message:
        'The world’s `site.closed` is set: the shop answers nothing else; PATCH /__admin/world with {"site":{"closed":false}} opens it.',
    }
    return refuseWith(context, cases['site-closed'], note, closed.msg)
  }

/**
 * The settings that base/common tells: those that the shop's clients read to start and to log somebody in,
 * as a shop of v2.2.2 has them, and those that later clients look for (docs/spec/shopxo.md#accounts-and-settings).
 */
const defaults = {
  common_site_type: 0,
  common_shop_notice: null,
  agreement_userregister_url: '/index.php?s=/index/agreement/index/document/userregister.html',
  agreement_userprivacy_url: '/index.php?s=/index/agreement/index/document/userprivacy.html',
  agreement_userlogout_url: '/index.php?s=/index/agreement/index/document/userlogout.html',
  common_app_is_enable_search: 1,
  common_app_is_enable_answer: 1,
  common_app_is_header_nav_fixed: 0,
  common_app_is_online_service: 0,
  common_app_customer_service_tel: null,
  common_app_is_weixin_force_user_base: 0,
  common_verify_expire_time: 600,
  common_verify_interval_time: 60,
  // No picture is drawn here, so that no client asks for the text in one (I).
  common_img_verify_state: 0,
  home_user_login_type: ['username', 'email', 'sms'],
  home_user_login_img_verify_state: 0,
  home_user_reg_type: ['sms', 'email', 'username'],
  home_user_register_img_verify_state: 0,
  common_register_is_enable_audit: 0,
  home_is_enable_userregister_agreement: 0,
  home_site_name: 'ShopXO',
  home_site_state: 1,
  home_site_close_reason: null,
  home_use_multilingual_status: 0,
  home_search_is_login_required: 0,
  common_app_is_head_vice_nav: 0,
  common_user_center_notice: null,
  category_show_level: 3,
  home_index_floor_data_type: 0,
} as const satisfies Readonly<Record<string, Setting>>

type Setting = number | string | null | readonly string[]

/** The names, and values of the site's own `settings` in the place of the defaults. */
export const settingsOf = (site: Site): Readonly<Record<string, Setting>> => {
  const host = attachmentHost(site)
  const isOneKey = Number(site['onekeyBindMobile'] ?? 1)
  const picture = (name: string): string => `${host}/static/upload/images/common/${name}`
  const own = site['settings']
  return {
    ...defaults,
    home_site_logo: picture('logo.png'),
    home_site_logo_wap: picture('logo-wap.png'),
    home_site_logo_app: picture('logo-app.png'),
    home_site_logo_square: picture('logo-square.jpg'),
    common_user_is_onekey_bind_mobile: isOneKey,
    common_user_onekey_bind_mobile_list: isOneKey === 1 ? ['weixin'] : [],
    common_user_verify_bind_mobile_list: [],
    common_user_is_mandatory_bind_mobile: mandatoryBindMobile(site),
    ...(typeof own === 'object' && own !== null ? ownSettings(own) : {}),
  }
}

/** A number as a number, a list with commas between where the setting is a list. */
const ownSettings = (own: object): Readonly<Record<string, Setting>> =>
  Object.fromEntries(
    Object.entries(own).map(([name, value]) => [name, settingOf(name, String(value))]),
  )

const settingOf = (name: string, text: string): Setting => {
  if (/_(?:list|type)$/.test(name) && !/^\d+$/.test(text))
    return text
      .split(',')
      .map((one) => one.trim())
      .filter((one) => one !== '')
  return /^-?\d{1,9}$/.test(text) ? Number(text) : text
}

/** Ways to log in or register: `username`, `email`, `sms`. */
export const waysOf = (site: Site, name: 'home_user_login_type' | 'home_user_reg_type') => {
  const ways = settingsOf(site)[name]
  return Array.isArray(ways) ? (ways as readonly string[]) : []
}
