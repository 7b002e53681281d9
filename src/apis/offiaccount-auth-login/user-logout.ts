import { defineOperation } from '../../core/api.ts'
import { fail, ok } from '../../core/outcome.ts'
import { authenticate, followUpLanguage } from './authentication.ts'
import { cases } from './cases.ts'
import { emptyResponse, tokenRequest } from './dtos.ts'
import { envelope } from './envelope.ts'
import { exampleLogout } from './samples.ts'
import { revoke } from './tokens.ts'

/** The access token is dead from here on; the refresh token is not (I). */
export const userLogout = defineOperation({
  name: 'user-logout',
  title: 'End user logout',
  method: 'DELETE',
  path: 'v2/enduser/enduserapi/userLogout',
  request: tokenRequest,
  response: emptyResponse,
  success: { basis: 'inferred', source: 'docs/spec/spring.md#follow-up-calls' },
  beyondDocument: true,
  example: exampleLogout,
  documented: {},
  handle: (input, context) => {
    const found = authenticate(input.authorization, 'AccessToken', cases['5106'], context)
    if ('message' in found) return fail(found)
    revoke(context, found.token, found.claims)
    return ok(null)
  },
  forced: { success: () => ok(null) },
  envelope: (outcome, input) =>
    envelope(outcome, () => followUpLanguage(input, input?.authorization)),
})
