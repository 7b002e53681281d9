import { defineApi, defineOperation } from '../../core/api.ts'
import { spring } from '../../dialects/spring/index.ts'
import { cases, chooseLanguage, envelope } from './cases.ts'
import { documentedLogin, exampleLogin, loginRequest, loginResponse } from './dtos.ts'
import { refreshToken, userInfo, userLogout } from './follow-ups.ts'
import { login, loginAnyway } from './login.ts'
import { endUsers, userDomains } from './records.ts'
import { introspect, publicJwk } from './tokens.ts'

/** The login of test/documents/002.txt. */
const wechatOffiaccountAuthLogin = defineOperation({
  name: 'offiaccount-auth-login',
  title: 'WeChat Official Account Authorization Login',
  method: 'POST',
  path: 'v2/enduser/enduserapi/wechatOffiaccountAuthLogin',
  request: loginRequest,
  response: loginResponse,
  magic: 'code',
  success: cases.success,
  example: exampleLogin,
  exampleTakes: ['secret'],
  documented: { documented: documentedLogin },
  handle: login,
  forced: { success: loginAnyway },
  envelope: (outcome, input) =>
    envelope(outcome, () =>
      chooseLanguage(input ?? {}, input?.userDomain?.startsWith('C.') ? 'zh' : 'en'),
    ),
})

/** The API of the IoT platform, whose end users log in through a WeChat official account. */
export const offiaccountAuthLogin = defineApi({
  name: 'offiaccount-auth-login',
  title: 'WeChat Official Account Authorization Login',
  document: 'test/documents/002.txt',
  dialect: spring(),
  cases,
  collections: [userDomains, endUsers],
  operations: [wechatOffiaccountAuthLogin, refreshToken, userInfo, userLogout],
  introspect,
  jwks: () => [publicJwk()],
})
