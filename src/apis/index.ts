import type { Api } from '../core/api.ts'
import { appAuthorization } from './app-authorization/index.ts'
import { appMiniUserAuth } from './app-mini-user-auth/index.ts'
import { offiaccountAuthLogin } from './offiaccount-auth-login/index.ts'
import { smallAppLogin } from './small-app-login/index.ts'
import { thirdPartSignup } from './third-part-signup/index.ts'
import { wechatPlatform } from './wechat-platform/index.ts'

/**
 * Every API: the documented ones, then WeChat's own. A new one is a folder here and a line in this list. All
 * folders are laid out alike: the API and how an outcome becomes an answer (index), requests, answers and
 * examples (dtos), the error table (cases), its lists of the world (records), the handler of the documented
 * operation (login, sign-up), then what only this one has.
 */
export const apis: readonly Api[] = [
  appAuthorization,
  smallAppLogin,
  thirdPartSignup,
  offiaccountAuthLogin,
  appMiniUserAuth,
  wechatPlatform,
]
