import type { Context } from '../../core/context.ts'
import { ok, type Outcome } from '../../core/outcome.ts'
import type { Infer } from '../../core/schema.ts'
import { ownIdentity } from '../shared/given.ts'
import { checkSecret } from './check-app.ts'
import type { jscode2sessionRequest, jscode2sessionResponse } from './dtos.ts'
import { exampleOpenId } from './example.ts'
import { exchangeCode, type Person } from './exchange-code.ts'

type Request = Infer<typeof jscode2sessionRequest>
type Session = Infer<typeof jscode2sessionResponse>

/** What a mini program's back end gets for the code of wx.login. */
export const jscode2session = (input: Request, context: Context): Outcome<Session> => {
  const appId = checkSecret(input, context)
  if (typeof appId !== 'string') return appId
  const exchange = exchangeCode(input.js_code, 'js_code', appId, context)
  return exchange.kind === 'person' ? ok(sessionOf(exchange, appId, context)) : exchange
}

const sessionOf = (
  { person, openId, unionId }: Pick<Person, 'person' | 'openId' | 'unionId'>,
  appId: string,
  { wechat }: Context,
): Session => ({
  session_key: wechat.sessionKey(person, appId),
  openid: openId,
  ...(unionId === '' ? {} : { unionid: unionId }),
})

/** A session whatever was sent. */
export const sessionAnyway = (sent: Request | undefined, context: Context): Outcome<Session> => {
  const appId = sent?.appid ?? ''
  const code = ownIdentity(sent?.js_code)
  const exchange = code === undefined ? undefined : context.wechat.exchange(code, appId)
  if (exchange?.kind === 'person') return ok(sessionOf(exchange, appId, context))
  const person = context.wechat.recognise(exampleOpenId)
  return ok(
    sessionOf(
      { person, openId: person.openId ?? exampleOpenId, unionId: person.unionId ?? '' },
      appId,
      context,
    ),
  )
}

/** The sample of WeChat's documentation (docs/spec/wechat-platform.md#documented-sample). */
export const documentedSession = (): Session => ({
  openid: 'xxxxxx',
  session_key: 'xxxxx',
  unionid: 'xxxxx',
  errcode: 0,
  errmsg: 'xxxxx',
})
