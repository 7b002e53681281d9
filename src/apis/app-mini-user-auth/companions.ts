import { defineOperation, type Operation } from '../../core/api.ts'
import type { Context } from '../../core/context.ts'
import { ok, type Outcome } from '../../core/outcome.ts'
import {
  accountSendRequest,
  loginRequest,
  loginVerifySend,
  regRequest,
  regVerifySend,
  userLogin,
  userReg,
} from './account-forms.ts'
import { saidEnvelope, type Said } from './action.ts'
import { logInAnyway } from './app-mini-user-auth.ts'
import { appMiniUserInfo, infoRequest } from './app-mini-user-info.ts'
import {
  appMobileBind,
  appMobileBindVerifySend,
  bindRequest,
  sendRequest,
} from './app-mobile-bind.ts'
import {
  companions,
  exampleAccount,
  exampleEncrypted,
  exampleMobile,
  exampleOf,
  exampleOpenId,
  examplePassword,
  exampleVerify,
} from './calls.ts'
import { anyResponse } from './dtos.ts'
import {
  addressRequest,
  baseCommon,
  indexIndex,
  pageRequest,
  userAddressIndex,
  userCenter,
} from './front-pages.ts'
import { onekeyRequest, onekeyUserMobileBind } from './onekey-user-mobile-bind.ts'
import { whileOpen } from './site.ts'

/**
 * What they have in common: served, though no document has them
 * (docs/spec/shopxo.md#follow-up-endpoints).
 */
const common = {
  method: 'POST',
  response: anyResponse,
  beyondDocument: true,
  documented: {},
  envelope: saidEnvelope,
} as const

const recorded = { basis: 'recorded', source: 'docs/spec/shopxo.md#follow-up-endpoints' } as const
const inferred = { ...recorded, basis: 'inferred' } as const

/** A success whatever was sent: somebody's user under these words. */
const userSaid =
  (msg: string) =>
  (_: unknown, context: Context): Outcome<Said> => {
    const outcome = logInAnyway('0')(undefined, context)
    if (outcome.kind !== 'ok') return outcome
    const data = Object.entries(outcome.data).filter(([name]) => name !== 'is_user_exist')
    return ok({ msg, data: Object.fromEntries(data) })
  }

const always = (said: Said) => (): Outcome<Said> => ok(said)

/** The rest of the shop client's way from wx.login to a bound mobile number. */
export const companionOperations: readonly Operation[] = [
  defineOperation({
    ...common,
    name: companions.userInfo,
    title: '小程序用户信息',
    path: 'user/appminiuserinfo',
    request: infoRequest,
    success: recorded,
    example: exampleOf('user/appminiuserinfo', {
      openid: exampleOpenId,
      unionid: '',
      referrer: 0,
      auth_data: '{"nickName":"小明","gender":1,"avatarUrl":""}',
    }),
    handle: whileOpen(appMiniUserInfo),
    forced: { success: userSaid('授权成功') },
  }),
  defineOperation({
    ...common,
    name: companions.onekeyBind,
    title: '小程序用户手机一键绑定',
    path: 'user/onekeyusermobilebind',
    request: onekeyRequest,
    success: inferred,
    example: exampleOf('user/onekeyusermobilebind', {
      openid: exampleOpenId,
      ...exampleEncrypted,
    }),
    handle: whileOpen(onekeyUserMobileBind),
    forced: { success: userSaid('绑定成功') },
  }),
  defineOperation({
    ...common,
    name: companions.verifySend,
    title: 'app用户手机绑定-验证码发送',
    path: 'user/appmobilebindverifysend',
    request: sendRequest,
    success: inferred,
    example: exampleOf('user/appmobilebindverifysend', { mobile: exampleMobile }),
    handle: whileOpen(appMobileBindVerifySend),
    forced: { success: always({ msg: '发送成功', data: null }) },
  }),
  defineOperation({
    ...common,
    name: companions.mobileBind,
    title: 'app用户手机绑定',
    path: 'user/appmobilebind',
    request: bindRequest,
    success: inferred,
    example: exampleOf('user/appmobilebind', {
      mobile: exampleMobile,
      verify: exampleVerify,
      weixin_openid: exampleOpenId,
    }),
    handle: whileOpen(appMobileBind),
    forced: { success: userSaid('绑定成功') },
  }),
  defineOperation({
    ...common,
    name: companions.addresses,
    title: '用户地址列表',
    path: 'useraddress/index',
    request: addressRequest,
    success: recorded,
    example: exampleOf('useraddress/index', {}),
    handle: whileOpen(userAddressIndex),
    forced: { success: always({ msg: 'success', data: { data: [] } }) },
  }),
]

const success = { basis: 'source', source: 'docs/spec/shopxo.md#accounts-and-settings' } as const

const sent = { success: always({ msg: '发送成功', data: null }) }

/** What the shop's clients ask for before and beside wx.login: settings, the first page, accounts, the user's page. */
export const frontOperations: readonly Operation[] = [
  defineOperation({
    ...common,
    success,
    name: companions.settings,
    title: '公共配置信息',
    path: 'base/common',
    request: pageRequest,
    example: exampleOf('base/common', { is_key: 1 }),
    handle: whileOpen(baseCommon),
    forced: { success: (_, context) => baseCommon({}, context) },
  }),
  defineOperation({
    ...common,
    success,
    name: companions.home,
    title: '首页',
    path: 'index/index',
    request: pageRequest,
    example: exampleOf('index/index', {}),
    handle: whileOpen(indexIndex),
    forced: { success: indexIndex },
  }),
  defineOperation({
    ...common,
    success,
    name: companions.login,
    title: '用户登录',
    path: 'user/login',
    request: loginRequest,
    example: exampleOf('user/login', {
      type: 'username',
      accounts: exampleAccount,
      pwd: examplePassword,
    }),
    handle: whileOpen(userLogin),
    forced: { success: userSaid('登录成功') },
  }),
  defineOperation({
    ...common,
    success,
    name: companions.reg,
    title: '用户注册',
    path: 'user/reg',
    request: regRequest,
    example: exampleOf('user/reg', {
      type: 'username',
      accounts: exampleAccount,
      pwd: examplePassword,
    }),
    handle: whileOpen(userReg),
    forced: { success: userSaid('注册成功') },
  }),
  defineOperation({
    ...common,
    success,
    name: companions.loginSend,
    title: '用户登录-验证码发送',
    path: 'user/loginverifysend',
    request: accountSendRequest,
    example: exampleOf('user/loginverifysend', { type: 'sms', accounts: exampleMobile }),
    handle: whileOpen(loginVerifySend),
    forced: sent,
  }),
  defineOperation({
    ...common,
    success,
    name: companions.regSend,
    title: '用户注册-验证码发送',
    path: 'user/regverifysend',
    request: accountSendRequest,
    example: exampleOf('user/regverifysend', { type: 'sms', accounts: exampleMobile }),
    handle: whileOpen(regVerifySend),
    forced: sent,
  }),
  defineOperation({
    ...common,
    success,
    name: companions.center,
    title: '用户中心',
    path: 'user/center',
    request: pageRequest,
    example: exampleOf('user/center', {}),
    handle: whileOpen(userCenter),
    forced: { success: userSaid('success') },
  }),
]
