import type { IntrospectedToken } from '../../core/api.ts'
import type { Context, Services } from '../../core/context.ts'
import { isoInstant } from '../../core/iso-instant.ts'
import type { Outcome } from '../../core/outcome.ts'
import { given } from '../shared/given.ts'
import { refuseFor, refuseMissing } from './answer.ts'
import { cases } from './cases.ts'
import { wechatTokens, type WeChatToken } from './records.ts'

/** Seconds. */
export const ACCESS_LIFE = 7_200
export const REFRESH_LIFE = 30 * 86_400

/** Two digits, `_` and 107 characters of base64url (I). `parts` decide it. */
export const makeToken = (
  { derive }: Pick<Services, 'derive'>,
  ...parts: readonly string[]
): string => {
  const derived = derive('wechat-platform/token', ...parts)
  return `${40 + derived.below(60)}_${derived.base64url(107)}`
}

/** Keeps a token; `seconds` is its life from now. */
export const keepToken = (
  { world, now }: Context,
  token: Omit<WeChatToken, 'expiresAt'>,
  seconds: number,
): void => {
  world.table(wechatTokens).put({ ...token, expiresAt: isoInstant(now() + seconds * 1000) })
}

export const isOver = (instant: string | null | undefined, now: number): boolean =>
  typeof instant === 'string' && Date.parse(instant) <= now

/** The token that a call was made with, or why it does not count. Expired ones are told apart only where `expiry` says so. */
export const checkToken = (
  text: string | null | undefined,
  kind: 'access' | 'app',
  expiry: boolean,
  context: Context,
): WeChatToken | Outcome<never> => {
  const value = given(text)
  if (value === undefined) return refuseMissing(context, cases['token-missing'], 'access_token')
  const token = context.world.table(wechatTokens).get(value)
  if (token?.kind !== kind)
    return refuseFor(context, cases['token-invalid'], {
      kind: 'token-unknown',
      cause:
        token === undefined
          ? '`access_token` was never given here'
          : `\`access_token\` is ${kinds[token.kind ?? ''] ?? 'of another kind'}`,
      fix: `send one that ${kind === 'app' ? '/cgi-bin/token' : '/sns/oauth2/access_token'} gave`,
      path: 'access_token',
    })
  if (!isOver(token.expiresAt, context.now())) return token
  const replaced = typeof token.replacedAt === 'string'
  return refuseFor(context, expiry && !replaced ? cases['token-expired'] : cases['token-invalid'], {
    kind: 'token-expired',
    cause: replaced
      ? `\`access_token\` was replaced by another at ${token.replacedAt}`
      : `\`access_token\` expired at ${token.expiresAt ?? ''} and it is ${isoInstant(context.now())}`,
    fix: 'get another',
    path: 'access_token',
  })
}

const kinds: Readonly<Record<string, string>> = {
  access: "a person's, and this call takes an app's",
  refresh: 'a refresh token',
  app: "an app's, and this call takes a person's",
}

/** What is known of one of WeChat's tokens, for `POST /__admin/tokens/introspect`. */
export const introspect = (
  token: string,
  { world, now }: Services,
): IntrospectedToken | undefined => {
  const record = world.table(wechatTokens).get(token)
  if (record === undefined) return undefined
  return {
    active: !isOver(record.expiresAt, now()),
    kind: record.kind === 'refresh' ? 'refresh' : 'access',
    subject: record.openId ?? record.appId ?? '',
    expiresAt: Date.parse(record.expiresAt ?? '9999-12-31T00:00:00Z'),
  }
}
