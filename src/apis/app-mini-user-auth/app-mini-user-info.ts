import type { Context } from '../../core/context.ts'
import { ok, type Outcome } from '../../core/outcome.ts'
import { map, shape, string, type Infer } from '../../core/schema.ts'
import { readJsonText } from '../../dialects/thinkphp/json-read.ts'
import { htmlSpecialCharsDecode } from '../../dialects/thinkphp/php-text.ts'
import { intval, isEmpty } from '../../dialects/thinkphp/php-value.ts'
import { refuseWith } from '../shared/refuse-with.ts'
import { cases } from './cases.ts'
import { clientTypeOf, platformOf, undefinedMethod } from './client-type.ts'
import { commonFields } from './dtos.ts'
import type { Said } from './envelope.ts'
import { statusNote } from './log-in.ts'
import { missingNote } from './missing-note.ts'
import { register } from './register.ts'
import { shopGender } from './user-fields.ts'
import { findUser, showUser, statusRefusal } from './users.ts'

/** What the client knows of somebody for whom appminiuserauth had no account. */
export const infoRequest = shape('AppMiniUserInfoRequest', {
  ...commonFields,
  openid: string(),
  unionid: string(),
  referrer: string(),
  auth_data: string({ about: 'JSON text of wx.getUserProfile’s userInfo' }),
  authDataItems: map(string(), {
    clr: 'auth_data',
    about: 'auth_data, where it was sent as an object',
  }),
})
type InfoRequest = Infer<typeof infoRequest>

/** Logs a known openid in, registers a new one (S, R: companions). Every platform as WeixinUserInfo does (I). */
export const appMiniUserInfo = (input: InfoRequest, context: Context): Outcome<Said> => {
  const platform = platformOf(clientTypeOf(input))
  if (platform === undefined)
    return undefinedMethod(context, cases['info-method-undefined'], input, 'UserInfo')
  const { openid, auth_data, authDataItems } = input
  if (openid === undefined || openid === null || isEmpty(openid))
    return refuseWith(context, cases['openid-empty'], missingNote('openid', openid))
  if (isEmpty(auth_data) && isEmpty(authDataItems))
    return refuseWith(
      context,
      cases['auth-data-empty'],
      missingNote('auth_data', auth_data, authDataItems !== undefined && authDataItems !== null),
    )
  const column = `${platform}_openid` as const
  const user = findUser(context, column, openid)
  if (user !== undefined) {
    const data = showUser(context, user)
    const refusal = statusRefusal(user)
    if (refusal !== undefined) return refuseWith(context, refusal, statusNote(user))
    return ok({ msg: '授权成功', data })
  }
  const { nickName = '', avatarUrl = '', gender = '', province = '', city = '' } = profileOf(input)
  return register(
    {
      column,
      openid,
      unionid: input.unionid ?? '',
      nickname: nickName,
      avatar: avatarUrl,
      gender: shopGender(intval(gender)),
      province,
      city,
      mobile: '',
      ...(typeof input.referrer === 'string' && { referrer: input.referrer }),
      oneKey: false,
    },
    context,
  )
}

type Texts = Readonly<Record<string, string | undefined>>

/** An object as it is; text is the JSON that the html filter has been over (S). */
const profileOf = ({ auth_data, authDataItems }: InfoRequest): Texts => {
  if (authDataItems !== undefined && authDataItems !== null) return authDataItems
  const read = readJsonText(htmlSpecialCharsDecode(auth_data ?? ''))
  if (read.kind !== 'array') return {}
  const texts = [...read.value].filter(
    (entry): entry is [string, string] => typeof entry[1] === 'string',
  )
  return Object.fromEntries(texts)
}
