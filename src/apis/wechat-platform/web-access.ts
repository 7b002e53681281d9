import type { Context, ExchangedPerson } from '../../core/context.ts'
import { ok, type Outcome } from '../../core/outcome.ts'
import { codes } from '../../core/records.ts'
import type { Infer } from '../../core/schema.ts'
import { forcedPerson, given, ownIdentity } from '../shared/handling.ts'
import {
  ACCESS_LIFE,
  checkAppId,
  checkSecret,
  checkToken,
  isOver,
  keepToken,
  makeToken,
  REFRESH_LIFE,
  refuseFor,
  refuseMissing,
} from './calls.ts'
import { cases } from './cases.ts'
import {
  exampleOpenId,
  type accessTokenRequest,
  type accessTokenResponse,
  type authRequest,
  type refreshTokenRequest,
  type refreshTokenResponse,
  type statusResponse,
  type userinfoRequest,
  type userinfoResponse,
} from './dtos.ts'
import { exchangeCode } from './mini-program.ts'
import { wechatTokens, type WeChatToken } from './records.ts'

type Request = Infer<typeof accessTokenRequest>
type Access = Infer<typeof accessTokenResponse>
type RefreshRequest = Infer<typeof refreshTokenRequest>
type Refreshed = Infer<typeof refreshTokenResponse>

/** The consent that the person gave on the consent page. */
interface Consent {
  readonly scope: string
  readonly snapshot: boolean
}

/** Exchanges the code of the consent page for an access token, for the back end of a web page. */
export const accessToken = (input: Request, context: Context): Outcome<Access> => {
  const appId = checkSecret(input, context)
  if (typeof appId !== 'string') return appId
  const consent = consentOf(input.code, context)
  const exchange = exchangeCode(input.code, 'code', appId, context)
  return exchange.kind === 'person'
    ? accessFor(exchange, given(input.code) ?? '', appId, consent, context)
    : exchange
}

/** Returns the consent of a code. A code from elsewhere counts as consent to everything (I). */
const consentOf = (code: string | null | undefined, { world }: Context): Consent => {
  const record = world.table(codes).get(given(code) ?? '')
  return { scope: record?.scope ?? 'snsapi_userinfo', snapshot: record?.snapshot === true }
}

const accessFor = (
  { openId, unionId }: Pick<ExchangedPerson, 'openId' | 'unionId'>,
  code: string,
  appId: string,
  { scope, snapshot }: Consent,
  context: Context,
): Outcome<Access> => {
  const at = String(context.now())
  const access = makeToken(context, 'access', appId, openId, code, at)
  const refresh = makeToken(context, 'refresh', appId, openId, code, at)
  const about = { appId, openId, unionId, scope, snapshot }
  keepToken(context, { ...about, token: access, kind: 'access' }, ACCESS_LIFE)
  keepToken(context, { ...about, token: refresh, kind: 'refresh', access }, REFRESH_LIFE)
  const row = snapshot ? cases['snapshot-user'] : undefined
  return ok(
    {
      access_token: access,
      expires_in: ACCESS_LIFE,
      refresh_token: refresh,
      openid: openId,
      scope,
      ...(snapshot ? { is_snapshotuser: 1 } : {}),
      ...(unionId !== '' && scope !== 'snsapi_base' ? { unionid: unionId } : {}),
    },
    row,
  )
}

/** Forces an access token, whatever the client sent. */
export const accessAnyway =
  (snapshot: boolean) =>
  (sent: Request | undefined, context: Context): Outcome<Access> => {
    const appId = sent?.appid ?? ''
    const code = ownIdentity(sent?.code)
    const consent = { ...consentOf(code, context), snapshot }
    const who = forcedPerson(sent?.code, appId, exampleOpenId, context)
    return accessFor(who, code ?? '', appId, consent, context)
  }

