import { defineCases } from '../../core/case.ts'
import { jsonPost } from '../shared/help-page.ts'

/** A login; openid and unionid are the ones of WeChat's own documentation. */
export const exampleFields = {
  openId: 'o6_bmjrPTlm6_2sgVt7hMZOPfL2M',
  nickname: '小明',
  gender: 1,
  language: 'zh_CN',
  province: '广东',
  city: '广州',
  country: '中国',
  avatarUrl: 'https://thirdwx.qlogo.cn/mmopen/example/132',
  subscribe_time: '2026-01-29 15:00:34',
  unionId: 'o6_bmasdasdsad6_2sgVt7hMZOPfL',
  session_key: 'HyVFkGl5F5OQWJZZaNzBBg==',
} as const

/** The example request, with fields changed; null takes one away. */
export const example = jsonPost('api/Customer/AppAuthorization', exampleFields)

const source = 'docs/spec/behaviour.md#000-app-authorization'

/** Its error table; `code` is the document's `status`. */
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
