import type { Context } from '../../core/context.ts'
import { ok, type Outcome } from '../../core/outcome.ts'
import type { Infer } from '../../core/schema.ts'
import { given } from '../shared/handling.ts'
import { refuseFor, refuseMissing } from './answer.ts'
import { cases } from './cases.ts'
import { checkToken } from './credentials.ts'
import {
  exampleOpenId,
  type authRequest,
  type statusResponse,
  type userinfoRequest,
  type userinfoResponse,
} from './dtos.ts'
import type { WeChatToken } from './records.ts'

type Request = Infer<typeof userinfoRequest>
type Userinfo = Infer<typeof userinfoResponse>
type Status = Infer<typeof statusResponse>

/** A person's profile, for a back end that they have agreed to tell. */
export const userinfo = (input: Request, context: Context): Outcome<Userinfo> => {
  const token = checkPerson(input, true, context)
  if ('kind' in token && token.kind === 'failed') return token as Outcome<never>
  const { scope, openId, unionId, snapshot } = token as WeChatToken
  if (scope === 'snsapi_base')
    return refuseFor(context, cases['scope-unauthorized'], {
      kind: 'scope-insufficient',
      cause: '`access_token` is of scope snsapi_base, by which nobody has agreed to be shown',
      fix: 'ask the consent page for snsapi_userinfo',
      path: 'access_token',
      expected: 'snsapi_userinfo',
      actual: 'snsapi_base',
    })
  return ok(profileOf(openId ?? '', unionId ?? '', snapshot === true, input, context))
}

/** Whether an access token is good for an openid. */
export const auth = (input: Infer<typeof authRequest>, context: Context): Outcome<Status> => {
  const token = checkPerson(input, false, context)
  return 'kind' in token && token.kind === 'failed' ? (token as Outcome<never>) : ok(fine)
}

const fine: Status = { errcode: 0, errmsg: 'ok' }

export const authAnyway = (): Outcome<Status> => ok(fine)

const checkPerson = (
  input: Infer<typeof authRequest>,
  expiry: boolean,
  context: Context,
): WeChatToken | Outcome<never> => {
  const token = checkToken(input.access_token, 'access', expiry, context)
  if (!('token' in token)) return token
  const openId = given(input.openid)
  if (openId === undefined) return refuseMissing(context, cases['openid-missing'], 'openid')
  if (openId === token.openId) return token
  return refuseFor(context, cases['openid-invalid'], {
    kind: 'openid-mismatch',
    cause: '`openid` is not the one that `access_token` was given for',
    fix: 'send the openid that came with the token',
    path: 'openid',
    expected: token.openId ?? '',
    actual: openId.slice(0, 64),
  })
}

/** Since 2021-10-20 nobody is told sex and region (D). Who stays anonymous has a name and picture that say so (I). */
const profileOf = (
  openId: string,
  unionId: string,
  snapshot: boolean,
  { lang }: Pick<Request, 'lang'>,
  { wechat }: Context,
): Userinfo => {
  const { nickname, avatar } = snapshot
    ? anonymous
    : wechat.profile(wechat.recognise(openId, unionId))
  return {
    openid: openId,
    nickname,
    sex: 0,
    language: given(lang) ?? 'zh_CN',
    city: '',
    province: '',
    country: '',
    headimgurl: avatar,
    privilege: [],
    ...(unionId === '' ? {} : { unionid: unionId }),
  }
}

const anonymous = {
  nickname: '微信用户',
  avatar:
    'https://thirdwx.qlogo.cn/mmopen/vi_32/POgEwh4mIHO4nibH0KlMECNjjGxQUq24ZEaGT4poC6icRiccVGKSyXwibcPq4BWmiaIGuG1icwxaQX6grC9VemZoJ8rg/132',
}

/** A profile whatever was sent. */
export const userinfoAnyway = (sent: Request | undefined, context: Context): Outcome<Userinfo> => {
  const openId = given(sent?.openid) ?? exampleOpenId
  const person = context.wechat.recognise(openId)
  return ok(profileOf(openId, person.unionId ?? '', false, sent ?? {}, context))
}