/** Extends a valid access token, or issues a new token in place of an expired one (D). */
export const refreshToken = (input: RefreshRequest, context: Context): Outcome<Refreshed> => {
  const appId = checkAppId(input, context)
  if (typeof appId !== 'string') return appId
  const text = given(input.refresh_token)
  if (text === undefined)
    return refuseMissing(context, cases['refresh-token-missing'], 'refresh_token')
  const token = context.world.table(wechatTokens).get(text)
  const why = whyNot(token, appId, context)
  if (why !== undefined)
    return refuseFor(context, cases['refresh-token-invalid'], {
      kind: 'refresh-token-invalid',
      cause: why,
      fix: 'send the refresh_token that /sns/oauth2/access_token gave to this app, or log in again',
      path: 'refresh_token',
    })
  return refreshed(text, token ?? { token: text }, context)
}

const whyNot = (
  token: WeChatToken | undefined,
  appId: string,
  { now }: Context,
): string | undefined => {
  if (token?.kind !== 'refresh') return '`refresh_token` was never given here as one'
  if (token.appId !== appId) return `\`refresh_token\` was given to app ${token.appId ?? ''}`
  return isOver(token.expiresAt, now())
    ? `\`refresh_token\` expired at ${token.expiresAt ?? ''}`
    : undefined
}

const refreshed = (refresh: string, token: WeChatToken, context: Context): Outcome<Refreshed> => {
  const { appId, openId, unionId, scope, snapshot } = token
  const current = context.world.table(wechatTokens).get(token.access ?? '')
  const lives = current !== undefined && !isOver(current.expiresAt, context.now())
  const access = lives
    ? current.token
    : makeToken(context, 'refreshed', refresh, String(context.now()))
  const about = { appId, openId, unionId, scope, snapshot }
  keepToken(context, { ...about, token: access, kind: 'access' }, ACCESS_LIFE)
  if (!lives) context.world.table(wechatTokens).put({ ...token, access })
  return ok({
    openid: openId ?? '',
    access_token: access,
    expires_in: ACCESS_LIFE,
    refresh_token: refresh,
    scope: scope ?? '',
  })
}

/** Forces a refreshed access token, whatever the client sent. */
export const refreshedAnyway = (
  sent: RefreshRequest | undefined,
  context: Context,
): Outcome<Refreshed> => {
  const refresh = given(sent?.refresh_token) ?? makeToken(context, 'refresh', 'forced')
  const token = context.world.table(wechatTokens).get(refresh)
  return refreshed(
    refresh,
    token?.kind === 'refresh'
      ? token
      : {
          token: refresh,
          kind: 'refresh',
          appId: sent?.appid ?? '',
          openId: exampleOpenId,
          scope: 'snsapi_userinfo',
        },
    context,
  )
}

type UserinfoRequest = Infer<typeof userinfoRequest>
type Userinfo = Infer<typeof userinfoResponse>
type Status = Infer<typeof statusResponse>

/** Returns a person's profile, if the person consented to show it. */
export const userinfo = (input: UserinfoRequest, context: Context): Outcome<Userinfo> => {
  const token = checkPerson(input, true, context)
  if (!('token' in token)) return token
  const { scope, openId, unionId, snapshot } = token
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

/** Answers whether an access token is valid for an openid. */
export const auth = (input: Infer<typeof authRequest>, context: Context): Outcome<Status> => {
  const token = checkPerson(input, false, context)
  return 'token' in token ? ok(fine) : token
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

/**
 * Returns a profile. Since 2021-10-20 WeChat no longer shows sex and region (D). An anonymous person has a
 * name and picture that say so (I).
 */
const profileOf = (
  openId: string,
  unionId: string,
  snapshot: boolean,
  { lang }: Pick<UserinfoRequest, 'lang'>,
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

/** Forces a profile, whatever the client sent. */
export const userinfoAnyway = (
  sent: UserinfoRequest | undefined,
  context: Context,
): Outcome<Userinfo> => {
  const openId = given(sent?.openid) ?? exampleOpenId
  const person = context.wechat.recognise(openId)
  return ok(profileOf(openId, person.unionId ?? '', false, sent ?? {}, context))
}
