import type { CaseRow, Live } from '../../core/case.ts'
import {
  companions,
  exampleAccount,
  exampleEmail,
  exampleMobile,
  exampleOpenId,
  examplePassword,
  exampleSessionKey,
  exampleVerify,
} from './dtos.ts'

type Row = Omit<CaseRow, 'name'>

const { userInfo, onekeyBind, verifySend, mobileBind, addresses } = companions
const { login, reg, loginSend, regSend, center } = companions

const rowsOf =
  (source: string, basis: CaseRow['basis']) =>
  (code: number, message: string, operations: readonly string[], live: Live): Row => ({
    code,
    message,
    status: 200,
    basis,
    source,
    operations,
    live,
  })
const recorded = rowsOf('docs/spec/shopxo.md#follow-up-endpoints', 'recorded')
const sourced = rowsOf('docs/spec/shopxo.md#follow-up-endpoints', 'source')
const ofAccounts = rowsOf('docs/spec/shopxo.md#accounts-and-settings', 'source')

const without = (name: string): Live => ({
  text: `${name} missing or empty to PHP`,
  input: { [name]: null },
})

/** A person whose session key decrypts the example, and users of the shop. */
const people = [{ id: 'caller', openId: exampleOpenId, sessionKey: exampleSessionKey }]
const caller = { id: '900001', weixin_openid: exampleOpenId, logins: 1 }
const owner = { id: '900002', mobile: exampleMobile }
const smsCodes = [{ mobile: exampleMobile, code: exampleVerify }]

const mobileUser = { id: '900003', mobile: exampleMobile, username: exampleAccount }
const emailUser = { id: '900004', email: exampleEmail }
const shopxoUsers = [mobileUser, emailUser]
const closed = (setting: string): Live => ({
  text: `the world's \`site.settings.${setting}\` names no such way`,
  world: { site: { settings: { [setting]: 'none' } } },
})
const withStatus = (status: string): Live => ({
  text: `a user whose status is ${status}`,
  world: { shopxoUsers: [{ ...mobileUser, password: examplePassword, status }] },
})
const sms = { type: 'sms', accounts: exampleMobile }
const email = { type: 'email', accounts: exampleEmail }

