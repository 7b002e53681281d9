import { defineOperation, type Operation } from '../../core/api.ts'
import type { Context } from '../../core/context.ts'
import { ok, type Outcome } from '../../core/outcome.ts'
import { appMiniUserInfo, infoRequest } from './app-mini-user-info.ts'
import { appMobileBind, bindRequest } from './app-mobile-bind.ts'
import { appMobileBindVerifySend, sendRequest } from './app-mobile-bind-verify-send.ts'
import { companions } from './companion-names.ts'
import { anyResponse } from './dtos.ts'
import { saidEnvelope, type Said } from './envelope.ts'
import {
  exampleEncrypted,
  exampleMobile,
  exampleOf,
  exampleOpenId,
  exampleVerify,
} from './example.ts'
import { logInAnyway } from './log-in.ts'
import { onekeyRequest, onekeyUserMobileBind } from './onekey-user-mobile-bind.ts'
import { addressRequest, userAddressIndex } from './user-address-index.ts'
import { whileOpen } from './while-open.ts'

/**
 * What they have in common: served, though no document has them
 * (docs/spec/shopxo.md#follow-up-endpoints).
 */
export const common = {
  method: 'POST',
  response: anyResponse,
  beyondDocument: true,
  documented: {},
  envelope: saidEnvelope,
} as const

const recorded = { basis: 'recorded', source: 'docs/spec/shopxo.md#follow-up-endpoints' } as const
const inferred = { ...recorded, basis: 'inferred' } as const

/** A success whatever was sent: somebody's user under these words. */
export const userSaid =
  (msg: string) =>
  (_: unknown, context: Context): Outcome<Said> => {
    const outcome = logInAnyway('0')(undefined, context)
    if (outcome.kind !== 'ok') return outcome
    const data = Object.entries(outcome.data).filter(([name]) => name !== 'is_user_exist')
    return ok({ msg, data: Object.fromEntries(data) })
  }

export const always = (said: Said) => (): Outcome<Said> => ok(said)

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
