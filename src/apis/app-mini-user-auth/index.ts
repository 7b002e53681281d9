import { defineApi, defineOperation } from '../../core/api.ts'
import type { Infer } from '../../core/schema.ts'
import { thinkphp } from '../../dialects/thinkphp/index.ts'
import { login, loginSend, reg, regSend } from './account-forms.ts'
import { closedAnswer, envelope, whileOpen } from './action.ts'
import { userInfo } from './app-mini-user-info.ts'
import { mobileBind, verifySend } from './app-mobile-bind.ts'
import { cases } from './cases.ts'
import { authRequest, authResponse, documentedCode, exampleOf } from './dtos.ts'
import { addresses, center, home, settings } from './front-pages.ts'
import { appMiniUserAuth as authorize, logInAnyway, newcomerAnyway } from './login.ts'
import { onekeyBind } from './onekey-user-mobile-bind.ts'
import { shopxoUsers, site, type ShopxoUser } from './records.ts'
import { userView } from './user-view.ts'

type Response = Infer<typeof authResponse>

/** The user of the document's answer. `fixtures/world.json` has the same user. */
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

/** The document's sample of a success (正确时返回). */
const documented = (): Response => ({
  msg: '授权登录成功',
  code: 0,
  data: { ...userView(documentedUser, {}), is_user_exist: 1 },
})

/** The document's sample of an error (错误时返回). No code path of ShopXO gives it. */
const documentedError = (): Response => ({ msg: 'error', code: -1, data: {} })

const title = '小程序用户授权'
const path = 'user/appminiuserauth'

/**
 * The API of test/documents/003.txt: POST user/appminiuserauth, and the calls with which a client continues
 * to a bound mobile number.
 */
export const appMiniUserAuth = defineApi({
  name: 'app-mini-user-auth',
  title,
  document: 'test/documents/003.txt',
  dialect: thinkphp({
    exitCodes: [cases['login-required'].code, cases['site-closed'].code],
    // The other controllers of ShopXO v2.2.2 (S). ShopXO refuses an unknown action of an existing controller
    // with another message than an unknown controller.
    controllers: [
      ...['Agreement', 'Answer', 'Article', 'Banner', 'Buy', 'Cart', 'Common', 'Crontab'],
      ...['Design', 'Devtest', 'Goods', 'Message', 'Navigation', 'Order'],
      ...['Orderaftersale', 'Ordernotify', 'Plugins', 'Region', 'Search', 'Ueditor'],
      ...['Usergoodsbrowse', 'Usergoodsfavor', 'Userintegral'],
    ],
    closed: closedAnswer,
  }),
  cases,
  collections: [shopxoUsers],
  site,
  operations: [
    defineOperation({
      name: 'app-mini-user-auth',
      title,
      method: 'POST',
      path,
      request: authRequest,
      response: authResponse,
      magic: 'authcode',
      success: cases.success,
      example: exampleOf(path, { authcode: documentedCode }),
      documented: { documented, 'documented-error': documentedError },
      handle: whileOpen(authorize),
      forced: {
        success: logInAnyway('0'),
        'user-muted': logInAnyway('1'),
        'new-user': newcomerAnyway,
      },
      envelope,
    }),
    // The calls of the shop's client between wx.login and a bound mobile number.
    ...[userInfo, onekeyBind, verifySend, mobileBind, addresses],
    // The calls that clients make before wx.login or independently of it.
    ...[settings, home, login, reg, loginSend, regSend, center],
  ],
})
