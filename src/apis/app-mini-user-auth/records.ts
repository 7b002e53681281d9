import { defineCollection } from '../../core/records.ts'
import { boolean, integer, map, required, shape, string, type Infer } from '../../core/schema.ts'

/** Columns of the shop's user table, in its order; strings, as the database driver gives them (D). */
export const shopxoUsers = defineCollection({
  name: 'shopxoUsers',
  key: 'id',
  accounts: {
    api: 'app-mini-user-auth',
    of: ({ openId, unionId }) => [
      ['weixin_openid', openId],
      ['weixin_unionid', unionId],
    ],
  },
  shape: shape('ShopxoUser', {
    id: required(string()),
    alipay_openid: string(),
    weixin_openid: string({ about: 'openid in the shop’s mini program' }),
    weixin_unionid: string(),
    weixin_web_openid: string(),
    baidu_openid: string(),
    toutiao_openid: string(),
    qq_openid: string(),
    qq_unionid: string(),
    status: string({ about: '0 normal, 1 muted, 2 banned, 3 awaiting review' }),
    token: string({
      about: 'of the latest login; of the first one where `logins` is not there yet',
    }),
    username: string(),
    nickname: string(),
    mobile: string(),
    email: string(),
    gender: string({ about: '0 unknown, 1 female, 2 male' }),
    avatar: string({ about: 'a URL, or a path under attachmentHost' }),
    province: string(),
    city: string(),
    birthday: string({ about: 'seconds since 1970, 0 for none' }),
    address: string(),
    integral: string(),
    locking_integral: string(),
    referrer: string(),
    plugins_distribution_level: string(),
    plugins_user_level: string(),
    is_delete_time: string({ about: 'seconds since 1970 of the deletion, 0 for none' }),
    add_time: string({ about: 'seconds since 1970' }),
    upd_time: string({ about: 'seconds since 1970' }),
    password: string({
      about:
        'as it is typed; absent: any of 6 to 18 characters logs in. None of the shop’s own columns',
    }),
    logins: integer({ about: 'tokens given so far; none of the shop’s own columns' }),
  }),
  indexes: {
    // A soft-deleted user counts as absent (R).
    weixin_openid: (user) => (isActive(user) ? [user.weixin_openid] : []),
    alipay_openid: (user) => (isActive(user) ? [user.alipay_openid] : []),
    baidu_openid: (user) => (isActive(user) ? [user.baidu_openid] : []),
    toutiao_openid: (user) => (isActive(user) ? [user.toutiao_openid] : []),
    qq_openid: (user) => (isActive(user) ? [user.qq_openid] : []),
    weixin_unionid: (user) => (isActive(user) ? [user.weixin_unionid] : []),
    qq_unionid: (user) => (isActive(user) ? [user.qq_unionid] : []),
    mobile: (user) => (isActive(user) ? [user.mobile] : []),
    email: (user) => (isActive(user) ? [user.email] : []),
    username: (user) => (isActive(user) ? [user.username] : []),
    token: (user) => (isActive(user) ? [user.token] : []),
    everWeixinOpenid: (user) => [user.weixin_openid],
  },
})
export type ShopxoUser = Infer<typeof shopxoUsers.shape>

const isActive = ({
  is_delete_time: deleted,
}: {
  readonly is_delete_time?: string | null | undefined
}) => deleted === undefined || deleted === null || deleted === '' || deleted === '0'

/** Settings of `site` that the shop reads (docs/spec/control.md#format-of-the-world). */
export const site = shape('ShopxoSite', {
  closed: boolean({ about: 'every answer becomes closedReason, -10000' }),
  closedReason: string({ about: 'default 升级中...' }),
  onekeyBindMobile: integer({
    about: '1 (default): the clients offer one-key binding of the mobile number',
  }),
  settings: map(string(), {
    about: 'settings that base/common tells its clients, by name, such as home_user_login_type',
  }),
  mandatoryBindMobile: integer({ about: '1: a user must bind a mobile number; blocks nothing' }),
  attachmentHost: string({ about: 'before relative avatars; default https://d1.shopxo.vip' }),
})
