import { defineApi } from '../../core/api.ts'
import { spring } from '../../dialects/spring/index.ts'
import { cases } from './cases.ts'
import { endUsers, userDomains } from './records.ts'
import { refreshToken } from './refresh-token.ts'
import { publicJwk } from './signing-key.ts'
import { introspect } from './tokens.ts'
import { userInfo } from './user-info.ts'
import { userLogout } from './user-logout.ts'
import { wechatOffiaccountAuthLogin } from './wechat-offiaccount-auth-login.ts'

/** The IoT platform's end users, logged in through a WeChat official account. */
export const offiaccountAuthLogin = defineApi({
  name: 'offiaccount-auth-login',
  title: 'WeChat Official Account Authorization Login',
  document: 'test/documents/002.txt',
  dialect: spring(),
  cases,
  collections: [userDomains, endUsers],
  operations: [wechatOffiaccountAuthLogin, refreshToken, userInfo, userLogout],
  introspect,
  jwks: () => [publicJwk],
})
