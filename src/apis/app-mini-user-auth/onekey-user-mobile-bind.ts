import type { Context } from '../../core/context.ts'
import type { Note } from '../../core/note.ts'
import type { Outcome } from '../../core/outcome.ts'
import type { Infer } from '../../core/schema.ts'
import { htmlSpecialCharsDecode, intval, isEmpty } from '../../dialects/thinkphp/php-value.ts'
import { causeInText } from '../shared/decryption-cause.ts'
import {
  decryptionNote,
  encryptedOf,
  outcomeOf,
  phoneInstead,
  phpBase64,
} from '../shared/decryption-note.ts'
import { refuseWith } from '../shared/handling.ts'
import {
  clientTypeOf,
  companion,
  isMissing,
  missingNote,
  refuseMissing,
  type Said,
} from './action.ts'
import { register } from './app-mini-user-info.ts'
import { cases } from './cases.ts'
import { companions, exampleEncrypted, exampleOpenId, onekeyRequest } from './dtos.ts'
import { APP_ID, hasSession, userSaid } from './login.ts'

type OnekeyRequest = Infer<typeof onekeyRequest>

/** Binds the mobile number that WeChat encrypted for the shop (S: OnekeyUserMobileBind). */
const onekeyUserMobileBind = (input: OnekeyRequest, context: Context): Outcome<Said> => {
  const { openid, encrypted_data: data, iv } = input
  if (isMissing(openid)) return refuseMissing(context, cases['openid-empty'], 'openid', openid)
  if (isMissing(data))
    return refuseWith(context, cases['encrypted-data-empty'], withoutPart('encrypted_data', input))
  if (isMissing(iv)) return refuseWith(context, cases['iv-empty'], withoutPart('iv', input))
  const clientType = clientTypeOf(input)
  // ShopXO compares this name with case, but the names of a platform's methods without case (S).
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
      message: `\`application_client_type\` is ${clientType === '' ? 'an array, of which PHP makes an empty text' : `\`${clientType.slice(0, 64)}\``}, which has no one-key binding: ShopXO refused the request; send application_client_type=weixin.`,
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

/**
 * Returns the decrypted mobile number, or the failure. In lenient mode, makes up a number for data that does
 * not decrypt.
 */
const open = ({ openid, data, iv }: Encrypted, context: Context): string | Outcome<never> => {
  const { wechat } = context
  const person = wechat.recognise(openid)
  const sent = encryptedOf({ data, iv }, phpBase64)
  const phone = sent && wechat.decrypt(wechat.sessionKey(person, APP_ID), sent)
  // The shop stores session keys by openid. Data that decrypts proves that a login happened (I).
  if (phone === undefined && !hasSession(openid, context))
    return refuseWith(context, cases['session-key-missing'], noSession(openid))
  if (iv.length !== 24) return refuseWith(context, cases['iv-length'], badIv({ data, iv }))
  if (phone !== undefined) return phone.purePhoneNumber
  const note = decryptionNote(
    {
      sent: sentBy({ data, iv }),
      names,
      read: phpBase64,
      person,
      appId: APP_ID,
      path: 'encrypted_data',
      outcome: outcomeOf('shop', cases.undecryptable.message, context),
    },
    context,
  )
  return phoneInstead(note, cases.undecryptable, data, context)
}

/** Returns the values that the client sent, without the escapes of the html filter. */
const sentBy = ({ data, iv }: Omit<Encrypted, 'openid'>) => ({
  data: htmlSpecialCharsDecode(data),
  iv: htmlSpecialCharsDecode(iv),
})

const names = { data: '`encrypted_data`', iv: '`iv`' } as const

const noSession = (openid: string): Note => ({
  kind: 'session-key-missing',
  message: `Nobody has logged in with openid ${openid.slice(0, 64)} here: the shop has no session key for it and refused the request; call user/appminiuserauth first.`,
  path: 'openid',
})

/**
 * Returns the note on an iv of the wrong length. The shop checks the length of the iv before it decrypts, but
 * the note names any other mistake in data or iv.
 */
const badIv = ({ data, iv }: Omit<Encrypted, 'openid'>): Note => {
  const cause = causeInText(sentBy({ data, iv }), names, phpBase64)
  const length = `${iv.length} characters`
  return {
    kind: 'iv-length',
    message:
      cause === undefined || cause.why.startsWith(`${names.iv} has`)
        ? `\`iv\` has ${length}: the shop refused it; send 24, which is base64 of 16 bytes with its padding.`
        : `${cause.why}: the shop refused an iv of ${length}, where it takes 24; ${cause.fix}.`,
    path: 'iv',
    expected: '24',
    actual: String(iv.length),
  }
}

/**
 * Returns the note on missing data or iv. The note names the cause if the client sent another part of the
 * event.
 */
const withoutPart = (name: 'encrypted_data' | 'iv', input: OnekeyRequest): Note => {
  const { encrypted_data: data, iv, code, errMsg } = input
  const isSent = [data, iv, code, errMsg].some((one) => !isEmpty(one))
  const sent = { data, iv, code: code ?? undefined, errMsg: errMsg ?? undefined }
  const cause = isSent && isEmpty(input[name]) ? causeInText(sent, names, phpBase64) : undefined
  if (cause === undefined || input[name] === '0') return missingNote(name, input[name])
  return {
    kind: isEmpty(input[name]) ? 'required-missing' : 'encrypted-undecryptable',
    message: `${cause.why}: the shop refused the request; ${cause.fix}.`,
    path: name,
  }
}

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

/** The operation that binds the mobile number from the phone number button. */
export const onekeyBind = companion({
  name: companions.onekeyBind,
  title: '小程序用户手机一键绑定',
  path: 'user/onekeyusermobilebind',
  request: onekeyRequest,
  success: { basis: 'inferred', source: 'docs/spec/shopxo.md#follow-up-endpoints' },
  fields: { openid: exampleOpenId, ...exampleEncrypted },
  handle: onekeyUserMobileBind,
  forced: userSaid('绑定成功'),
})
