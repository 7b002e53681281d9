import type { CaseRow, Live } from '../../core/case.ts'
import { companions, exampleAccount, exampleEmail, exampleMobile, examplePassword } from './dtos.ts'

type Row = Omit<CaseRow, 'name'>

const { login, reg, loginSend, regSend } = companions

const row = (
  code: number,
  message: string,
  operations: readonly string[],
  live: Live,
  more: Partial<Row> = {},
): Row => ({
  code,
  message,
  status: 200,
  basis: 'source',
  source: 'docs/spec/shopxo.md#accounts-and-settings',
  operations,
  live,
  ...more,
})

const input = (text: string, changes: Live['input'] = {}): Live => ({ text, input: changes })

const mobileUser = { id: '900003', mobile: exampleMobile, username: exampleAccount }
const emailUser = { id: '900004', email: exampleEmail }
const withUsers = (text: string, changes: Live['input'] = {}): Live => ({
  text,
  input: changes,
  world: { shopxoUsers: [mobileUser, emailUser] },
})
const closed = (setting: string): Live => ({
  text: `the world's \`site.settings.${setting}\` names no such way`,
  world: { site: { settings: { [setting]: 'none' } } },
})
const withStatus = (status: string): Live => ({
  text: `a user whose status is ${status}`,
  world: {
    shopxoUsers: [{ ...mobileUser, username: exampleAccount, password: examplePassword, status }],
  },
})

/** What only the operations of accounts and text messages answer. */
export const accountCases = {
  'login-type-invalid': row(
    -1,
    '登录类型有误',
    [login, loginSend],
    input('a `type` other than username, email and sms', { type: 'x' }),
  ),
  'reg-type-invalid': row(
    -1,
    '注册类型有误',
    [reg, regSend],
    input('a `type` other than username, email and sms', { type: 'x' }),
  ),
  'login-accounts-empty': row(
    -1,
    '登录账号不能为空',
    [login],
    input('accounts missing or empty to PHP', { accounts: null }),
  ),
  'accounts-empty': row(
    -1,
    '账号不能为空',
    [reg, loginSend, regSend],
    input('accounts missing or empty to PHP', { accounts: null }),
  ),
  'password-empty': row(
    -1,
    '密码不能为空',
    [reg],
    input('pwd missing or empty to PHP', { pwd: null }),
  ),
  'login-closed': row(-1, '暂时关闭登录', [login, loginSend], closed('home_user_login_type')),
  'reg-closed': row(-1, '暂时关闭用户注册', [reg], closed('home_user_reg_type')),
  'accounts-mobile-invalid': row(
    -2,
    '手机号码格式错误',
    [login, reg, loginSend, regSend],
    input('type sms, and accounts is no mobile', { type: 'sms', accounts: '123' }),
  ),
  'accounts-email-invalid': row(
    -2,
    '电子邮箱格式错误',
    [login, reg, loginSend, regSend],
    input('type email, and accounts is no address', { type: 'email', accounts: 'x' }),
  ),
  'username-invalid': row(
    -2,
    '用户名格式由 字母数字下划线 2~18 个字符',
    [reg, regSend],
    input('type username, and accounts is none', { type: 'username', accounts: '!' }),
  ),
  'mobile-unknown': row(
    -3,
    '手机号码不存在',
    [login, loginSend],
    input('type sms, and no user has the mobile', { type: 'sms', accounts: exampleMobile }),
  ),
  'email-unknown': row(
    -3,
    '电子邮箱不存在',
    [login, loginSend],
    input('type email, and no user has the address', { type: 'email', accounts: exampleEmail }),
  ),
  'account-unknown': row(-3, '登录帐号不存在', [login], input('nobody has this account')),
  'mobile-exists': row(
    -3,
    '手机号码已存在',
    [reg, regSend],
    withUsers('type sms, and a user has the mobile', { type: 'sms', accounts: exampleMobile }),
  ),
  'email-exists': row(
    -3,
    '电子邮箱已存在',
    [reg, regSend],
    withUsers('type email, and a user has the address', { type: 'email', accounts: exampleEmail }),
  ),
  'username-exists': row(-10, '账号已存在', [reg], withUsers('a user has the username')),
  'login-password-empty': row(
    -1,
    '密码格式 6~18 个字符之间',
    [login],
    withUsers('pwd missing or empty to PHP', { pwd: null }),
  ),
  'password-format': row(
    -1,
    '密码格式 6~18 个字符',
    [login],
    withUsers('a pwd of other than 6 to 18 characters', { pwd: 'abc' }),
  ),
  'password-wrong': row(-4, '密码错误', [login], {
    text: 'a pwd other than the `password` of the world’s user',
    world: { shopxoUsers: [{ ...mobileUser, password: 'another-one' }] },
  }),
  'login-user-banned': row(-10, '用户被禁止登录', [login], withStatus('2')),
  'login-user-pending': row(-10, '用户等待审核中', [login], withStatus('3')),
  'reg-pending': row(-110, '用户等待审核中', [reg], {
    text: "the world's `site.settings.common_register_is_enable_audit` is 1",
    world: { site: { settings: { common_register_is_enable_audit: '1' } } },
  }),
  'verify-unsupported': row(
    -2,
    '该类型不支持验证码发送',
    [loginSend, regSend],
    withUsers('type username, which gets no text message', {
      type: 'username',
      accounts: exampleAccount,
    }),
  ),
} as const satisfies Readonly<Record<string, Row>>
