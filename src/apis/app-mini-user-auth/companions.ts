import { defineOperation, type Operation } from '../../core/api.ts'
import type { Context } from '../../core/context.ts'
import { ok, type Outcome } from '../../core/outcome.ts'
import type { Infer, Shape } from '../../core/schema.ts'
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
  anyResponse,
  companions,
  exampleAccount,
  exampleEncrypted,
  exampleMobile,
  exampleOf,
  exampleOpenId,
  examplePassword,
  exampleVerify,
} from './dtos.ts'
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

const recorded = { basis: 'recorded', source: 'docs/spec/shopxo.md#follow-up-endpoints' } as const
const inferred = { ...recorded, basis: 'inferred' } as const
const sourced = { basis: 'source', source: 'docs/spec/shopxo.md#accounts-and-settings' } as const
const account = { type: 'username', accounts: exampleAccount, pwd: examplePassword } as const

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
const sent = always({ msg: '发送成功', data: null })

interface Companion<Req extends Shape> extends Pick<
  Operation<Req>,
  'name' | 'title' | 'path' | 'request' | 'success'
> {
  /** Of the example request. */
  readonly fields: Readonly<Record<string, unknown>>
  readonly handle: (input: Infer<Req>, context: Context) => Outcome<Said>
  /** A success whatever was sent. */
  readonly forced: (input: Infer<Req> | undefined, context: Context) => Outcome<Said>
}

/** Served, though no document has it (docs/spec/shopxo.md#follow-up-endpoints). */
const companion = <Req extends Shape>({ fields, handle, forced, ...rest }: Companion<Req>) =>
  defineOperation({
    ...rest,
    method: 'POST',
    response: anyResponse,
    beyondDocument: true,
    example: exampleOf(rest.path, fields),
    documented: {},
    handle: whileOpen(handle),
    forced: { success: forced },
    envelope: saidEnvelope,
  })

/** The rest of the shop client's way from wx.login to a bound mobile number. */
export const companionOperations: readonly Operation[] = [
  companion({
    name: companions.userInfo,
    title: '小程序用户信息',
    path: 'user/appminiuserinfo',
    request: infoRequest,
    success: recorded,
    fields: {
      openid: exampleOpenId,
      unionid: '',
      referrer: 0,
      auth_data: '{"nickName":"小明","gender":1,"avatarUrl":""}',
    },
    handle: appMiniUserInfo,
    forced: userSaid('授权成功'),
  }),
  companion({
    name: companions.onekeyBind,
    title: '小程序用户手机一键绑定',
    path: 'user/onekeyusermobilebind',
    request: onekeyRequest,
    success: inferred,
    fields: { openid: exampleOpenId, ...exampleEncrypted },
    handle: onekeyUserMobileBind,
    forced: userSaid('绑定成功'),
  }),
  companion({
    name: companions.verifySend,
    title: 'app用户手机绑定-验证码发送',
    path: 'user/appmobilebindverifysend',
    request: sendRequest,
    success: inferred,
    fields: { mobile: exampleMobile },
    handle: appMobileBindVerifySend,
    forced: sent,
  }),
  companion({
    name: companions.mobileBind,
    title: 'app用户手机绑定',
    path: 'user/appmobilebind',
    request: bindRequest,
    success: inferred,
    fields: { mobile: exampleMobile, verify: exampleVerify, weixin_openid: exampleOpenId },
    handle: appMobileBind,
    forced: userSaid('绑定成功'),
  }),
  companion({
    name: companions.addresses,
    title: '用户地址列表',
    path: 'useraddress/index',
    request: addressRequest,
    success: recorded,
    fields: {},
    handle: userAddressIndex,
    forced: always({ msg: 'success', data: { data: [] } }),
  }),
]

/** What the shop's clients ask for before and beside wx.login: settings, the first page, accounts, the user's page. */
export const frontOperations: readonly Operation[] = [
  companion({
    name: companions.settings,
    title: '公共配置信息',
    path: 'base/common',
    request: pageRequest,
    success: sourced,
    fields: { is_key: 1 },
    handle: baseCommon,
    forced: (_, context) => baseCommon({}, context),
  }),
  companion({
    name: companions.home,
    title: '首页',
    path: 'index/index',
    request: pageRequest,
    success: sourced,
    fields: {},
    handle: indexIndex,
    forced: indexIndex,
  }),
  companion({
    name: companions.login,
    title: '用户登录',
    path: 'user/login',
    request: loginRequest,
    success: sourced,
    fields: account,
    handle: userLogin,
    forced: userSaid('登录成功'),
  }),
  companion({
    name: companions.reg,
    title: '用户注册',
    path: 'user/reg',
    request: regRequest,
    success: sourced,
    fields: account,
    handle: userReg,
    forced: userSaid('注册成功'),
  }),
  companion({
    name: companions.loginSend,
    title: '用户登录-验证码发送',
    path: 'user/loginverifysend',
    request: accountSendRequest,
    success: sourced,
    fields: { type: 'sms', accounts: exampleMobile },
    handle: loginVerifySend,
    forced: sent,
  }),
  companion({
    name: companions.regSend,
    title: '用户注册-验证码发送',
    path: 'user/regverifysend',
    request: accountSendRequest,
    success: sourced,
    fields: { type: 'sms', accounts: exampleMobile },
    handle: regVerifySend,
    forced: sent,
  }),
  companion({
    name: companions.center,
    title: '用户中心',
    path: 'user/center',
    request: pageRequest,
    success: sourced,
    fields: {},
    handle: userCenter,
    forced: userSaid('success'),
  }),
]
