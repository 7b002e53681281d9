import type { Basis } from './case.ts'
import type { Derived, Services } from './context.ts'

/**
 * One way WeChat fails; the cases of 001 and 003 are named after them (docs/spec/control.md#cases).
 */
export interface WeChatFailure {
  /** What a world's code record says in `error`. */
  readonly error: string
  /** errmsg as WeChat words it; `<rid>` stands for the request id. Empty: none. */
  readonly errmsg: string
  readonly basis: Basis
}

interface Errcode {
  readonly errmsg: string
  readonly basis: Basis
}

const known = (basis: Basis, errmsg: string): Errcode => ({ errmsg, basis })

/** WeChat's errcodes with their texts, for every API (docs/spec/wechat-platform.md#wire). */
const errcodes: Readonly<Record<string, Errcode>> = {
  '-1': known('source', 'system error'),
  '40001': known('source', 'invalid credential, access_token is invalid or not latest, rid: <rid>'),
  '40002': known('documented', 'invalid grant_type'),
  '40003': known('source', 'invalid openid rid: <rid>'),
  '40013': known('source', 'invalid appid, rid: <rid>'),
  '40029': known('recorded', 'invalid code, rid: <rid>'),
  '40030': known('source', 'invalid refresh_token, rid: <rid>'),
  '40125': known('source', 'invalid appsecret, rid: <rid>'),
  '40163': known('recorded', 'code been used, rid: <rid>'),
  '40164': known('source', 'invalid ip <ip> ipv6 ::ffff:<ip>, not in whitelist rid: <rid>'),
  '40226': known('documented', 'code blocked, rid: <rid>'),
  '40243': known('inferred', 'appsecret is frozen, rid: <rid>'),
  '41001': known('source', 'access_token missing, rid: <rid>'),
  '41002': known('recorded', 'appid missing, rid: <rid>'),
  '41003': known('source', 'refresh_token missing, rid: <rid>'),
  '41004': known('source', 'appsecret missing, rid: <rid>'),
  '41008': known('source', 'missing code, rid: <rid>'),
  '41009': known('source', 'missing openid, rid: <rid>'),
  '42001': known('source', 'access_token expired, rid: <rid>'),
  '42002': known('documented', 'refresh_token expired, rid: <rid>'),
  '42003': known('documented', 'code expired, rid: <rid>'),
  '43001': known('documented', 'require GET method, rid: <rid>'),
  '43002': known('documented', 'require POST method, rid: <rid>'),
  '43003': known('documented', 'require https, rid: <rid>'),
  '43004': known('documented', 'require subscribe, rid: <rid>'),
  '44002': known('documented', 'empty post data, rid: <rid>'),
  '45009': known('source', 'reach max api daily quota limit, rid: <rid>'),
  '45011': known(
    'source',
    'api minute-quota reach limit, must slower, retry next minute, rid: <rid>',
  ),
  '47001': known('source', 'data format error, rid: <rid>'),
  '48001': known('source', 'api unauthorized, rid: <rid>'),
  '48004': known('documented', 'api forbidden for irregularities, rid: <rid>'),
  '50001': known('documented', 'user unauthorized, rid: <rid>'),
  '50002': known('documented', 'user limited, rid: <rid>'),
  '61451': known('documented', 'invalid parameter, rid: <rid>'),
}

/** WeChat's text for an errcode, with `<rid>` (and, for 40164, `<ip>`) in it; empty where the table has none. */
export const errmsgOf = (errcode: string): string =>
  Object.hasOwn(errcodes, errcode) ? (errcodes[errcode]?.errmsg ?? '') : ''

const failure = (error: string): WeChatFailure => ({
  error,
  errmsg: errmsgOf(error),
  basis: errcodes[error]?.basis ?? 'inferred',
})

/** By case name. */
export const wechatFailures = {
  'code-invalid': failure('40029'),
  'code-used': failure('40163'),
  'appid-missing': failure('41002'),
  'rate-limited': failure('45011'),
  'system-error': failure('-1'),
  'wechat-unreachable': { error: 'unreachable', errmsg: '', basis: 'inferred' },
  'wechat-empty': { error: 'empty', errmsg: '', basis: 'recorded' },
  'wechat-unreadable': { error: 'unreadable', errmsg: '', basis: 'recorded' },
  'wechat-incomplete': { error: 'incomplete', errmsg: '', basis: 'recorded' },
} as const satisfies Readonly<Record<string, WeChatFailure>>

/** All that a code's `error` can say: errcodes, and ways of not answering properly. */
export const weChatErrors: readonly string[] = [
  ...Object.keys(errcodes),
  ...Object.values(wechatFailures).flatMap(({ error, errmsg }) => (errmsg === '' ? [error] : [])),
]

/** Whether a code's `error` can be this text. */
export const isWeChatFailure = (error: string): boolean => weChatErrors.includes(error)

/** Name of a case in which WeChat fails. */
export type WeChatCase = keyof typeof wechatFailures

/**
 * WeChat's request id: three groups of 8 hex digits, of which the first is the Unix second
 * (docs/spec/wechat-platform.md#wire); the others come from `derived`. `now` is in milliseconds.
 */
export const ridOf = (now: number, derived: Derived): string => {
  const second = (Math.floor(now / 1000) >>> 0).toString(16).padStart(8, '0')
  const digits = derived.hex(16)
  return `${second}-${digits.slice(0, 8)}-${digits.slice(8)}`
}

/** Puts a request id in the place of `<rid>`; `parts` say which request it is of. */
export const withRid = (
  message: string,
  { derive, now }: Pick<Services, 'derive' | 'now'>,
  ...parts: readonly string[]
): string =>
  message.includes('<rid>')
    ? message.replace('<rid>', () => ridOf(now(), derive('rid', ...parts, String(now()))))
    : message
