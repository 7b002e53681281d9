import { defineCases } from '../../core/case.ts'
import { exampleFields } from './dtos.ts'

const source = 'docs/spec/behaviour.md#000-app-authorization'

/** The error table of the API. `code` is the `status` of the document. */
export const cases = defineCases({
  success: {
    kind: 'success',
    code: 1,
    message: 'OK',
    status: 200,
    basis: 'inferred',
    source,
    live: { text: 'any openId; an unknown one becomes a new customer', input: {} },
  },
  'openid-empty': {
    code: 0,
    message: 'OpenId不能为空',
    status: 200,
    basis: 'inferred',
    source,
    live: { text: '`openId` absent, empty or white space', input: { openId: null } },
  },
  'invalid-model': {
    code: 0,
    message: '请求参数验证失败',
    status: 200,
    basis: 'inferred',
    source,
    live: { text: 'a value that does not bind: `gender` abc', input: { gender: 'abc' } },
  },
  'malformed-body': {
    code: 0,
    message: '请求参数验证失败',
    status: 200,
    basis: 'inferred',
    source: 'docs/spec/behaviour.md#null-and-unreadable-bodies',
    live: { text: 'a body that cannot be read, such as [] or an open string' },
  },
  'account-locked': {
    code: 0,
    message: '账号已被锁定',
    status: 200,
    basis: 'inferred',
    source,
    live: {
      text: "the world's customer is `locked`",
      world: {
        customers: [
          {
            customerId: '00000000-0000-4000-8000-000000000001',
            openId: exampleFields.openId,
            unionId: exampleFields.unionId,
            locked: true,
          },
        ],
      },
    },
  },
  documented: {
    kind: 'success',
    code: 0,
    message: 'sample string 1',
    status: 200,
    basis: 'documented',
    source: 'test/documents/000.txt',
  },
})
