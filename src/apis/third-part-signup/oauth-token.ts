import type { Context } from '../../core/context.ts'
import type { Person } from '../../core/records.ts'
import type { Infer } from '../../core/schema.ts'
import { issueToken } from '../shared/issue-token.ts'
import type { oAuthToken } from './dtos.ts'
import type { Account } from './records.ts'

export type OAuthToken = Infer<typeof oAuthToken>

/** Two weeks but a second, as ASP.NET's OAuth server counts a fortnight (I). */
const EXPIRES_IN = 1_209_599

/** Counts the login and makes its tokens: new ones each time. */
export const oauthTokenOf = (account: Account, visitor: Person, context: Context): OAuthToken => {
  const { userId } = account
  const login = String(context.wechat.countLogin(visitor).logins)
  const access = context.derive('third-part-signup/access-token', userId, login).base64url(43)
  const refresh = context.derive('third-part-signup/refresh-token', userId, login).hex(32)
  const issued = context.now()
  const token = { api: 'third-part-signup', subject: userId }
  issueToken(context, { ...token, token: access, kind: 'access', seconds: EXPIRES_IN })
  issueToken(context, { ...token, token: refresh, kind: 'refresh' })
  return {
    access_token: access,
    token_type: 'bearer',
    expires_in: EXPIRES_IN,
    userName: account.mobile,
    userId,
    refresh_token: refresh,
    '.issued': rfc1123(issued),
    '.expires': rfc1123(issued + EXPIRES_IN * 1000),
  }
}

/** `Thu, 29 Jan 2026 07:00:34 GMT` */
const rfc1123 = (epochMs: number): string => new Date(epochMs).toUTCString()
