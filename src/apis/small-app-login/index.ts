import { defineApi, defineOperation } from '../../core/api.ts'
import { aspnetWebApi } from '../../dialects/aspnet-webapi/index.ts'
import { cases } from './cases.ts'
import { luiLukLoginReturnDto, wxSmallLoginDto } from './dtos.ts'
import { envelope } from './envelope.ts'
import { example } from './example.ts'
import { login, loginAnyway } from './login.ts'
import { members, site } from './records.ts'
import { documented, documentedRequest } from './samples.ts'

const title = '微信小程序登录(phase2),根据小程序code+phone+user登录系统'

/** test/documents/001.txt: POST api/WxSmallApp/LoginWithPhone. */
export const smallAppLogin = defineApi({
  name: 'small-app-login',
  title,
  document: 'test/documents/001.txt',
  dialect: aspnetWebApi({ jsonp: true }),
  cases,
  collections: [members],
  site,
  operations: [
    defineOperation({
      name: 'small-app-login',
      title,
      method: 'POST',
      path: 'api/WxSmallApp/LoginWithPhone',
      parameter: 'dto',
      request: wxSmallLoginDto,
      response: luiLukLoginReturnDto,
      magic: 'code',
      onInvalid: 'ignore',
      success: { basis: cases.success.basis, source: cases.success.source },
      example,
      documented: { documented },
      documentedRequest,
      handle: login,
      forced: { success: loginAnyway(false), 'phone-required': loginAnyway(true) },
      envelope,
    }),
  ],
})
