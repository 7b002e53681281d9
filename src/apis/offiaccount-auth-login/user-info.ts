import { defineOperation } from '../../core/api.ts'
import { fail, ok } from '../../core/outcome.ts'
import { authenticate, followUpLanguage, forcedUser } from './authentication.ts'
import { cases } from './cases.ts'
import { tokenRequest, userInfoResponse } from './dtos.ts'
import { profileOf } from './end-users.ts'
import { envelope } from './envelope.ts'
import { exampleUserInfo } from './samples.ts'

/** Who the token speaks for. */
export const userInfo = defineOperation({
  name: 'user-info',
  title: 'End user information',
  method: 'GET',
  path: 'v2/enduser/enduserapi/userInfo',
  request: tokenRequest,
  response: userInfoResponse,
  success: { basis: 'inferred', source: 'docs/spec/spring.md#follow-up-calls' },
  beyondDocument: true,
  example: exampleUserInfo,
  documented: {},
  handle: (input, context) => {
    const found = authenticate(input.authorization, 'AccessToken', cases['5106'], context)
    return 'message' in found ? fail(found) : ok(profileOf(context, found.user))
  },
  forced: {
    success: (input, context) => ok(profileOf(context, forcedUser(input?.authorization, context))),
  },
  envelope: (outcome, input) =>
    envelope(outcome, () => followUpLanguage(input, input?.authorization)),
})
