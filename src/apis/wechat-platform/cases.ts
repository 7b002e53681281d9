import { defineCases, type CaseRow, type Live } from '../../core/case.ts'
import { errmsgOf } from '../../core/wechat-failures.ts'
import {
  exampleApp,
  exampleCode,
  exampleOpenId,
  exampleToken,
  exchanging,
  forTheApp,
  operationNames,
  withErrcode,
  withSecret,
} from './dtos.ts'

type Row = Omit<CaseRow, 'name'>
type Fields = Readonly<Record<string, unknown>>

const { session, access, refresh, userinfo, auth, stable, token, ticket, phone } = operationNames
const consent = [operationNames.authorize, operationNames.qrconnect]

/** A time later than any clock. */
const FUTURE = '9999-12-31T00:00:00Z'

const row = (
  code: number,
  operations: readonly string[],
  live: Live,
  more: Partial<Row> = {},
): Row => ({
  code,
  message: errmsgOf(String(code)),
  status: 200,
  basis: 'source',
  source: 'docs/spec/wechat-platform.md#wire',
  operations,
  live,
  ...more,
})

const input = (text: string, changes: Live['input'] = {}): Live => ({ text, input: changes })

const without = (name: string): Live => input(`\`${name}\` missing or empty`, { [name]: null })

/** A world with these fields of the example's code. */
const codeIs = (text: string, fields: Fields): Live => ({
  text,
  world: { codes: [{ code: exampleCode, ...fields }] },
})

const codeFails = (error: string): Live =>
  codeIs(`the world's code has \`error\` ${error}`, { error })

/** A world with these fields of the example's access token. */
const tokenIs = (fields: Fields = {}): Fields => {
  const { appid: appId } = exampleApp
  const token = { token: exampleToken, appId, openId: exampleOpenId, kind: 'access' }
  return { wechatTokens: [{ ...token, expiresAt: FUTURE, ...fields }] }
}

const app = (text: string, fields: Fields): Live => ({
  text,
  world: { apps: [{ appId: exampleApp.appid, ...fields }] },
})

const unlisted: Live = {
  text: 'strict: an `appid` that the world does not list',
  strict: true,
  input: { appid: 'wx00000000000000' },
}

const silent = (error: string, status: number): Row =>
  row(status, exchanging, codeFails(error), { message: '', status, basis: 'inferred' })

const page = (code: number, message: string, messageEn: string, live?: Live): Row => ({
  code,
  message,
  messageEn,
  status: 200,
  basis: 'documented',
  source: 'docs/spec/wechat-platform.md#the-consent-page',
  operations: consent,
  ...(live && { live }),
})

/**
 * The error table of the API: the errcodes of docs/spec/wechat-platform.md#wire, then the error pages of the
 * consent page by WeChat's numbers.
 */
