import { defineApi, defineOperation } from '../../core/api.ts'
import { aspnetWebApi } from '../../dialects/aspnet-webapi/index.ts'
import { authorize, authorizeAnyway, invalidModel } from './authorize.ts'
import { cases } from './cases.ts'
import { resultMessage, userInfo } from './dtos.ts'
import { envelope } from './envelope.ts'
import { example } from './example.ts'
import { customers } from './records.ts'
import { documented, documentedRequest } from './samples.ts'

/** test/documents/000.txt: POST api/Customer/AppAuthorization. */
export const appAuthorization = defineApi({
  name: 'app-authorization',
  title: '微信移动APP用户授权',
  document: 'test/documents/000.txt',
  dialect: aspnetWebApi({ dateFormat: 'yyyy-MM-dd HH:mm:ss' }),
  cases,
  collections: [customers],
  operations: [
    defineOperation({
      name: 'app-authorization',
      title: '微信移动APP用户授权',
      method: 'POST',
      path: 'api/Customer/AppAuthorization',
      parameter: 'userInfo',
      request: userInfo,
      response: resultMessage,
      magic: 'openId',
      onInvalid: 'outcome',
      success: { basis: cases.success.basis, source: cases.success.source },
      example,
      documented: { documented },
      documentedRequest,
      handle: authorize,
      forced: {
        success: authorizeAnyway,
        'invalid-model': () => ({ kind: 'invalid', issues: invalidModel }),
      },
      envelope,
    }),
  ],
})
