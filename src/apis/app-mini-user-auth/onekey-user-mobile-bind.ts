import type { Context } from '../../core/context.ts'
import { type Outcome } from '../../core/outcome.ts'
import { shape, string, type Infer } from '../../core/schema.ts'
import { intval, isEmpty } from '../../dialects/thinkphp/php-value.ts'
import { looksEncrypted } from '../shared/looks-encrypted.ts'
import { refuseWith } from '../shared/refuse-with.ts'
import { cases } from './cases.ts'
import { clientTypeOf } from './client-type.ts'
import { commonFields } from './dtos.ts'
import type { Said } from './envelope.ts'
import { missingNote } from './missing-note.ts'
import { register } from './register.ts'
import { findUser } from './users.ts'
import { APP_ID } from './wechat-refusal.ts'

/** What wx.getPhoneNumber gave, and what the client knows of the person. */
export const onekeyRequest = shape('OnekeyUserMobileBindRequest', {
  ...commonFields,
  openid: string(),
  encrypted_data: string({ about: 'base64, AES-128-CBC with the session key' }),
  iv: string({ about: 'base64 of 16 bytes' }),
  weixin_unionid: string(),
  nickname: string(),
  avatar: string(),
  gender: string(),
  province: string(),
  city: string(),
  referrer: string(),
})
type OnekeyRequest = Infer<typeof onekeyRequest>

/** Binds the mobile number that WeChat encrypted for the shop (S: OnekeyUserMobileBind). */
export const onekeyUserMobileBind = (input: OnekeyRequest, context: Context): Outcome<Said> => {
  const { openid, encrypted_data: data, iv } = input
  if (openid === undefined || openid === null || isEmpty(openid))
    return refuseWith(context, cases['openid-empty'], missingNote('openid', openid))
  if (data === undefined || data === null || isEmpty(data))
    return refuseWith(context, cases['encrypted-data-empty'], missingNote('encrypted_data', data))
  if (iv === undefined || iv === null || isEmpty(iv))
    return refuseWith(context, cases['iv-empty'], missingNote('iv', iv))
  const clientType = clientTypeOf(input)
  // Unlike the methods of a platform, this name is compared with case (S).
  if (clientType !== 'weixin') return undeveloped(clientType, context)
  const opened = open({ openid, data, iv }, context)
  if (typeof opened !== 'string') return opened
  return register(registrationOf(input, openid, opened), context)
}

const undeveloped = (clientType: string, context: Context): Outcome<never> =>
  refuseWith(
    context,
    cases['onekey-undeveloped'],
    {
      kind: 'client-type-undefined',
      message: `\`application_client_type\` is \`${clientType.slice(0, 64)}\`, which has no one-key binding: ShopXO refused the request; send application_client_type=weixin.`,
      path: 'application_client_type',
      expected: 'weixin',
      actual: clientType.slice(0, 64),
    },
    `${clientType}平台还未开发手机一键登录`,
  )

interface Encrypted {
  readonly openid: string
  readonly data: string
  readonly iv: string
}

/** The mobile number, or why there is none. Lenient: what does not open stands for some number. */
const open = ({ openid, data, iv }: Encrypted, context: Context): string | Outcome<never> => {
  const { wechat } = context
  const key = wechat.sessionKey(wechat.recognise(openid), APP_ID)
  const phone = wechat.decrypt(key, data, iv)
  // The shop keeps session keys by openid. Data that opens proves a login, which stores nothing for newcomers (I).
  const hasSession = (findUser(context, 'weixin_openid', openid)?.logins ?? 0) > 0
  if (phone === undefined && !hasSession)
    return refuseWith(context, cases['session-key-missing'], noSession(openid))
  if (iv.length !== 24) return refuseWith(context, cases['iv-length'], badIv(iv))
  if (phone !== undefined) return phone.purePhoneNumber
  const isStale = wechat.isOfEarlierLogin(wechat.recognise(openid), APP_ID, data, iv)
  if (wechat.strict)
    return refuseWith(context, cases.undecryptable, isStale ? ofEarlierLogin : undecryptable)
  if (isStale) context.note(ofEarlierLogin)
  if (!looksEncrypted(data, iv)) context.note(noCipherText)
  return wechat.inventPhone(data)
}

const noSession = (openid: string) => ({
  kind: 'session-key-missing',
  message: `Nobody has logged in with openid ${openid.slice(0, 64)} here: the shop has no session key for it and refused the request; call user/appminiuserauth first.`,
  path: 'openid',
})

const badIv = (iv: string) => ({
  kind: 'iv-length',
  message: `\`iv\` has ${iv.length} characters: the shop refused it; send 24, which is base64 of 16 bytes with its padding.`,
  path: 'iv',
  expected: '24',
  actual: String(iv.length),
})

/** Whoever asks for the phone number before wx.login has it encrypted with the key of the login before. */
const ofEarlierLogin = {
  kind: 'encrypted-undecryptable',
  message:
    '`encrypted_data` was encrypted with the session key of the login before: the shop answered 请重试！; call wx.login first, then ask for the phone number.',
  path: 'encrypted_data',
} as const

const undecryptable = {
  kind: 'encrypted-undecryptable',
  message:
    "`encrypted_data` does not decrypt with this openid's session key: the shop answered 请重试！; send what was encrypted for the same person, or what POST /__admin/wechat/encrypt gives.",
  path: 'encrypted_data',
} as const

/** Lenient: what WeChat encrypted for the real shop is taken as it is, and nothing is to be said of it. */
const noCipherText = {
  kind: 'encrypted-undecryptable',
  message:
    '`encrypted_data` and `iv` are no AES blocks with an iv, both in base64: the real shop answers 请重试！, and this mock made a number up; send the encryptedData and iv of wx.getPhoneNumber, or what POST /__admin/wechat/encrypt gives.',
  path: 'encrypted_data',
} as const

const registrationOf = (input: OnekeyRequest, openid: string, mobile: string) => ({
  column: 'weixin_openid' as const,
  openid,
  unionid: input.weixin_unionid ?? '',
  nickname: input.nickname ?? '',
  avatar: input.avatar ?? '',
  gender: intval(input.gender ?? ''),
  province: input.province ?? '',
  city: input.city ?? '',
  mobile,
  ...(typeof input.referrer === 'string' && { referrer: input.referrer }),
  oneKey: true,
})