/** The cases that only the undocumented operations give. */
export const companionCases = {
  'info-method-undefined': sourced(-1, '方法未定义[PcUserInfo]', [userInfo], {
    text: 'application_client_type missing, or one without a method',
    input: { application_client_type: null },
  }),
  'openid-empty': recorded(-1, 'openid为空', [userInfo, onekeyBind], without('openid')),
  'auth-data-empty': recorded(-1, '授权数据为空', [userInfo], without('auth_data')),
  'encrypted-data-empty': recorded(-1, '解密数据为空', [onekeyBind], without('encrypted_data')),
  'iv-empty': sourced(-1, 'iv为空,请重试', [onekeyBind], without('iv')),
  'session-key-missing': recorded(-1, 'session key不存在', [onekeyBind], {
    text: 'an openid that has not logged in, and data that does not decrypt',
    input: {},
  }),
  'iv-length': sourced(-1, 'iv长度错误', [onekeyBind], {
    text: 'an iv of other than 24 characters',
    input: { iv: 'AAAA' },
    world: { shopxoUsers: [caller] },
  }),
  undecryptable: sourced(-1, '请重试！', [onekeyBind], {
    text: 'strict: data that does not decrypt',
    strict: true,
    world: { shopxoUsers: [caller] },
  }),
  'onekey-undeveloped': sourced(-1, 'h5平台还未开发手机一键登录', [onekeyBind], {
    text: 'a client type other than weixin',
    input: { application_client_type: 'h5' },
  }),
  'mobile-taken': sourced(-1, '手机已绑定其他帐号', [onekeyBind], {
    text: 'another user has the mobile number',
    world: { people, shopxoUsers: [caller, owner] },
  }),
  'account-exists': sourced(-10, '账号已存在', [onekeyBind], {
    text: 'a new openid, and another user has the mobile number',
    world: { people, shopxoUsers: [owner] },
  }),
  'user-awaiting-review': sourced(-301, '用户待审核', [onekeyBind], {
    text: 'a user whose status is not 0',
    world: { people, shopxoUsers: [{ ...caller, status: '3' }] },
  }),
  'mobile-empty': recorded(-1, '手机号码不能为空', [verifySend, mobileBind], without('mobile')),
  'mobile-invalid': recorded(-1, '手机号码格式错误', [verifySend], {
    text: 'a mobile of other than 11 digits from 13 to 19',
    input: { mobile: '123' },
  }),
  'sms-too-often': sourced(
    -100,
    '发送失败[防止造成骚扰，请勿频繁发送]',
    [verifySend, loginSend, regSend],
    {
      text: 'strict: a code was sent to this mobile less than a minute ago',
      strict: true,
      world: { smsCodes: [{ mobile: exampleMobile, sentAt: '2999-01-01T00:00:00Z' }] },
    },
  ),
  'verify-empty': recorded(-1, '验证码不能为空', [mobileBind, reg], without('verify')),
  'bind-mobile-invalid': sourced(-2, '手机号码格式错误', [mobileBind], {
    text: 'a mobile of other than 11 digits from 13 to 19',
    input: { mobile: '123' },
  }),
  'verify-expired': recorded(-10, '验证码已过期', [mobileBind, login, reg], {
    text: 'a mobile that got no code, or whose code is over',
    input: {},
  }),
  'verify-wrong': sourced(-11, '验证码错误', [mobileBind, login, reg], {
    text: 'a mobile that got another code',
    input: { verify: '000000' },
    world: { smsCodes },
  }),
  'bind-openid-empty': sourced(-20, '用户openid不能为空', [mobileBind], {
    text: 'no weixin_openid',
    input: { weixin_openid: null },
    world: { smsCodes },
  }),
  'mobile-bound-elsewhere': sourced(-50, '手机已绑定其他账号、请换手机号重试', [mobileBind], {
    text: 'another user has the mobile number',
    world: { smsCodes, shopxoUsers: [caller, owner] },
  }),
  'mobile-unchanged': sourced(-51, '请使用新的手机号', [mobileBind], {
    text: 'the user has the mobile number already',
    world: { smsCodes, shopxoUsers: [{ ...caller, mobile: exampleMobile }] },
  }),
  'login-required': recorded(-400, '登录失效，请重新登录', [addresses, center], {
    text: 'token missing, or never given here',
    input: {},
  }),
  'login-type-invalid': ofAccounts(-1, '登录类型有误', [login, loginSend], {
    text: 'a `type` other than username, email and sms',
    input: { type: 'x' },
  }),
  'reg-type-invalid': ofAccounts(-1, '注册类型有误', [reg, regSend], {
    text: 'a `type` other than username, email and sms',
    input: { type: 'x' },
  }),
  'login-accounts-empty': ofAccounts(-1, '登录账号不能为空', [login], without('accounts')),
  'accounts-empty': ofAccounts(-1, '账号不能为空', [reg, loginSend, regSend], without('accounts')),
  'password-empty': ofAccounts(-1, '密码不能为空', [reg], without('pwd')),
  'login-closed': ofAccounts(
    -1,
    '暂时关闭登录',
    [login, loginSend],
    closed('home_user_login_type'),
  ),
  'reg-closed': ofAccounts(-1, '暂时关闭用户注册', [reg], closed('home_user_reg_type')),
  'accounts-mobile-invalid': ofAccounts(-2, '手机号码格式错误', [login, reg, loginSend, regSend], {
    text: 'type sms, and accounts is no mobile',
    input: { type: 'sms', accounts: '123' },
  }),
  'accounts-email-invalid': ofAccounts(-2, '电子邮箱格式错误', [login, reg, loginSend, regSend], {
    text: 'type email, and accounts is no address',
    input: { type: 'email', accounts: 'x' },
  }),
  'username-invalid': ofAccounts(-2, '用户名格式由 字母数字下划线 2~18 个字符', [reg, regSend], {
    text: 'type username, and accounts is none',
    input: { type: 'username', accounts: '!' },
  }),
  'mobile-unknown': ofAccounts(-3, '手机号码不存在', [login, loginSend], {
    text: 'type sms, and no user has the mobile',
    input: sms,
  }),
  'email-unknown': ofAccounts(-3, '电子邮箱不存在', [login, loginSend], {
    text: 'type email, and no user has the address',
    input: email,
  }),
  'account-unknown': ofAccounts(-3, '登录帐号不存在', [login], {
    text: 'nobody has this account',
    input: {},
  }),
  'mobile-exists': ofAccounts(-3, '手机号码已存在', [reg, regSend], {
    text: 'type sms, and a user has the mobile',
    input: sms,
    world: { shopxoUsers },
  }),
  'email-exists': ofAccounts(-3, '电子邮箱已存在', [reg, regSend], {
    text: 'type email, and a user has the address',
    input: email,
    world: { shopxoUsers },
  }),
  'username-exists': ofAccounts(-10, '账号已存在', [reg], {
    text: 'a user has the username',
    input: {},
    world: { shopxoUsers },
  }),
  'login-password-empty': ofAccounts(-1, '密码格式 6~18 个字符之间', [login], {
    ...without('pwd'),
    world: { shopxoUsers },
  }),
  'password-format': ofAccounts(-1, '密码格式 6~18 个字符', [login], {
    text: 'a pwd of other than 6 to 18 characters',
    input: { pwd: 'abc' },
    world: { shopxoUsers },
  }),
  'password-wrong': ofAccounts(-4, '密码错误', [login], {
    text: 'a pwd other than the `password` of the world’s user',
    world: { shopxoUsers: [{ ...mobileUser, password: 'another-one' }] },
  }),
  'login-user-banned': ofAccounts(-10, '用户被禁止登录', [login], withStatus('2')),
  'login-user-pending': ofAccounts(-10, '用户等待审核中', [login], withStatus('3')),
  'reg-pending': ofAccounts(-110, '用户等待审核中', [reg], {
    text: "the world's `site.settings.common_register_is_enable_audit` is 1",
    world: { site: { settings: { common_register_is_enable_audit: '1' } } },
  }),
  'verify-unsupported': ofAccounts(-2, '该类型不支持验证码发送', [loginSend, regSend], {
    text: 'type username, which gets no text message',
    input: { type: 'username', accounts: exampleAccount },
    world: { shopxoUsers },
  }),
} as const satisfies Readonly<Record<string, Row>>
