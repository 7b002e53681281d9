import type { ExampleRequest } from '../../core/api.ts'
import { commonFields } from './dtos.ts'

/** Names of the operations beyond the document. */
export const companions = {
  userInfo: 'app-mini-user-info',
  onekeyBind: 'onekey-user-mobile-bind',
  verifySend: 'app-mobile-bind-verify-send',
  mobileBind: 'app-mobile-bind',
  addresses: 'user-address-index',
  login: 'user-login',
  reg: 'user-reg',
  loginSend: 'user-login-verify-send',
  regSend: 'user-reg-verify-send',
  center: 'user-center',
  settings: 'base-common',
  home: 'index-index',
} as const

/** The document's authcode. */
export const documentedCode = '041KIFll2LRIW74DSzll2BlMpn4KIFlb'

/** Whoever is let in when nobody could be made out. */
export const exampleOpenId = 'oCallerOfAppMiniUserAuth0000'

/** Theirs, in WeChat's base64; a world's person may say so. */
export const exampleSessionKey = 'YXBwLW1pbmktc2Vzc2lvbg=='

export const exampleMobile = '13900001111'
export const exampleVerify = '1234'
export const exampleEmail = 'li.na@example.com'
export const exampleAccount = 'lina_2021'
export const examplePassword = 'example-pwd'

/** exampleMobile as WeChat would send it, under exampleSessionKey. */
export const exampleEncrypted = {
  encrypted_data:
    'V3xJa6g/SxQBHw1orZw2eic1l+r+rsG7/iuiszf3iiCyOBzoxHgZriyNTrQDObeE04G98FdIvVg4tE+PreEm6k2XDzy+4AlxT1relpta++5GHpryFuXExMVCPm754qEj4ZbWFfgDOD4+JUT/n8xe5vwhSvj79c4YhpU9LoHUJTinKagquY25iJHoLsQXC4Dk',
  iv: 'YXBwLW1pbmktdXNlci1pdg==',
} as const

/** As the shop's own uni-app client asks: common parameters in the query, the others as JSON. */
const common = {
  application: 'app',
  application_client_type: 'weixin',
  token: '',
} as const

/** An example request of an action; a change to null takes a parameter away. */
export const exampleOf =
  (path: string, fields: Readonly<Record<string, unknown>>) =>
  (changes: Readonly<Record<string, unknown>> = {}): ExampleRequest => {
    const all: Readonly<Record<string, unknown>> = { ...common, ...fields, ...changes }
    const given = Object.entries(all).filter(([, value]) => value !== null)
    const query = given.filter(([name]) => Object.hasOwn(commonFields, name))
    return {
      method: 'POST',
      target: `/api.php?s=${path}${query.map(pair).join('')}&ajax=ajax&uuid=${uuid}`,
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(
        Object.fromEntries(given.filter(([name]) => !Object.hasOwn(commonFields, name))),
      ),
    }
  }

const pair = ([name, value]: readonly [string, unknown]): string =>
  `&${name}=${encodeURIComponent(String(value))}`

const uuid = '11111111-1111-4111-8111-111111111111'
