import { defineCases, type CaseRow } from '../../core/case.ts'
import type { WeChatFailure } from '../../core/wechat-failures.ts'
import { invalidModel } from '../../dialects/aspnet-webapi/refusals.ts'
import { wechatRows } from '../shared/handling.ts'
import { exampleFields, exampleOpenId } from './dtos.ts'

const source = 'docs/spec/behaviour.md#001-small-app-login'

/**
 * Returns the site's message for a failure of WeChat. Only the errmsg is WeChat's; `系统繁忙` replaces an empty
 * errmsg (I).
 */
export const wechatMessage = (errmsg: string): string =>
  `微信登录失败:${errmsg === '' ? '系统繁忙' : errmsg}`

/** A world with a person whose code also works in strict mode. */
const caller = {
  people: [{ id: 'caller', openId: exampleOpenId }],
  codes: [{ code: exampleFields.code, person: 'caller' }],
}

const wechatRow = ({ error, errmsg, basis }: WeChatFailure): Omit<CaseRow, 'name'> => ({
  code: /^-?\d+$/.test(error) ? Number(error) : 200,
  message: wechatMessage(errmsg),
  status: 200,
  // The text around WeChat's errmsg is invented, so the basis stays inferred even where the errmsg is well
  // known.
  basis: 'inferred',
  source: `docs/spec/behaviour.md#wechat-pretended (errmsg: ${basis})`,
  live: {
    text: `the world's code has \`error\` ${error}`,
    world: { codes: [{ code: exampleFields.code, error }] },
  },
})

/**
 * The error table of the API. The document has no code column: `code` is WeChat's errcode, or the HTTP
 * status.
 */
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
  // No request causes this case: the site ignores its model state
  // (docs/spec/behaviour.md#null-and-unreadable-bodies).
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
