import { defineCases, type CaseRow, type Live } from '../../core/case.ts'
import { errmsgOf } from '../../core/wechat-failures.ts'
import { consentCases, consentOperations } from './consent-cases.ts'
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

const { session, access, refresh, userinfo, auth, stable, token, ticket, phone } = operationNames
const source = 'docs/spec/wechat-platform.md#wire'

const row = (
  code: number,
  operations: readonly string[],
  live: Live | undefined,
  more: Partial<Row> = {},
): Row => ({
  code,
  message: errmsgOf(String(code)),
  status: 200,
  basis: 'source',
  source,
  operations,
  ...(live === undefined ? {} : { live }),
  ...more,
})

const input = (text: string, changes: Live['input']): Live => ({ text, input: changes ?? {} })

/** The example's code fails with this, because the world says so. */
const codeFails = (error: string): Live => ({
  text: `the world's code has \`error\` ${error}`,
  world: { codes: [{ code: exampleCode, error }] },
})

/** The example's token, as the world knows it. */
const tokenIs = (text: string, token: Readonly<Record<string, unknown>>): Live => ({
  text,
  world: {
    wechatTokens: [
      { token: exampleToken, appId: exampleApp.appid, openId: exampleOpenId, ...token },
    ],
  },
})

const app = (text: string, fields: Readonly<Record<string, unknown>>): Live => ({
  text,
  world: { apps: [{ appId: exampleApp.appid, ...fields }] },
})

const silent = (error: string, code: number, status: number, message: string): Row =>
  row(code, exchanging, codeFails(error), { message, status, basis: 'inferred' })

/** Far ahead of any clock. */
const FOREVER = '9999-12-31T00:00:00Z'
/** Behind any clock that a test sets. */
const LONG_AGO = '2001-01-01T00:00:00Z'

/** Its error table: the errcodes of docs/spec/wechat-platform.md#wire. */
export const cases = {
  ...defineCases({
    success: row(
      0,
      [...withErrcode, ...consentOperations],
      { text: 'any code of any app (lenient)', input: {} },
      {
        kind: 'success',
        message: 'ok',
        basis: 'documented',
      },
    ),
    documented: row(0, [session], undefined, {
      kind: 'success',
      message: '',
      basis: 'documented',
      source: 'docs/spec/wechat-platform.md#documented-sample',
    }),
    'snapshot-user': row(
      0,
      [access],
      {
        text: "the world's code says `snapshot: true`",
        world: { codes: [{ code: exampleCode, snapshot: true }] },
      },
      { kind: 'success', message: 'ok', basis: 'documented' },
    ),
    'appid-missing': row(
      41002,
      [...withSecret, refresh],
      input('`appid` missing or empty', { appid: null }),
    ),
    'appid-invalid': row(40013, [...withSecret, refresh], {
      text: 'strict: an `appid` that the world does not list',
      strict: true,
      input: { appid: 'wx00000000000000' },
    }),
    'appsecret-missing': row(
      41004,
      withSecret,
      input('`secret` missing or empty', { secret: null }),
    ),
    'appsecret-invalid': row(
      40125,
      withSecret,
      input("a `secret` other than the world's for this app", { secret: 'wrong' }),
    ),
    'appsecret-frozen': row(
      40243,
      forTheApp,
      app("the world's app is `frozenSecret`", { frozenSecret: true }),
      {
        basis: 'inferred',
      },
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
    'wechat-unreachable': silent('unreachable', 502, 502, ''),
    'wechat-empty': silent('empty', 200, 200, ''),
    'wechat-unreadable': silent('unreadable', 200, 200, ''),
    'wechat-incomplete': silent('incomplete', 200, 200, ''),
    'refresh-token-missing': row(
      41003,
      [refresh],
      input('`refresh_token` missing or empty', { refresh_token: null }),
    ),
    'refresh-token-invalid': row(
      40030,
      [refresh, access],
      input('a `refresh_token` that is none, or has expired', { refresh_token: 'none' }),
    ),
    'token-missing': row(
      41001,
      [userinfo, auth, ticket, phone],
      input('`access_token` missing or empty', { access_token: null }),
    ),
    'token-invalid': row(
      40001,
      [userinfo, auth, ticket, phone],
      input('an `access_token` that was never given, or that another replaced', {
        access_token: 'none',
      }),
    ),
    'token-expired': row(
      42001,
      [userinfo, ticket, phone],
      tokenIs('an `access_token` at the end of its life', { kind: 'access', expiresAt: LONG_AGO }),
    ),
    'openid-missing': row(41009, [userinfo, auth], {
      ...tokenIs('`openid` missing or empty', { kind: 'access', expiresAt: FOREVER }),
      input: { openid: null },
    }),
    'openid-invalid': row(40003, [userinfo, auth], {
      ...tokenIs('an `openid` other than the access token is for', {
        kind: 'access',
        expiresAt: FOREVER,
      }),
      input: { openid: 'oSomebodyElse' },
    }),
    'scope-unauthorized': row(
      48001,
      [userinfo],
      tokenIs('an access token of scope snsapi_base', {
        kind: 'access',
        scope: 'snsapi_base',
        expiresAt: FOREVER,
      }),
      { basis: 'documented' },
    ),
    'quota-reached': row(
      45009,
      [stable, token, phone],
      {
        text: '`force_refresh` for the 21st time within a day',
        input: { force_refresh: true },
        world: {
          appTokens: [{ appId: exampleApp.appid, forcedAt: Array<string>(20).fill(FOREVER) }],
        },
      },
      { basis: 'documented' },
    ),
  }),
  ...consentCases,
}
