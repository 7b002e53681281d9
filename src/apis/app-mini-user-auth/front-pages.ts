import type { Context } from '../../core/context.ts'
import type { Note } from '../../core/note.ts'
import { ok, type Outcome } from '../../core/outcome.ts'
import type { Infer } from '../../core/schema.ts'
import { refuseWith } from '../shared/handling.ts'
import { companion, type Said } from './action.ts'
import { cases } from './cases.ts'
import { addressRequest, companions, pageRequest } from './dtos.ts'
import { userSaid } from './login.ts'
import { tokenUser } from './records.ts'
import { attachmentHost, mandatoryBindMobile, userView } from './user-view.ts'

type PageRequest = Infer<typeof pageRequest>

/** Clients of 2.2.x read the total; later clients read `buy_number`. */
const emptyCart = { common_cart_total: 0, cart_total: { buy_number: 0 } } as const
const noMessages = { common_message_total: 0, message_total: 0 } as const

/** Returns the shop's settings, which every client requests first (S: SystemBaseService::Common). */
const baseCommon = (_: PageRequest, { world }: Context): Outcome<Said> =>
  ok({
    msg: 'success',
    data: {
      status: 1,
      config: settingsOf(world.site()),
      currency_symbol: '￥',
      quick_nav: [],
      plugins_base: [],
    },
  })

/** Returns the home page of a shop that sells nothing. */
const indexIndex = (): Outcome<Said> =>
  ok({
    msg: 'success',
    data: {
      navigation: [],
      banner_list: [],
      data_list: [],
      article_list: [],
      ...emptyCart,
      ...noMessages,
    },
  })

/** Returns the page of the user who is logged in (S: User::Center). The user has no orders. */
const userCenter = ({ token }: PageRequest, context: Context): Outcome<Said> => {
  const user = tokenUser(token, context)
  if (user === undefined) return refuseWith(context, cases['login-required'], tokenNote(token))
  const { avatar, nickname, username, user_name_view } = userView(user, context.world.site())
  return ok({
    msg: 'success',
    data: {
      integral: user.integral ?? '0',
      avatar,
      nickname,
      username,
      user_name_view,
      user_order_status: orderStatus,
      user_order_count: 0,
      user_goods_favor_count: 0,
      user_goods_browse_count: 0,
      ...noMessages,
      navigation: [],
      ...emptyCart,
    },
  })
}

const orderStatus = (
  [
    ['待确认', 0],
    ['待付款', 1],
    ['待发货', 2],
    ['待收货', 3],
    ['已完成', 4],
    ['已取消', 5],
    ['已关闭', 6],
    ['待评价', 100],
    ['退款/售后', 101],
  ] as const
).map(([name, status]) => ({ name, status, count: 0 }))

const noAddresses: Outcome<Said> = ok({ msg: 'success', data: { data: [] } })

/** Returns the addresses of the token's user, which are none (R). Shows whether a token works. */
const userAddressIndex = (
  { token }: Infer<typeof addressRequest>,
  context: Context,
): Outcome<Said> => {
  if (tokenUser(token, context) !== undefined) return noAddresses
  return refuseWith(context, cases['login-required'], tokenNote(token))
}

/** Returns the note on a refused token. */
const tokenNote = (token: string | null | undefined): Note => ({
  kind: 'token-unknown',
  message:
    token === undefined || token === null || token === ''
      ? 'There is no `token` in query or body: ShopXO asks for a login; send the one that user/appminiuserauth gave.'
      : '`token` was never given here, or the world has been reset since: ShopXO asks for a login; send the one that user/appminiuserauth gives now.',
  path: 'token',
})

type Site = Readonly<Record<string, unknown>>

/**
 * The default settings that base/common returns: those that the shop's clients read at their start and for a
 * login, with the values of a shop of v2.2.2, and those that later clients read
 * (docs/spec/shopxo.md#accounts-and-settings).
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
  // The mock draws no captcha, so no client may ask for its text (I).
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

/** Returns the settings: the defaults, replaced by the site's own `settings`. */
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

/**
 * Converts the texts of the site's settings: numbers to numbers, and comma-separated texts to lists where the
 * setting is a list.
 */
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

/** Returns the open ways to log in or register: `username`, `email` and `sms`. */
export const waysOf = (site: Site, name: 'home_user_login_type' | 'home_user_reg_type') => {
  const ways = settingsOf(site)[name]
  return Array.isArray(ways) ? (ways as readonly string[]) : []
}

const sourced = { basis: 'source', source: 'docs/spec/shopxo.md#accounts-and-settings' } as const

/** The operation for the shop's settings, which every client requests first. */
export const settings = companion({
  name: companions.settings,
  title: '公共配置信息',
  path: 'base/common',
  request: pageRequest,
  success: sourced,
  fields: { is_key: 1 },
  handle: baseCommon,
  forced: (_, context) => baseCommon({}, context),
})

/** The operation for the home page. */
export const home = companion({
  name: companions.home,
  title: '首页',
  path: 'index/index',
  request: pageRequest,
  success: sourced,
  fields: {},
  handle: indexIndex,
  forced: indexIndex,
})

/** The operation for the page of the user who is logged in. */
export const center = companion({
  name: companions.center,
  title: '用户中心',
  path: 'user/center',
  request: pageRequest,
  success: sourced,
  fields: {},
  handle: userCenter,
  forced: userSaid('success'),
})

/** The operation for the user's addresses. */
export const addresses = companion({
  name: companions.addresses,
  title: '用户地址列表',
  path: 'useraddress/index',
  request: addressRequest,
  success: { basis: 'recorded', source: 'docs/spec/shopxo.md#follow-up-endpoints' },
  fields: {},
  handle: userAddressIndex,
  forced: () => noAddresses,
})
