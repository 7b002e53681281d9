import type { Basis } from './case.ts'
import type { Derived, Services } from './context.ts'

/**
 * A failure of WeChat. The cases of 001 and 003 are named after these failures (docs/spec/control.md#cases).
 */
export interface WeChatFailure {
  /** The value of `error` in a code record of the world. */
  readonly error: string
  /** WeChat's errmsg, in which `<rid>` stands for the request id. Empty for a failure without an errmsg. */
  readonly errmsg: string
  readonly basis: Basis
}

interface Errcode {
  readonly errmsg: string
  readonly basis: Basis
}

const known = (basis: Basis, errmsg: string): Errcode => ({ errmsg, basis })

/** WeChat's errcodes with their errmsg, for every API (docs/spec/wechat-platform.md#wire). */
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

/**
 * Returns WeChat's errmsg for an errcode, with the placeholder `<rid>` (and `<ip>` for 40164). Returns an
 * empty text for an unknown errcode.
 */
export const errmsgOf = (errcode: string): string =>
  Object.hasOwn(errcodes, errcode) ? (errcodes[errcode]?.errmsg ?? '') : ''

const failure = (error: string): WeChatFailure => ({
  error,
  errmsg: errmsgOf(error),
  basis: errcodes[error]?.basis ?? 'inferred',
})

/** The failures of WeChat by the name of their case. */
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

/** All values of a code's `error`: the errcodes, and the ways in which WeChat gives no usable answer. */
export const weChatErrors: readonly string[] = [
  ...Object.keys(errcodes),
  ...Object.values(wechatFailures).flatMap(({ error, errmsg }) => (errmsg === '' ? [error] : [])),
]

/** Whether a text is a valid `error` of a code. */
export const isWeChatFailure = (error: string): boolean => weChatErrors.includes(error)

/** The name of a case in which WeChat fails. */
export type WeChatCase = keyof typeof wechatFailures

/**
 * Returns a request id of WeChat's form: three groups of 8 hex digits. The first group is the Unix second
 * (docs/spec/wechat-platform.md#wire); the others come from `derived`. `now` is in milliseconds.
 */
export const ridOf = (now: number, derived: Derived): string => {
  const second = (Math.floor(now / 1000) >>> 0).toString(16).padStart(8, '0')
  const digits = derived.hex(16)
  return `${second}-${digits.slice(0, 8)}-${digits.slice(8)}`
}

/**
 * Replaces `<rid>` by a request id. The id is derived from the time and from `parts`, which identify the
 * request.
 */
export const withRid = (
  message: string,
  { derive, now }: Pick<Services, 'derive' | 'now'>,
  ...parts: readonly string[]
): string =>
  message.includes('<rid>')
    ? message.replace('<rid>', () => ridOf(now(), derive('rid', ...parts, String(now()))))
    : message
