import type { Basis } from './case.ts'
import type { Derived } from './context.ts'

/**
 * One way WeChat fails; the cases of 001 and 003 are named after them (docs/spec/control.md#cases).
 */
export interface WeChatFailure {
  /** What a world's code record says in `error`. */
  readonly error: string
  /** errmsg as WeChat words it; `<rid>` stands for three groups of 8 hex characters. Empty: none. */
  readonly errmsg: string
  readonly basis: Basis
}

/** By case name. */
export const wechatFailures = {
  'code-invalid': { error: '40029', errmsg: 'invalid code, rid: <rid>', basis: 'recorded' },
  'code-used': { error: '40163', errmsg: 'code been used, rid: <rid>', basis: 'recorded' },
  'appid-missing': { error: '41002', errmsg: 'appid missing, rid: <rid>', basis: 'recorded' },
  'rate-limited': {
    error: '45011',
    errmsg: 'api minute-quota reach limit, rid: <rid>',
    basis: 'source',
  },
  'system-error': { error: '-1', errmsg: 'system error', basis: 'source' },
  'wechat-unreachable': { error: 'unreachable', errmsg: '', basis: 'inferred' },
  'wechat-empty': { error: 'empty', errmsg: '', basis: 'recorded' },
  'wechat-unreadable': { error: 'unreadable', errmsg: '', basis: 'recorded' },
  'wechat-incomplete': { error: 'incomplete', errmsg: '', basis: 'recorded' },
} as const satisfies Readonly<Record<string, WeChatFailure>>

export type WeChatCase = keyof typeof wechatFailures

/** WeChat's request id: three groups of 8 hex characters, here from whatever `derived` stands for. */
export const ridOf = (derived: Derived): string => {
  const digits = derived.hex(24)
  return `${digits.slice(0, 8)}-${digits.slice(8, 16)}-${digits.slice(16)}`
}
