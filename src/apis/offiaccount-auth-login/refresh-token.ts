import { defineOperation } from '../../core/api.ts'
import { fail, ok } from '../../core/outcome.ts'
import { authenticate, followUpLanguage, forcedUser } from './authentication.ts'
import { cases } from './cases.ts'
import { loginResponse, refreshRequest } from './dtos.ts'
import { envelope } from './envelope.ts'
import { exampleRefresh } from './samples.ts'
import { giveTokens, refreshAccess } from './tokens.ts'

/** A fresh access token; the refresh token stays what it is until it expires (I). */
export const refreshToken = defineOperation({
  name: 'refresh-token',
  title: 'Refresh the access token',
  method: 'PUT',
  path: 'v2/enduser/enduserapi/refreshToken',
  request: refreshRequest,
  response: loginResponse,
  success: { basis: 'inferred', source: 'docs/spec/spring.md#follow-up-calls' },
  beyondDocument: true,
  example: exampleRefresh,
  documented: {},
  handle: (input, context) => {
    const found = authenticate(input.refreshToken, 'RefreshToken', cases['5115'], context)
    if ('message' in found) return fail(found)
    const { user, token, claims } = found
    return ok({
      accessToken: refreshAccess(context, user, claims),
      refreshToken: { token: `Bearer ${token}`, expirationTime: claims.exp },
    })
  },
  forced: {
    success: (input, context) =>
      ok(giveTokens(context, forcedUser(input?.refreshToken, context), 0)),
  },
  envelope: (outcome, input) =>
    envelope(outcome, () => followUpLanguage(input, input?.refreshToken)),
})
