import type { CaseRow } from '../../core/case.ts'

type Row = Omit<CaseRow, 'name'>

/** Names of the operations beyond the document. */
export const companions = {
  userInfo: 'app-mini-user-info',
  onekeyBind: 'onekey-user-mobile-bind',
  verifySend: 'app-mobile-bind-verify-send',
  mobileBind: 'app-mobile-bind',
  addresses: 'user-address-index',
} as const

const { userInfo, onekeyBind, verifySend, mobileBind, addresses } = companions

const row = (
  code: number,
  message: string,
  operations: readonly string[],
  basis: CaseRow['basis'] = 'recorded',
): Row => ({
  code,
  message,
  status: 200,
  basis,
  source: 'thinkphp-shopxo, Follow-up endpoints',
  operations,
})

/** What only the operations beyond the document answer. No live triggers: those are the first one's. */
export const companionCases = {
  'info-method-undefined': row(-1, '方法未定义[PcUserInfo]', [userInfo], 'source'),
  'openid-empty': row(-1, 'openid为空', [userInfo, onekeyBind]),
  'auth-data-empty': row(-1, '授权数据为空', [userInfo]),
  'encrypted-data-empty': row(-1, '解密数据为空', [onekeyBind]),
  'iv-empty': row(-1, 'iv为空,请重试', [onekeyBind], 'source'),
  'session-key-missing': row(-1, 'session key不存在', [onekeyBind]),
  'iv-length': row(-1, 'iv长度错误', [onekeyBind], 'source'),
  undecryptable: row(-1, '请重试！', [onekeyBind], 'source'),
  'onekey-undeveloped': row(-1, 'h5平台还未开发手机一键登录', [onekeyBind], 'source'),
  'mobile-taken': row(-1, '手机已绑定其他帐号', [onekeyBind], 'source'),
  'account-exists': row(-10, '账号已存在', [userInfo, onekeyBind], 'source'),
  'user-awaiting-review': row(-301, '用户待审核', [onekeyBind], 'source'),
  'mobile-empty': row(-1, '手机号码不能为空', [verifySend, mobileBind]),
  'mobile-invalid': row(-1, '手机号码格式错误', [verifySend]),
  'sms-too-often': row(-100, '发送失败[防止造成骚扰，请勿频繁发送]', [verifySend], 'source'),
  'verify-empty': row(-1, '验证码不能为空', [mobileBind]),
  'bind-mobile-invalid': row(-2, '手机号码格式错误', [mobileBind], 'source'),
  'verify-expired': row(-10, '验证码已过期', [mobileBind]),
  'verify-wrong': row(-11, '验证码错误', [mobileBind], 'source'),
  'bind-openid-empty': row(-20, '用户openid不能为空', [mobileBind], 'source'),
  'mobile-bound-elsewhere': row(-50, '手机已绑定其他账号、请换手机号重试', [mobileBind], 'source'),
  'mobile-unchanged': row(-51, '请使用新的手机号', [mobileBind], 'source'),
  'login-required': row(-400, '登录失效，请重新登录', [addresses]),
} as const satisfies Readonly<Record<string, Row>>
