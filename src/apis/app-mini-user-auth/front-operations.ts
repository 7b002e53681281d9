import { defineOperation, type Operation } from '../../core/api.ts'
import { accountSendRequest, loginVerifySend, regVerifySend } from './account-verify-send.ts'
import { companions } from './companion-names.ts'
import { always, common, userSaid } from './companions.ts'
import { exampleAccount, exampleMobile, exampleOf, examplePassword } from './example.ts'
import { baseCommon, indexIndex, pageRequest, userCenter } from './front-pages.ts'
import { loginRequest, userLogin } from './user-login.ts'
import { regRequest, userReg } from './user-reg.ts'
import { whileOpen } from './while-open.ts'

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
