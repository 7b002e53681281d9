import { defineCases, type CaseRow, type Live } from '../../core/case.ts'
import { operationNames } from './dtos.ts'

const { authorize, qrconnect } = operationNames
/** The operations of the consent page. */
export const consentOperations = [authorize, qrconnect] as const

type Row = Omit<CaseRow, 'name'>

const page = (code: number, message: string, messageEn: string, live?: Live): Row => ({
  code,
  message,
  messageEn,
  status: 200,
  basis: 'documented',
  source: 'docs/spec/wechat-platform.md#the-consent-page',
  operations: consentOperations,
  ...(live === undefined ? {} : { live }),
})

const input = (text: string, changes: NonNullable<Live['input']>): Live => ({
  text,
  input: changes,
})

/** The consent page and its error pages, by WeChat's numbers. */
export const consentCases = defineCases({
  'consent-page': {
    ...page(
      0,
      '微信登录',
      'WeChat login',
      input('scope snsapi_userinfo', { scope: 'snsapi_userinfo' }),
    ),
    kind: 'success',
  },
  denied: {
    ...page(0, '已拒绝授权', 'Denied', input('the person denies', { mock_person: 'deny' })),
    kind: 'success',
  },
  'redirect-domain-mismatch': page(
    10003,
    'redirect_uri 域名与后台配置不一致',
    'The host of redirect_uri is not the configured one',
    {
      text: "`redirect_uri` of another host than the app's `redirectDomain`",
      world: { apps: [{ appId: 'wx0123456789abcdef', redirectDomain: 'www.example.com' }] },
    },
  ),
  'account-blocked': page(10004, '此公众号被封禁', 'This account is blocked'),
  'scope-not-permitted': page(
    10005,
    '此公众号并没有这些 scope 的权限',
    'The account has no permission for this scope',
    input('a `scope` that there is none of', { scope: 'snsapi_none' }),
  ),
  'not-followed': page(10006, '必须关注此测试号', 'The account must be followed first'),
  'too-frequent': page(10009, '操作太频繁了，请稍后重试', 'Too frequent: try again later'),
  'scope-missing': page(
    10010,
    'scope 不能为空',
    'scope is empty',
    input('`scope` missing or empty', { scope: null }),
  ),
  'redirect-uri-missing': page(
    10011,
    'redirect_uri 不能为空',
    'redirect_uri is empty',
    input('`redirect_uri` missing or empty', { redirect_uri: null }),
  ),
  'page-parameter-invalid': {
    ...page(
      10011,
      '参数错误',
      'A parameter is wrong',
      input('`state` of other characters than letters and digits, or over 128', { state: 'a b' }),
    ),
    basis: 'inferred',
  },
  'page-appid-missing': page(
    10012,
    'appid 不能为空',
    'appid is empty',
    input('`appid` missing or empty', { appid: null }),
  ),
  'state-missing': page(10013, 'state 不能为空', 'state is empty'),
  'platform-not-authorized': page(
    10015,
    '公众号未授权第三方平台，请检查授权状态',
    'The account has not authorised this platform',
    {
      text: 'strict: an `appid` that the world does not list',
      strict: true,
      input: { appid: 'wx00000000000000' },
    },
  ),
  'open-platform-appid': page(
    10016,
    '不支持微信开放平台的 Appid，请使用公众号 Appid',
    'This is an appid of the open platform: use that of an official account',
    {
      text: "the world's app is of another `kind` than officialAccount",
      world: { apps: [{ appId: 'wx0123456789abcdef', kind: 'website' }] },
    },
  ),
})
