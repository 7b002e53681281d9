import { defineCases, type CaseRow } from '../../core/case.ts'
import type { Outcome } from '../../core/outcome.ts'

const page = 'test/documents/002.txt'
const sibling = 'docs/spec/spring.md#codes: documented on sibling pages, inferred here'
const errorPage = 'docs/spec/spring.md#the-platforms-codes'

/** A code that the world answers with this error of WeChat. */
const wechat = (error: string) => ({
  input: { code: `example-${error}` },
  world: { codes: [{ code: `example-${error}`, error }] },
})

const followUps = ['user-info', 'user-logout']

type Row = Omit<CaseRow, 'name'>

/** Makes a row. Business errors have HTTP status 200 (seen in clients). */
const row = (code: number, message: string, messageEn: string, rest: Partial<Row> = {}): Row => ({
  code,
  message,
  messageEn,
  status: 200,
  basis: 'documented',
  source: page,
  ...rest,
})

/** The error table of test/documents/002.txt and its sibling pages, in the order of the checks. */
export const cases = defineCases({
  success: row(200, '登录成功，data 中返回 token', 'Login successful, token returned in data', {
    kind: 'success',
    live: { text: 'a signed request with any code (lenient)' },
  }),
  documented: row(0, '', '', { kind: 'success' }),
  '5218': row(5218, '请输入appid', 'Please enter appid', {
    live: { text: '`appId` blank', input: { appId: '' } },
  }),
  '5372': row(5372, '请输入code', 'Please enter code', {
    live: { text: '`code` blank', input: { code: '' } },
  }),
  '5023': row(5023, '请输入用户域', 'Please enter user domain', {
    live: { text: '`userDomain` blank', input: { userDomain: '' } },
  }),
  '5550': row(5550, '请输入签名', 'Please enter signature', {
    basis: 'inferred',
    source: sibling,
    live: { text: '`signature` blank', input: { signature: '' } },
  }),
  '5013': row(5013, '用户域格式不正确', 'User domain format incorrect', {
    live: { text: '`userDomain` malformed', input: { userDomain: 'C.DM' } },
  }),
  '5015': row(5015, '用户域不存在', 'User domain does not exist', {
    live: { text: '`userDomain` unknown to the world', input: { userDomain: 'C.DM.99999.9' } },
  }),
  '5104': row(5104, '用户域已停用', 'User domain has been disabled', {
    live: {
      text: 'the world says `status: disabled`',
      input: { userDomain: 'C.DM.10272.1' },
      world: { userDomains: [{ userDomain: 'C.DM.10272.1', status: 'disabled' }] },
    },
  }),
  '5420': row(5420, '签名验证失败', 'Signature verification failed', {
    basis: 'inferred',
    source: sibling,
    live: { text: '`signature` wrong', input: { signature: '0'.repeat(64) } },
  }),
  '6085': row(6085, '查询MCC的数据中心失败', 'Failed to query data center for MCC', {
    live: { text: '`mcc` not assigned', input: { mcc: 999 } },
  }),
  '6084': row(6084, 'MCC不属于当前数据中心', 'MCC does not belong to current data center', {
    live: { text: "`mcc` of another data centre than the user domain's", input: { mcc: 310 } },
  }),
  '5375': row(
    5375,
    '企业未配置该公众号Secret',
    'Secret of the official account is not configured by the enterprise.',
    {
      basis: 'inferred',
      source: `${errorPage}; inferred here`,
      live: {
        text: "the world lists the user domain's `appIds`, and `appId` is not among them",
        world: { userDomains: [{ userDomain: 'C.DM.10271.5', appIds: ['wxfedcba9876543210'] }] },
      },
    },
  ),
  '5367': row(5367, '获取用户OpenID请求异常', 'Exception in requesting user OpenID', {
    live: { text: 'WeChat cannot be reached', ...wechat('unreachable') },
  }),
  '5368': row(5368, '获取用户OpenID失败', 'Failed to get user OpenID', {
    live: { text: 'WeChat refuses the code (40029, 40163, …)', ...wechat('40029') },
  }),
  '5369': row(5369, '解析用户OpenID失败', 'Failed to parse user OpenID', {
    live: { text: "WeChat's answer is empty, unreadable or incomplete", ...wechat('unreadable') },
  }),
  '5000': row(5000, '服务异常', 'Service exception.', { source: errorPage }),
  '5421': row(5421, '签名验证异常', 'Signature verification error.', { source: errorPage }),
  '5106': row(5106, '请输入token', 'Please enter token', {
    source: 'docs/spec/spring.md#follow-up-calls: the page of userInfo',
    operations: followUps,
    live: { text: 'no `Authorization`', input: { authorization: null } },
  }),
  '5115': row(5115, '请输入刷新 token', 'Please input the refreshed token.', {
    source: errorPage,
    operations: ['refresh-token'],
    live: { text: '`refreshToken` blank', input: { refreshToken: '' } },
  }),
  '5032': row(5032, 'token 验证失败', 'token verification failed', {
    source: 'docs/spec/spring.md#follow-up-calls: the pages of userInfo and userLogout',
    operations: [...followUps, 'refresh-token'],
    live: {
      text: 'the token is none of this server, expired, logged out or of the other kind',
      input: { authorization: 'Bearer expired', refreshToken: 'Bearer expired' },
    },
  }),
})

type Language = 'zh' | 'en'

interface LanguageHeaders {
  readonly language?: string | null | undefined
  readonly acceptLanguage?: string | null | undefined
}

/**
 * Returns the language of messages: by X-Q-Language, else by Accept-Language, else `usual`. A header counts
 * only if it names zh or en (I).
 */
export const chooseLanguage = (
  { language, acceptLanguage }: LanguageHeaders,
  usual: Language,
): Language => known(language ?? '') ?? firstAccepted(acceptLanguage ?? '') ?? usual

const known = (tag: string): Language | undefined => {
  const primary = /^\s*(zh|en)(?![a-z])/i.exec(tag)?.[1]?.toLowerCase()
  return primary === 'zh' || primary === 'en' ? primary : undefined
}

/** Returns the language with the highest quality. The first of equal qualities wins. */
const firstAccepted = (header: string): Language | undefined => {
  let best: Language | undefined
  let most = 0
  for (const range of header.split(',', 32)) {
    const language = known(range)
    const quality = Number(/;\s*q=([\d.]+)/i.exec(range)?.[1] ?? 1)
    if (language !== undefined && quality > most) [best, most] = [language, quality]
  }
  return best
}

/**
 * Wraps an outcome. In a success `msg` is empty and `extMsg` is null; in a failure `data` is null. The keys
 * are in the documented order.
 */
export const envelope = <Data>(outcome: Outcome<Data>, language: () => Language) => {
  if (outcome.kind === 'ok') return { code: 200, msg: '', data: outcome.data, extMsg: null }
  const row = outcome.kind === 'failed' ? outcome.row : cases['5000']
  const msg = language() === 'zh' ? row.message : (row.messageEn ?? row.message)
  // The documented 5032 has only these two members.
  return row === cases['5032']
    ? { code: row.code, msg }
    : { code: row.code, msg, data: null, extMsg: null }
}
