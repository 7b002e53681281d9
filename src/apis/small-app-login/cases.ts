import { defineCases, type CaseRow } from '../../core/case.ts'
import type { WeChatFailure } from '../../core/wechat-failures.ts'
import { invalidModel } from '../../dialects/aspnet-webapi/refusals.ts'
import { wechatRows } from '../shared/handling.ts'
import { exampleFields, exampleOpenId } from './dtos.ts'

const source = 'docs/spec/behaviour.md#001-small-app-login'

/** Everything but the errmsg, which WeChat words; `系统繁忙` where it says nothing (I). */
export const wechatMessage = (errmsg: string): string =>
  `微信登录失败:${errmsg === '' ? '系统繁忙' : errmsg}`

/** A person of the world with a code that works, also in strict mode. */
const caller = {
  people: [{ id: 'caller', openId: exampleOpenId }],
  codes: [{ code: exampleFields.code, person: 'caller' }],
}

const wechatRow = ({ error, errmsg, basis }: WeChatFailure): Omit<CaseRow, 'name'> => ({
  code: /^-?\d+$/.test(error) ? Number(error) : 200,
  message: wechatMessage(errmsg),
  status: 200,
  // The wording around WeChat's errmsg is chosen, however well the errmsg itself is known.
  basis: 'inferred',
  source: `docs/spec/behaviour.md#wechat-pretended (errmsg: ${basis})`,
  live: {
    text: `the world's code has \`error\` ${error}`,
    world: { codes: [{ code: exampleFields.code, error }] },
  },
})

/** Its error table. The document has no code column: `code` is WeChat's errcode, or the HTTP status. */
export const cases = defineCases({
  success: {
    kind: 'success',
    code: 200,
    message: '',
    status: 200,
    basis: 'inferred',
    source,
    live: { text: 'any code, with a phone number', input: {} },
  },
  'phone-required': {
    kind: 'success',
    code: 200,
    message: '',
    status: 200,
    basis: 'documented',
    source: 'test/documents/001.txt: RequireBindPhone',
    live: {
      text: 'no `phoneString`, and the person has no phone number yet',
      world: caller,
      input: { phoneString: null },
    },
  },
  'code-empty': {
    code: 200,
    message: 'code不能为空',
    status: 200,
    basis: 'inferred',
    source,
    live: { text: '`code` absent, empty or white space', input: { code: null } },
  },
  'phone-undecryptable': {
    code: 200,
    message: '手机号解密失败',
    status: 200,
    basis: 'inferred',
    source,
    live: {
      text: 'strict: a `phoneString` that does not decrypt with the session key of the login',
      strict: true,
      world: caller,
      input: { phoneString: exampleFields.phoneString },
    },
  },
  ...wechatRows(wechatRow),
  'malformed-body': {
    kind: 'refusal',
    code: 500,
    message: 'An error has occurred.',
    status: 500,
    basis: 'recorded',
    source: 'docs/spec/behaviour.md#null-and-unreadable-bodies',
    live: { text: 'a body that cannot be read leaves no object, as if it were null' },
  },
  // This site ignores its model state (docs/spec/behaviour.md#null-and-unreadable-bodies): no input
  // gets the framework's own answer to one.
  'invalid-model': invalidModel,
  documented: {
    kind: 'success',
    code: 200,
    message: 'sample string 4',
    status: 200,
    basis: 'documented',
    source: 'test/documents/001.txt',
  },
})
