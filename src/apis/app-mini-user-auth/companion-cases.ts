import type { CaseRow, Live } from '../../core/case.ts'
import {
  companions,
  exampleMobile,
  exampleOpenId,
  exampleSessionKey,
  exampleVerify,
} from './dtos.ts'

type Row = Omit<CaseRow, 'name'>

const { userInfo, onekeyBind, verifySend, mobileBind, addresses } = companions
const { login, reg, loginSend, regSend, center } = companions

const row = (
  code: number,
  message: string,
  operations: readonly string[],
  live: Live,
  basis: CaseRow['basis'] = 'recorded',
): Row => ({
  code,
  message,
  status: 200,
  basis,
  source: 'docs/spec/shopxo.md#follow-up-endpoints',
  operations,
  live,
})

const input = (text: string, changes: Live['input'] = {}): Live => ({ text, input: changes })

/** Somebody who can decrypt the example, and users of the shop. */
const people = [{ id: 'caller', openId: exampleOpenId, sessionKey: exampleSessionKey }]
const caller = { id: '900001', weixin_openid: exampleOpenId, logins: 1 }
const owner = { id: '900002', mobile: exampleMobile }
const smsCodes = [{ mobile: exampleMobile, code: exampleVerify }]

/** What only the operations beyond the document answer. */
export const companionCases = {
  'info-method-undefined': row(
    -1,
    '方法未定义[PcUserInfo]',
    [userInfo],
    input('application_client_type missing, or one without a method', {
      application_client_type: null,
    }),
    'source',
  ),
  'openid-empty': row(
    -1,
    'openid为空',
    [userInfo, onekeyBind],
    input('openid missing or empty to PHP', { openid: null }),
  ),
  'auth-data-empty': row(
    -1,
    '授权数据为空',
    [userInfo],
    input('auth_data missing or empty to PHP', { auth_data: null }),
  ),
  'encrypted-data-empty': row(
    -1,
    '解密数据为空',
    [onekeyBind],
    input('encrypted_data missing or empty to PHP', { encrypted_data: null }),
  ),
  'iv-empty': row(
    -1,
    'iv为空,请重试',
    [onekeyBind],
    input('iv missing or empty to PHP', { iv: null }),
    'source',
  ),
  'session-key-missing': row(
    -1,
    'session key不存在',
    [onekeyBind],
    input('an openid that has not logged in, and data that does not decrypt'),
  ),
  'iv-length': row(
    -1,
    'iv长度错误',
    [onekeyBind],
    {
      text: 'an iv of other than 24 characters',
      input: { iv: 'AAAA' },
      world: { shopxoUsers: [caller] },
    },
    'source',
  ),
  undecryptable: row(
    -1,
    '请重试！',
    [onekeyBind],
    {
      text: 'strict: data that does not decrypt',
      strict: true,
      world: { shopxoUsers: [caller] },
    },
    'source',
  ),
  'onekey-undeveloped': row(
    -1,
    'h5平台还未开发手机一键登录',
    [onekeyBind],
    input('a client type other than weixin', { application_client_type: 'h5' }),
    'source',
  ),
  'mobile-taken': row(
    -1,
    '手机已绑定其他帐号',
    [onekeyBind],
    {
      text: 'another user has the mobile number',
      world: { people, shopxoUsers: [caller, owner] },
    },
    'source',
  ),
  'account-exists': row(
    -10,
    '账号已存在',
    [onekeyBind],
    {
      text: 'a new openid, and another user has the mobile number',
      world: { people, shopxoUsers: [owner] },
    },
    'source',
  ),
  'user-awaiting-review': row(
    -301,
    '用户待审核',
    [onekeyBind],
    {
      text: 'a user whose status is not 0',
      world: { people, shopxoUsers: [{ ...caller, status: '3' }] },
    },
    'source',
  ),
  'mobile-empty': row(
    -1,
    '手机号码不能为空',
    [verifySend, mobileBind],
    input('mobile missing or empty to PHP', { mobile: null }),
  ),
  'mobile-invalid': row(
    -1,
    '手机号码格式错误',
    [verifySend],
    input('a mobile of other than 11 digits from 13 to 19', { mobile: '123' }),
  ),
  'sms-too-often': row(
    -100,
    '发送失败[防止造成骚扰，请勿频繁发送]',
    [verifySend, loginSend, regSend],
    {
      text: 'strict: a code was sent to this mobile less than a minute ago',
      strict: true,
      world: { smsCodes: [{ mobile: exampleMobile, sentAt: '2999-01-01T00:00:00Z' }] },
    },
    'source',
  ),
  'verify-empty': row(
    -1,
    '验证码不能为空',
    [mobileBind, reg],
    input('verify missing or empty to PHP', { verify: null }),
  ),
  'bind-mobile-invalid': row(
    -2,
    '手机号码格式错误',
    [mobileBind],
    input('a mobile of other than 11 digits from 13 to 19', { mobile: '123' }),
    'source',
  ),
  'verify-expired': row(
    -10,
    '验证码已过期',
    [mobileBind, login, reg],
    input('a mobile that got no code, or whose code is over'),
  ),
  'verify-wrong': row(
    -11,
    '验证码错误',
    [mobileBind, login, reg],
    { text: 'a mobile that got another code', input: { verify: '000000' }, world: { smsCodes } },
    'source',
  ),
  'bind-openid-empty': row(
    -20,
    '用户openid不能为空',
    [mobileBind],
    { text: 'no weixin_openid', input: { weixin_openid: null }, world: { smsCodes } },
    'source',
  ),
  'mobile-bound-elsewhere': row(
    -50,
    '手机已绑定其他账号、请换手机号重试',
    [mobileBind],
    {
      text: 'another user has the mobile number',
      world: { smsCodes, shopxoUsers: [caller, owner] },
    },
    'source',
  ),
  'mobile-unchanged': row(
    -51,
    '请使用新的手机号',
    [mobileBind],
    {
      text: 'the user has the mobile number already',
      world: { smsCodes, shopxoUsers: [{ ...caller, mobile: exampleMobile }] },
    },
    'source',
  ),
  'login-required': row(
    -400,
    '登录失效，请重新登录',
    [addresses, center],
    input('token missing, or never given here'),
  ),
} as const satisfies Readonly<Record<string, Row>>
