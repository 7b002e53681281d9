import { patternOnNeed } from './on-need.ts'
import type { Api, Operation } from './api.ts'
import type { CaseRow } from './case.ts'
import { fail } from './outcome.ts'
import { boundInput, encodeValue, refuse, settle, type Call } from './pipeline.ts'
import type { Reply } from './wire.ts'

/**
 * Returns every case of an API: its own table, then the framework's refusals that the table does not name.
 */
export const casesOf = (api: Api): readonly CaseRow[] => [
  ...Object.values(api.cases),
  ...Object.values(api.dialect.refusals).filter((row) => api.cases[row.name] === undefined),
]

/**
 * Returns a case by its short name (`code-invalid`) or its full name (`small-app-login/code-invalid`), or
 * undefined if the API has no such case.
 */
export const findCase = (api: Api, name: string): CaseRow | undefined => {
  const short = name.startsWith(`${api.name}/`) ? name.slice(api.name.length + 1) : name
  return own(api.cases, short) ?? own(api.dialect.refusals, short)
}

/**
 * Returns the cases that `forceCase` can give to a call of this operation. Without an operation, returns the
 * framework's refusals.
 */
export const casesFor = (api: Api, operation: Operation | undefined): readonly CaseRow[] =>
  casesOf(api).filter(
    (row) => row.kind === 'refusal' || (operation !== undefined && isGiven(api, operation, row)),
  )

/**
 * Returns the first case of an operation with this code, or else the first with this HTTP status. Returns
 * undefined if there is none.
 */
export const findCaseByCode = (
  api: Api,
  operation: Operation | undefined,
  code: number,
): CaseRow | undefined => {
  const rows = casesFor(api, operation)
  return rows.find((row) => row.code === code) ?? rows.find((row) => row.status === code)
}

/** Answers a case whatever the client sent. Returns undefined when this operation cannot give the case. */
export const forceCase = (call: Call, row: CaseRow): Reply | undefined => {
  const { operation } = call
  if (
    row.kind === 'refusal' &&
    (operation === undefined || own(operation.forced, row.name) === undefined)
  )
    return refuse(call, row.name)
  if (operation === undefined) return undefined
  const sample = own(operation.documented, row.name)
  if (sample !== undefined) return encodeValue(call, operation, sample(), row.name, 'documented')
  const forced = own(operation.forced, row.name)
  if (forced !== undefined) return settle(call, operation, forced(boundInput(call), call.context))
  if (row.kind === 'success' || !givenBy(call.api, operation, row)) return undefined
  return settle(call, operation, fail(row))
}

const isGiven = (api: Api, operation: Operation, row: CaseRow): boolean =>
  Object.hasOwn(operation.documented, row.name) ||
  Object.hasOwn(operation.forced, row.name) ||
  (row.kind !== 'success' && givenBy(api, operation, row))

const givenBy = (api: Api, operation: Operation, row: CaseRow): boolean =>
  row.operations?.includes(operation.name) ?? operation === api.operations[0]

/**
 * Reads own keys only: clients send the names, and a name such as `constructor` must not reach the prototype.
 */
const own = <V>(table: Readonly<Record<string, V>>, name: string): V | undefined =>
  Object.hasOwn(table, name) ? table[name] : undefined

/** The Chinese titles, by short name, of the cases whose message is not Chinese. */
const titles: Readonly<Record<string, string>> = {
  success: '登录成功',
  documented: '文档里的示例应答',
  'documented-error': '文档里的错误示例',
  'phone-required': '需要绑定手机号',
  'new-user': '新用户',
  'unsupported-media-type': '不支持的 Content-Type',
  'method-not-allowed': '方法不允许',
  'not-found': '没有这个操作',
  'no-route': '没有这个地址',
  'malformed-body': '正文无法解析',
  'invalid-model': '参数校验失败',
  'null-body': '正文为空',
  'server-error': '服务器内部错误',
  'bad-request': '请求无法读取',
  'request-too-large': '请求正文过大',
  'uri-too-long': '地址过长',
  'controller-not-found': '控制器不存在',
  'action-not-found': '方法不存在',
  exception: '程序异常',
  'code-invalid': 'code 无效',
  'code-used': 'code 已被使用',
  'appid-missing': '缺少 appid',
  'rate-limited': '调用太频繁',
  'system-error': '微信系统繁忙',
  'wechat-unreachable': '微信无法连接',
  'wechat-empty': '微信应答为空',
  'wechat-unreadable': '微信应答无法解析',
  'wechat-incomplete': '微信应答缺少字段',
  'user-muted': '用户被禁言',
}

const chinese = patternOnNeed(String.raw`\p{Script=Han}`)

/**
 * Returns a Chinese title of a case: from the table of titles, else its message where that is Chinese, else
 * its name.
 */
export const caseTitle = ({ name, message }: Pick<CaseRow, 'name' | 'message'>): string =>
  titles[name] ?? (chinese().test(message) ? message : name)
