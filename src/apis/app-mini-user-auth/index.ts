import { defineApi, defineOperation } from '../../core/api.ts'
import { thinkphp } from '../../dialects/thinkphp/index.ts'
import { appMiniUserAuth as authorize } from './app-mini-user-auth.ts'
import { cases } from './cases.ts'
import { companionOperations } from './companions.ts'
import { frontOperations } from './front-operations.ts'
import { authRequest, authResponse } from './dtos.ts'
import { envelope } from './envelope.ts'
import { documentedCode, exampleOf } from './example.ts'
import { logInAnyway, newcomerAnyway } from './log-in.ts'
import { shopxoUsers, site } from './records.ts'
import { documented, documentedError } from './samples.ts'
import { closedAnswer } from './site.ts'
import { whileOpen } from './while-open.ts'

const title = '小程序用户授权'
const path = 'user/appminiuserauth'

/**
 * test/documents/003.txt: POST user/appminiuserauth, and the calls that lead from it to a bound mobile
 * number.
 */
export const appMiniUserAuth = defineApi({
  name: 'app-mini-user-auth',
  title,
  document: 'test/documents/003.txt',
  dialect: thinkphp({
    exitCodes: [cases['login-required'].code, cases['site-closed'].code],
    // Of ShopXO v2.2.2 (S): an action that they lack is refused in other words than theirs.
    controllers: [
      ...['Agreement', 'Answer', 'Article', 'Banner', 'Buy', 'Cart', 'Common', 'Crontab'],
      ...['Design', 'Devtest', 'Goods', 'Message', 'Navigation', 'Order'],
      ...['Orderaftersale', 'Ordernotify', 'Plugins', 'Region', 'Search', 'Ueditor'],
      ...['Usergoodsbrowse', 'Usergoodsfavor', 'Userintegral'],
    ],
    closed: closedAnswer,
  }),
  cases,
  collections: [shopxoUsers],
  site,
  operations: [
    defineOperation({
      name: 'app-mini-user-auth',
      title,
      method: 'POST',
      path,
      request: authRequest,
      response: authResponse,
      magic: 'authcode',
      success: { basis: cases.success.basis, source: cases.success.source },
      example: exampleOf(path, { authcode: documentedCode }),
      documented: { documented, 'documented-error': documentedError },
      handle: whileOpen(authorize),
      forced: {
        success: logInAnyway('0'),
        'user-muted': logInAnyway('1'),
        'new-user': newcomerAnyway,
      },
      envelope,
    }),
    ...companionOperations,
    ...frontOperations,
  ],
})
