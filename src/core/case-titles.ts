import type { CaseRow } from './case.ts'

/** Chinese titles of the cases whose own message is not Chinese, by short name. */
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

const CHINESE = /\p{Script=Han}/u

/** A Chinese title of a case: its own message where that is Chinese, else the table's. */
export const caseTitle = ({ name, message }: Pick<CaseRow, 'name' | 'message'>): string =>
  titles[name] ?? (CHINESE.test(message) ? message : name)
