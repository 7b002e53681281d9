import { defineCases, type CaseRow, type Live } from '../../core/case.ts'
import type { WeChatFailure } from '../../core/wechat-failures.ts'
import { refusals } from '../../dialects/thinkphp/reply.ts'
import { wechatRows } from '../shared/handling.ts'
import { companionCases } from './companion-cases.ts'
import { documentedCode, exampleOpenId } from './dtos.ts'

type Row = Omit<CaseRow, 'name'>

const order = 'docs/spec/shopxo.md#order-and-answers'

const failure = (code: number, message: string, live: Live, more: Partial<Row> = {}): Row => ({
  code,
  message,
  status: 200,
  basis: 'recorded',
  source: order,
  live,
  ...more,
})

/** A world with a user of this status. */
const withStatus = (status: string): Live => ({
  text: `a user of the world whose status is ${status}`,
  world: {
    people: [{ id: 'caller', openId: exampleOpenId }],
    codes: [{ code: documentedCode, person: 'caller' }],
    shopxoUsers: [{ id: '900001', weixin_openid: exampleOpenId, status }],
  },
})

/**
 * Returns the shop's message for a failure of WeChat: WeChat's errmsg, or the shop's own message if there is
 * no errmsg (row 5).
 */
const wechatMessage = ({ error, errmsg }: WeChatFailure): string => {
  if (errmsg !== '') return errmsg
  return error === 'incomplete' ? '授权接口异常错误' : '授权接口调用失败'
}

const wechatRow = (one: WeChatFailure): Row =>
  failure(
    -10,
    wechatMessage(one),
    {
      text: `the world's code has \`error\` ${one.error}`,
      world: { codes: [{ code: documentedCode, error: one.error }] },
    },
    { basis: one.basis },
  )

/** The error table of the API: the cases of the documented operation, then the cases of the companions. */
export const cases = defineCases({
  success: {
    kind: 'success',
    code: 0,
    message: '授权登录成功',
    status: 200,
    basis: 'documented',
    source: 'test/documents/003.txt',
    live: { text: 'any authcode of somebody who has an account', input: {} },
  },
  documented: {
    kind: 'success',
    code: 0,
    message: '授权登录成功',
    status: 200,
    basis: 'documented',
    source: 'test/documents/003.txt',
  },
  'new-user': {
    kind: 'success',
    code: 0,
    message: '授权登录成功',
    status: 200,
    basis: 'recorded',
    source: order,
    live: { text: 'authcode `mock:new`', input: { authcode: 'mock:new' } },
  },
  'documented-error': {
    code: -1,
    message: 'error',
    status: 200,
    basis: 'documented',
    source: 'test/documents/003.txt',
  },
  'site-closed': failure(-10000, '升级中...', {
    text: 'the world’s site is closed',
    world: { site: { closed: true } },
  }),
  'client-type-undefined': failure(-1, '方法未定义[PcUserAuth]', {
    text: 'application_client_type missing, or one without a method',
    input: { application_client_type: null },
  }),
  'authcode-empty': failure(-10, '授权码有误', {
    text: 'authcode missing or empty to PHP',
    input: { authcode: null },
  }),
  'user-muted': failure(0, '授权登录成功', withStatus('1'), { kind: 'success' }),
  'user-banned': failure(-110, '用户被禁止登录', withStatus('2')),
  'user-pending': failure(-110, '用户等待审核中', withStatus('3')),
  'user-status-invalid': failure(-110, '用户状态有误', withStatus('9')),
  ...wechatRows(wechatRow),
  // The other mini-program platforms. This shop has set up none of them.
  'authcode-blank': failure(-1, '授权码为空', {
    text: 'client type alipay or qq without an authcode',
    input: { application_client_type: 'qq', authcode: null },
  }),
  'baidu-not-configured': failure(-10, '请先配置', {
    text: 'client type baidu',
    input: { application_client_type: 'baidu' },
  }),
  'toutiao-not-configured': failure(
    -10,
    '配置有误',
    { text: 'client type toutiao', input: { application_client_type: 'toutiao' } },
    { basis: 'source' },
  ),
  'alipay-not-configured': failure(
    -100,
    '参数有误',
    { text: 'client type alipay', input: { application_client_type: 'alipay' } },
    { basis: 'source' },
  ),
  ...companionCases,

  exception: {
    ...refusals.exception,
    live: { text: 'authcode sent as an array', input: { authcode: ['x'] } },
  },
})
