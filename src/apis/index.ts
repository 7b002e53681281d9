import type { Api } from '../core/api.ts'
import { appAuthorization } from './app-authorization/index.ts'
import { appMiniUserAuth } from './app-mini-user-auth/index.ts'
import { offiaccountAuthLogin } from './offiaccount-auth-login/index.ts'
import { smallAppLogin } from './small-app-login/index.ts'
import { thirdPartSignup } from './third-part-signup/index.ts'
import { wechatPlatform } from './wechat-platform/index.ts'

/**
 * Lists every API: the documented APIs, then WeChat's own. To add an API, add a folder here and an entry to
 * this list. All folders have the same files: the API and its envelope (index), the shapes of requests and
 * answers with examples (dtos), the error table (cases), the lists of the world (records), the handler of the
 * documented operation (login, sign-up), and files for what only this API has.
 */
export const apis: readonly Api[] = [
  appAuthorization,
  smallAppLogin,
  thirdPartSignup,
  offiaccountAuthLogin,
  appMiniUserAuth,
  wechatPlatform,
]
