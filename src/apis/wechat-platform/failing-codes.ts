import type { Context } from '../../core/context.ts'
import type { CodeOrder } from '../../core/phone.ts'

interface FailingCode {
  readonly order: CodeOrder
  readonly zh: string
  readonly en: string
}

const failing = (zh: string, en: string, order: CodeOrder): FailingCode => ({ order, zh, en })

/** Codes that fail when they are redeemed, by the names of their cases. */
export const failingCodes: Readonly<Record<string, FailingCode>> = {
  'code-expired': failing('code 已过期', 'The code has expired', { expiresInSeconds: 0 }),
  'code-used': failing('code 已被使用', 'The code was used already', { error: 40163 }),
  'code-invalid': failing('code 无效', 'The code is invalid', { error: 40029 }),
  'code-blocked': failing('code 被拦截', 'The code is blocked', { error: 40226 }),
  'rate-limited': failing('调用太频繁', 'Too many calls', { error: 45011 }),
  'system-error': failing('微信系统繁忙', 'WeChat has a system error', { error: -1 }),
  'wechat-unreachable': failing('微信无法访问', 'WeChat cannot be reached', {
    error: 'unreachable',
  }),
  'wechat-empty': failing('微信返回空内容', 'WeChat answers nothing', { error: 'empty' }),
  'wechat-unreadable': failing('微信返回乱码', 'WeChat answers no JSON', { error: 'unreadable' }),
  'wechat-incomplete': failing('微信返回不完整', 'WeChat answers without an openid', {
    error: 'incomplete',
  }),
}

/** How to issue the code of a choice; undefined for one that there is not. */
export const orderFor = (chosen: string, context: Context): CodeOrder | undefined => {
  if (chosen === 'new') return { person: 'mock:new' }
  if (chosen === 'snapshot') return { snapshot: true }
  const person = context.phone.person(chosen)
  if (person !== undefined) return { person: person.id }
  return Object.hasOwn(failingCodes, chosen) ? failingCodes[chosen]?.order : undefined
}
