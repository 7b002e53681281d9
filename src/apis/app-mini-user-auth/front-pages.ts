import type { Context } from '../../core/context.ts'
import type { Note } from '../../core/note.ts'
import { ok, type Outcome } from '../../core/outcome.ts'
import { shape, string, type Infer } from '../../core/schema.ts'
import { refuseWith } from '../shared/handling.ts'
import type { Said } from './action.ts'
import { cases } from './cases.ts'
import { commonFields } from './dtos.ts'
import { settingsOf } from './site.ts'
import { userView } from './user-view.ts'
import { tokenUser } from './users.ts'

/** Nothing but the common parameters, and `is_key`, which nothing reads. */
export const pageRequest = shape('ShopxoPageRequest', {
  ...commonFields,
  is_key: string({ about: 'sent by the clients; not read' }),
  is_cache: string({ about: 'sent by later clients; not read' }),
})
type PageRequest = Infer<typeof pageRequest>

/** 2.2.x reads the total, later clients the list's `buy_number`. */
const emptyCart = { common_cart_total: 0, cart_total: { buy_number: 0 } } as const
const noMessages = { common_message_total: 0, message_total: 0 } as const

/** What every client asks for first: the shop's settings (S: SystemBaseService::Common). */
export const baseCommon = (_: PageRequest, { world }: Context): Outcome<Said> =>
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

/** The first page of a shop that sells nothing. */
export const indexIndex = (): Outcome<Said> =>
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

/** The page of whoever is logged in (S: User::Center): who they are, and that they have ordered nothing. */
export const userCenter = ({ token }: PageRequest, context: Context): Outcome<Said> => {
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

/** Nothing but the common parameters. */
export const addressRequest = shape('UserAddressIndexRequest', { ...commonFields })

/** Shows that a token works: the addresses of its user, who has none (R). */
export const userAddressIndex = (
  { token }: Infer<typeof addressRequest>,
  context: Context,
): Outcome<Said> => {
  if (tokenUser(token, context) !== undefined) return ok({ msg: 'success', data: { data: [] } })
  return refuseWith(context, cases['login-required'], tokenNote(token))
}

/** Why a token lets nobody in. */
const tokenNote = (token: string | null | undefined): Note => ({
  kind: 'token-unknown',
  message:
    token === undefined || token === null || token === ''
      ? 'There is no `token` in query or body: ShopXO asks for a login; send the one that user/appminiuserauth gave.'
      : '`token` was never given here, or the world has been reset since: ShopXO asks for a login; send the one that user/appminiuserauth gives now.',
  path: 'token',
})
