import { defineApi, defineOperation } from '../../core/api.ts'
import type { Context, ExchangedPerson, ExchangeFailure } from '../../core/context.ts'
import { fail, ok } from '../../core/outcome.ts'
import { spring } from '../../dialects/spring/index.ts'
import { cases, chooseLanguage, envelope } from './cases.ts'
import {
  documentedLogin,
  exampleDomain,
  exampleLogin,
  loginRequest,
  loginResponse,
} from './dtos.ts'
import { refreshToken, userInfo, userLogout } from './follow-ups.ts'
import { publicJwk } from './jwt.ts'
import { checkLogin, exchangeNote, type LoginInput } from './login-checks.ts'
import { endUserOf, endUsers, userDomains, type UserDomain } from './records.ts'
import { giveTokens, introspect } from './tokens.ts'

const handle = (input: LoginInput, context: Context) => {
  const checked = checkLogin(input, context)
  if ('message' in checked) return fail(checked)
  const exchange = context.wechat.exchange(checked.code, checked.appId)
  if (exchange.kind === 'person') {
    if (exchange.note !== undefined) context.note({ path: 'code', ...exchange.note })
    return ok(logIn(context, checked.domain, exchange))
  }
  context.note(exchangeNote(exchange))
  return fail(rowOf(exchange.kind))
}

/** How WeChat's failures show: docs/spec/behaviour.md#wechat-pretended. */
const rowOf = (kind: ExchangeFailure['kind']) =>
  kind === 'refused' ? cases['5368'] : kind === 'unreachable' ? cases['5367'] : cases['5369']

const logIn = (
  context: Context,
  domain: UserDomain,
  { person, openId }: Pick<ExchangedPerson, 'person' | 'openId'>,
) => {
  const user = endUserOf(context, domain, openId, person)
  return giveTokens(context, user, context.wechat.countLogin(person).logins)
}

/** A success whatever was sent: the domain and the person asked for where there are any. */
const forceSuccess = (input: LoginInput | undefined, context: Context) => {
  const domain = forcedDomain(input?.userDomain ?? '', context)
  const code = input?.code ?? ''
  const exchange = context.wechat.exchange(code, input?.appId ?? '')
  if (exchange.kind === 'person') return ok(logIn(context, domain, exchange))
  const openId = `o${context.derive('enduser-forced', code).base64url(27)}`
  return ok(logIn(context, domain, { person: context.wechat.recognise(openId), openId }))
}

const forcedDomain = (asked: string, { world }: Context): UserDomain => {
  const userDomain = asked === '' ? exampleDomain : asked
  return world.table(userDomains).get(userDomain) ?? { userDomain }
}

/** The login of test/documents/002.txt. */
const wechatOffiaccountAuthLogin = defineOperation({
  name: 'offiaccount-auth-login',
  title: 'WeChat Official Account Authorization Login',
  method: 'POST',
  path: 'v2/enduser/enduserapi/wechatOffiaccountAuthLogin',
  request: loginRequest,
  response: loginResponse,
  magic: 'code',
  success: { basis: 'documented', source: 'test/documents/002.txt' },
  example: exampleLogin,
  exampleTakes: ['secret'],
  documented: { documented: documentedLogin },
  handle,
  forced: { success: forceSuccess },
  envelope: (outcome, input) =>
    envelope(outcome, () =>
      chooseLanguage(input ?? {}, input?.userDomain?.startsWith('C.') ? 'zh' : 'en'),
    ),
})

/** The IoT platform's end users, logged in through a WeChat official account. */
export const offiaccountAuthLogin = defineApi({
  name: 'offiaccount-auth-login',
  title: 'WeChat Official Account Authorization Login',
  document: 'test/documents/002.txt',
  dialect: spring(),
  cases,
  collections: [userDomains, endUsers],
  operations: [wechatOffiaccountAuthLogin, refreshToken, userInfo, userLogout],
  introspect,
  jwks: () => [publicJwk],
})
