import { defineApi, defineOperation } from '../../core/api.ts'
import { pageAnswer } from '../../dialects/wechat/answers.ts'
import { wechatServers } from '../../dialects/wechat/index.ts'
import { stableToken, ticket, ticketAnyway, token, tokenAnyway } from './app-access.ts'
import { envelope, introspect } from './calls.ts'
import { cases } from './cases.ts'
import { consentEnvelope } from './consent-page.ts'
import { consent, forcedConsent } from './consent.ts'
import * as dtos from './dtos.ts'
import {
  byJson,
  byQuery,
  exampleApp,
  exampleCode,
  exampleOpenId,
  examplePhoneCode,
  exampleRedirect,
  exampleToken,
  operationNames,
} from './dtos.ts'
import { jscode2session, phoneAnyway, phoneNumber, sessionAnyway } from './mini-program.ts'
import { apps, appTokens, site, wechatTokens } from './records.ts'
import {
  accessAnyway,
  accessToken,
  auth,
  authAnyway,
  refreshedAnyway,
  refreshToken,
  userinfo,
  userinfoAnyway,
} from './web-access.ts'

const common = {
  success: cases.success,
  documented: {},
  envelope,
} as const

const get = { ...common, method: 'GET' } as const
const post = { ...common, method: 'POST' } as const

/** The consent pages: one for official accounts, and one for websites. */
const consentPages = (
  [
    [
      operationNames.authorize,
      '微信网页授权',
      'connect/oauth2/authorize',
      ['snsapi_base', 'snsapi_userinfo'],
    ],
    [operationNames.qrconnect, '网站应用微信登录', 'connect/qrconnect', ['snsapi_login']],
  ] as const
).map(([name, title, path, scopes]) =>
  defineOperation({
    ...common,
    method: 'GET',
    name,
    title,
    path,
    request: dtos.consentRequest,
    response: pageAnswer,
    example: byQuery(path, {
      appid: exampleApp.appid,
      redirect_uri: exampleRedirect,
      response_type: 'code',
      scope: scopes[0],
      state: 'mock1',
    }),
    handle: consent(path, scopes),
    forced: forcedConsent(path),
    envelope: consentEnvelope,
  }),
)

const forApp = { grant_type: 'client_credential', ...exampleApp }

/**
 * The API of WeChat itself: the calls that a back end makes to WeChat, and the pages that a front end opens
 * before the login (docs/spec/wechat-platform.md).
 */
export const wechatPlatform = defineApi({
  name: 'wechat-platform',
  title: '微信开放平台',
  document: 'docs/spec/wechat-platform.md',
  dialect: wechatServers(),
  cases,
  collections: [apps, wechatTokens, appTokens],
  site,
  introspect,
  operations: [
    defineOperation({
      ...get,
      name: operationNames.session,
      title: '小程序登录凭证校验',
      path: 'sns/jscode2session',
      request: dtos.jscode2sessionRequest,
      response: dtos.jscode2sessionResponse,
      magic: 'js_code',
      example: byQuery('sns/jscode2session', {
        ...exampleApp,
        js_code: exampleCode,
        grant_type: 'authorization_code',
      }),
      documented: { documented: dtos.documentedSession },
      handle: jscode2session,
      forced: { success: sessionAnyway },
    }),
    defineOperation({
      ...get,
      name: operationNames.refresh,
      title: '刷新网页授权 access_token',
      path: 'sns/oauth2/refresh_token',
      request: dtos.refreshTokenRequest,
      response: dtos.refreshTokenResponse,
      example: byQuery('sns/oauth2/refresh_token', {
        appid: exampleApp.appid,
        grant_type: 'refresh_token',
        refresh_token: exampleToken,
      }),
      handle: refreshToken,
      forced: { success: refreshedAnyway },
    }),
    defineOperation({
      ...get,
      name: operationNames.access,
      title: '网页授权 access_token',
      path: 'sns/oauth2/access_token',
      request: dtos.accessTokenRequest,
      response: dtos.accessTokenResponse,
      magic: 'code',
      example: byQuery('sns/oauth2/access_token', {
        ...exampleApp,
        code: exampleCode,
        grant_type: 'authorization_code',
      }),
      handle: accessToken,
      forced: { success: accessAnyway(false), 'snapshot-user': accessAnyway(true) },
    }),
    defineOperation({
      ...get,
      name: operationNames.userinfo,
      title: '网页授权用户信息',
      path: 'sns/userinfo',
      request: dtos.userinfoRequest,
      response: dtos.userinfoResponse,
      example: byQuery('sns/userinfo', {
        access_token: exampleToken,
        openid: exampleOpenId,
        lang: 'zh_CN',
      }),
      handle: userinfo,
      forced: { success: userinfoAnyway },
    }),
    defineOperation({
      ...get,
      name: operationNames.auth,
      title: '检验授权凭证',
      path: 'sns/auth',
      request: dtos.authRequest,
      response: dtos.statusResponse,
      example: byQuery('sns/auth', { access_token: exampleToken, openid: exampleOpenId }),
      handle: auth,
      forced: { success: authAnyway },
    }),
    defineOperation({
      ...post,
      name: operationNames.stable,
      title: '稳定版接口调用凭证',
      path: 'cgi-bin/stable_token',
      request: dtos.stableTokenRequest,
      response: dtos.tokenResponse,
      example: byJson('cgi-bin/stable_token', forApp),
      handle: stableToken,
      forced: { success: tokenAnyway('stableToken') },
    }),
    defineOperation({
      ...get,
      name: operationNames.token,
      title: '接口调用凭证',
      path: 'cgi-bin/token',
      request: dtos.tokenRequest,
      response: dtos.tokenResponse,
      example: byQuery('cgi-bin/token', forApp),
      handle: token,
      forced: { success: tokenAnyway('token') },
    }),
    defineOperation({
      ...get,
      name: operationNames.ticket,
      title: 'JS-SDK 签名凭证',
      path: 'cgi-bin/ticket/getticket',
      request: dtos.ticketRequest,
      response: dtos.ticketResponse,
      example: byQuery('cgi-bin/ticket/getticket', { access_token: exampleToken, type: 'jsapi' }),
      handle: ticket,
      forced: { success: ticketAnyway },
    }),
    defineOperation({
      ...post,
      name: operationNames.phone,
      title: '手机号快速验证',
      path: 'wxa/business/getuserphonenumber',
      request: dtos.phoneRequest,
      response: dtos.phoneResponse,
      magic: 'code',
      example: byJson('wxa/business/getuserphonenumber', {
        access_token: exampleToken,
        code: examplePhoneCode,
      }),
      handle: phoneNumber,
      forced: { success: phoneAnyway },
    }),
    ...consentPages,
  ],
})
