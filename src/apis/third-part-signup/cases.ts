import { defineCases, type CaseRow, type Live } from '../../core/case.ts'
import { invalidModel } from '../../dialects/aspnet-webapi/refusals.ts'
import { exampleFields } from './dtos.ts'

const source = 'docs/spec/behaviour.md#004-third-part-signup'

/**
 * Makes the row of a failure. The document names only status 1; the failures and their messages are not
 * public (I).
 */
const failure = (message: string, live: Live): Omit<CaseRow, 'name'> => ({
  code: 1,
  message,
  status: 200,
  basis: 'inferred',
  source,
  live,
})

/** A world with an account that conflicts with the example request. */
const somebody = (fields: Readonly<Record<string, unknown>>) => ({
  accounts: [{ userId: '00000000-0000-4000-8000-000000000004', thirdPart: 'Weixin', ...fields }],
})

const smsCode = (fields: Readonly<Record<string, unknown>>) => ({
  smsCodes: [{ mobile: exampleFields.Mobile, ...fields }],
})

/**
 * The error table of the API. `code` is the `Status` of the document, or the HTTP status of an answer without
 * a `Status`.
 */
export const cases = defineCases({
  success: {
    kind: 'success',
    code: 0,
    message: '',
    status: 200,
    basis: 'inferred',
    source,
    live: { text: 'ids and a mobile number that are not registered yet', input: {} },
  },
  'mobile-empty': failure('手机号码不能为空', {
    text: 'neither `Mobile` nor `EncryptMobile`',
    input: { Mobile: null },
  }),
  'mobile-undecryptable': failure('手机号码解密失败', {
    text: 'strict: an `EncryptMobile` that does not decrypt with the session key of the login',
    strict: true,
    input: { EncryptMobile: 'bW9jayBwaG9uZSBudW1iZXI=', EncryptIV: 'bW9jayBpdiAxNiBieXRlcw==' },
  }),
  'mobile-invalid': failure('手机号码格式不正确', {
    text: 'a `Mobile` that is no mobile number',
    input: { Mobile: '12345' },
  }),
  'verify-code-empty': failure('验证码不能为空', {
    text: 'a plain `Mobile` without `VerifyCode`',
    input: { VerifyCode: null },
  }),
  'verify-code-wrong': failure('验证码错误', {
    text: "the world's SMS code for that mobile is another one",
    world: smsCode({ code: '654321' }),
  }),
  'verify-code-expired': failure('验证码已过期', {
    text: "the world's SMS code for that mobile has expired",
    world: smsCode({ code: exampleFields.VerifyCode, expiresAt: '2000-01-01T00:00:00.000Z' }),
  }),
  'password-length': failure('密码长度必须在6-100个字符之间', {
    text: 'a `Password` of 1 to 5, or of more than 100 characters',
    input: { Password: '12345' },
  }),
  'third-party-taken': failure('该第三方账号已注册', {
    text: 'the world has an account of that `ThirdPart` and `ThirdPartID`',
    world: somebody({ thirdPartId: exampleFields.ThirdPartID }),
  }),
  'mobile-taken': failure('该手机号码已被注册', {
    text: 'the world has an account with that mobile and another `ThirdPartID`',
    world: somebody({ thirdPartId: 'somebody-else', mobile: exampleFields.Mobile }),
  }),
  'invalid-model': {
    ...invalidModel,
    live: {
      text: '`ThirdPartID`, `ThirdPartID2` or `ThirdPartAppid` absent, empty or white space',
      input: { ThirdPartID: null },
    },
  },
  documented: {
    kind: 'success',
    code: 1,
    message: 'sample string 2',
    status: 200,
    basis: 'documented',
    source: 'test/documents/004.txt',
  },
})
