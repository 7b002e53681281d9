import { defineApi, defineOperation } from '../../core/api.ts'
import { aspnetWebApi } from '../../dialects/aspnet-webapi/index.ts'
import { cases } from './cases.ts'
import { requestResultOfOAuthToken, thirdPartSignupDto } from './dtos.ts'
import { envelope } from './envelope.ts'
import { example } from './example.ts'
import { accounts } from './records.ts'
import { documented, documentedRequest } from './samples.ts'
import { invalidModel, signUp, signUpAnyway } from './sign-up.ts'

/** test/documents/004.txt: POST api/Account/SignupByThirdPart. */
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
      success: { basis: cases.success.basis, source: cases.success.source },
      example,
      documented: { documented },
      documentedRequest,
      handle: signUp,
      forced: {
        success: signUpAnyway,
        'invalid-model': () => ({ kind: 'invalid', issues: invalidModel }),
      },
      envelope,
    }),
  ],
})
