import { defineApi, defineOperation } from '../../core/api.ts'
import type { Outcome } from '../../core/outcome.ts'
import type { Infer } from '../../core/schema.ts'
import { aspnetWebApi } from '../../dialects/aspnet-webapi/index.ts'
import { helpPageSample } from '../shared/aspnet-sites.ts'
import { cases } from './cases.ts'
import { example, requestResultOfOAuthToken, thirdPartSignupDto } from './dtos.ts'
import { accounts } from './records.ts'
import { invalidModel, signUp, signUpAnyway, type OAuthToken } from './sign-up.ts'

/** Wraps every outcome in a RequestResult, with Status 0 for success and 1 for failure (D). */
const envelope = (outcome: Outcome<OAuthToken>): Infer<typeof requestResultOfOAuthToken> => {
  if (outcome.kind === 'ok') return { Data: outcome.data, Status: 0, Message: null, Total: 0 }
  // The framework itself answers an invalid model state, so that only failures have a message here.
  const message = outcome.kind === 'failed' ? (outcome.message ?? outcome.row.message) : null
  return { Data: null, Status: 1, Message: message, Total: 0 }
}

/** The API of test/documents/004.txt: POST api/Account/SignupByThirdPart. */
export const thirdPartSignup = defineApi({
  name: 'third-part-signup',
  title: '第三方注册',
  document: 'test/documents/004.txt',
  dialect: aspnetWebApi(),
  cases,
  collections: [accounts],
  operations: [
    defineOperation({
      name: 'third-part-signup',
      title: '第三方注册',
      method: 'POST',
      path: 'api/Account/SignupByThirdPart',
      parameter: 'dto',
      request: thirdPartSignupDto,
      response: requestResultOfOAuthToken,
      magic: 'ThirdPartID2',
      onInvalid: 'refuse',
      success: cases.success,
      example,
      documented: { documented: helpPageSample(requestResultOfOAuthToken) },
      documentedRequest: helpPageSample(thirdPartSignupDto),
      handle: signUp,
      forced: {
        success: signUpAnyway,
        'invalid-model': invalidModel,
      },
      envelope,
    }),
  ],
})