export const cases = defineCases({
  success: row(0, [...withErrcode, ...consent], input('any code of any app (lenient)'), {
    kind: 'success',
    message: 'ok',
    basis: 'documented',
  }),
  documented: {
    kind: 'success',
    code: 0,
    message: '',
    status: 200,
    basis: 'documented',
    source: 'docs/spec/wechat-platform.md#documented-sample',
    operations: [session],
  },
  'snapshot-user': row(
    0,
    [access],
    codeIs("the world's code says `snapshot: true`", { snapshot: true }),
    { kind: 'success', message: 'ok', basis: 'documented' },
  ),
  'appid-missing': row(41002, [...withSecret, refresh], without('appid')),
  'appid-invalid': row(40013, [...withSecret, refresh], unlisted),
  'appsecret-missing': row(41004, withSecret, without('secret')),
  'appsecret-invalid': row(
    40125,
    withSecret,
    input("a `secret` other than the world's for this app", { secret: 'wrong' }),
  ),
  'appsecret-frozen': row(
    40243,
    forTheApp,
    app("the world's app is `frozenSecret`", { frozenSecret: true }),
    { basis: 'inferred' },
  ),
  'ip-not-whitelisted': row(
    40164,
    forTheApp,
    app("the world's app has an `ipWhitelist` without the client's address", {
      ipWhitelist: ['203.0.113.7'],
    }),
  ),
  'grant-type-invalid': row(
    40002,
    forTheApp,
    input('`grant_type` other than client_credential', { grant_type: 'authorization_code' }),
    { basis: 'documented' },
  ),
  'code-missing': row(
    41008,
    [...exchanging, phone],
    input('`js_code` (or `code`) missing or empty', { js_code: null, code: null }),
  ),
  'code-invalid': row(40029, [...exchanging, phone], codeFails('40029'), { basis: 'recorded' }),
  'code-used': row(40163, exchanging, codeFails('40163'), { basis: 'recorded' }),
  'code-blocked': row(40226, exchanging, codeFails('40226'), { basis: 'documented' }),
  'rate-limited': row(45011, [...exchanging, stable, phone], codeFails('45011')),
  'system-error': row(-1, withErrcode, codeFails('-1')),
  'wechat-unreachable': silent('unreachable', 502),
  'wechat-empty': silent('empty', 200),
  'wechat-unreadable': silent('unreadable', 200),
  'wechat-incomplete': silent('incomplete', 200),
  'refresh-token-missing': row(41003, [refresh], without('refresh_token')),
  'refresh-token-invalid': row(
    40030,
    [refresh, access],
    input('a `refresh_token` that is none, or has expired', { refresh_token: 'none' }),
  ),
  'token-missing': row(41001, [userinfo, auth, ticket, phone], without('access_token')),
  'token-invalid': row(
    40001,
    [userinfo, auth, ticket, phone],
    input('an `access_token` that was never given, or that another replaced', {
      access_token: 'none',
    }),
  ),
  'token-expired': row(42001, [userinfo, ticket, phone], {
    text: 'an `access_token` at the end of its life',
    world: tokenIs({ expiresAt: '2001-01-01T00:00:00Z' }),
  }),
  'openid-missing': row(41009, [userinfo, auth], { ...without('openid'), world: tokenIs() }),
  'openid-invalid': row(40003, [userinfo, auth], {
    ...input('an `openid` other than the access token is for', { openid: 'oSomebodyElse' }),
    world: tokenIs(),
  }),
  'scope-unauthorized': row(
    48001,
    [userinfo],
    { text: 'an access token of scope snsapi_base', world: tokenIs({ scope: 'snsapi_base' }) },
    { basis: 'documented' },
  ),
  'quota-reached': row(
    45009,
    [stable, token, phone],
    {
      text: '`force_refresh` for the 21st time within a day',
      input: { force_refresh: true },
      world: {
        appTokens: [{ appId: exampleApp.appid, forcedAt: Array<string>(20).fill(FUTURE) }],
      },
    },
    { basis: 'documented' },
  ),
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
    app("`redirect_uri` of another host than the app's `redirectDomain`", {
      redirectDomain: 'www.example.com',
    }),
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
  'scope-missing': page(10010, 'scope 不能为空', 'scope is empty', without('scope')),
  'redirect-uri-missing': page(
    10011,
    'redirect_uri 不能为空',
    'redirect_uri is empty',
    without('redirect_uri'),
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
  'page-appid-missing': page(10012, 'appid 不能为空', 'appid is empty', without('appid')),
  'state-missing': page(10013, 'state 不能为空', 'state is empty'),
  'platform-not-authorized': page(
    10015,
    '公众号未授权第三方平台，请检查授权状态',
    'The account has not authorised this platform',
    unlisted,
  ),
  'open-platform-appid': page(
    10016,
    '不支持微信开放平台的 Appid，请使用公众号 Appid',
    'This is an appid of the open platform: use that of an official account',
    app("the world's app is of another `kind` than officialAccount", { kind: 'website' }),
  ),
})
