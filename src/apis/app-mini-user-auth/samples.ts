import type { Infer } from '../../core/schema.ts'
import type { authResponse } from './dtos.ts'
import type { ShopxoUser } from './records.ts'
import { userView } from './user-view.ts'

type Response = Infer<typeof authResponse>

/** The row behind the document's answer; `fixtures/world.json` holds it, too. */
const documentedUser: ShopxoUser = {
  id: '1',
  weixin_openid: 'oB6US5SNOngn196qzb3lagEBTh6w',
  weixin_unionid: 'o1Ang5xo5tiJD-l7Y1kY7-hT6emk',
  weixin_web_openid: 'obfTQw7y972CqaHw2ohJ2PcETUw8',
  status: '0',
  token: '58c717b1e8cfe430c8f021be4c5b7ed6',
  username: 'qqqqqq',
  nickname: 'qqqqqq',
  mobile: '17602128368',
  gender: '0',
  integral: '1189',
  add_time: '1627535697',
  upd_time: '1634724821',
}

/** 正确时返回. */
export const documented = (): Response => ({
  msg: '授权登录成功',
  code: 0,
  data: { ...userView(documentedUser, {}), is_user_exist: 1 },
})

/** 错误时返回; no path of the code gives it. */
export const documentedError = (): Response => ({ msg: 'error', code: -1, data: {} })
