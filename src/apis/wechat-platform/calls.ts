import type { IntrospectedToken } from '../../core/api.ts'
import type { CaseRow } from '../../core/case.ts'
import type { Context, Services } from '../../core/context.ts'
import { isoInstant } from '../../core/iso-instant.ts'
import type { Note } from '../../core/note.ts'
import type { Outcome } from '../../core/outcome.ts'
import { withRid } from '../../core/wechat-failures.ts'
import { broken } from '../../dialects/wechat/answers.ts'
import { given, refuseWith } from '../shared/handling.ts'
import { cases } from './cases.ts'
import { apps, wechatTokens, type App, type WeChatToken } from './records.ts'

type Fields = Readonly<Record<string, unknown>>

/**
 * Makes the answer of a call. A success is the data itself; a failure is an errcode with its errmsg, or what
 * a broken WeChat sends.
 */
export const envelope = <Answer extends Fields>(
  outcome: Outcome<Answer>,
  input: Fields | undefined,
  context: Context,
): Answer => {
  if (outcome.kind === 'ok') return outcome.data
  if (outcome.kind === 'invalid') throw new Error('WeChat has no invalid model.')
  return failureOf(outcome.row, outcome.message, input, context) as unknown as Answer
}

const silences: Readonly<Record<string, object>> = {
  'wechat-unreachable': broken.unreachable,
  'wechat-empty': broken.empty,
  'wechat-unreadable': broken.unreadable,
  'wechat-incomplete': broken.incomplete,
}

const failureOf = (
  row: CaseRow,
  message: string | undefined,
  input: Fields | undefined,
  context: Context,
): object => {
  if (Object.hasOwn(silences, row.name)) return silences[row.name] ?? {}
  const text = (message ?? row.message).replaceAll('<ip>', () => addressOf(input?.['clientIp']))
  return { errcode: row.code, errmsg: withRid(text, context, row.name, textOf(input)) }
}

/** Returns the client's address. An IPv4 address on an IPv6 socket is written as IPv4. */
export const addressOf = (clientIp: unknown): string =>
  typeof clientIp === 'string' ? clientIp.replace(/^::ffff:/i, '') : '127.0.0.1'

/** Returns a text that makes the request id of each request in the same second different. */
const textOf = (input: Fields | undefined): string =>
  Object.values(input ?? {})
    .filter((value) => typeof value === 'string')
    .join(' ')

/** Fails because a parameter is missing, with a note. */
export const refuseMissing = (context: Context, row: CaseRow, path: string): Outcome<never> =>
  refuseWith(context, row, {
    kind: 'required-missing',
    message: `\`${path}\` is missing or empty: WeChat answered ${row.code}; send it.`,
    path,
  })

/** Fails because of the value of a parameter. The note names the cause and the fix. */
export const refuseFor = (
  context: Context,
  row: CaseRow,
  note: Omit<Note, 'message'> & { readonly cause: string; readonly fix: string },
): Outcome<never> => {
  const { cause, fix, ...rest } = note
  return refuseWith(context, row, {
    ...rest,
    message: `${cause}: WeChat answered ${row.code}; ${fix}.`,
  })
}

interface Credentials {
  readonly appid?: string | null | undefined
  readonly secret?: string | null | undefined
}

/**
 * Checks the app id of a call. Returns the id, or the failure. In lenient mode, an app that the world does
 * not list may call, too.
 */
export const checkAppId = ({ appid }: Credentials, context: Context): string | Outcome<never> => {
  const appId = given(appid)
  if (appId === undefined) return refuseMissing(context, cases['appid-missing'], 'appid')
  if (context.wechat.strict && appOf(appId, context) === undefined)
    return refuseFor(context, cases['appid-invalid'], {
      kind: 'app-unknown',
      cause: `The world lists no app ${appId.slice(0, 64)}`,
      fix: 'add it to `apps`, or start without --strict',
      path: 'appid',
    })
  return appId
}

/** Checks app id and secret of a call. Returns the id, or the failure. */
export const checkSecret = (input: Credentials, context: Context): string | Outcome<never> => {
  const appId = checkAppId(input, context)
  if (typeof appId !== 'string') return appId
  const secret = given(input.secret)
  if (secret === undefined) return refuseMissing(context, cases['appsecret-missing'], 'secret')
  const expected = appOf(appId, context)?.secret
  if (typeof expected === 'string' && expected !== secret)
    return refuseFor(context, cases['appsecret-invalid'], {
      kind: 'appsecret-wrong',
      cause: `\`secret\` is not the one that the world has for app ${appId.slice(0, 64)}`,
      fix: 'send the `secret` of the world’s `apps`, or change it there',
      path: 'secret',
    })
  return appId
}

/**
 * Checks a call that issues a token to an app itself: app id, secret, frozen secret and IP whitelist. Returns
 * the id, or the failure.
 */
export const checkAccess = (
  input: Credentials & { readonly clientIp?: string | null | undefined },
  context: Context,
): string | Outcome<never> => {
  const appId = checkSecret(input, context)
  if (typeof appId !== 'string') return appId
  const app = appOf(appId, context)
  if (app?.frozenSecret === true)
    return refuseFor(context, cases['appsecret-frozen'], {
      kind: 'appsecret-frozen',
      cause: `The world's app ${appId} is \`frozenSecret\``,
      fix: 'set it to false for a token',
      path: 'secret',
    })
  const address = addressOf(input.clientIp)
  if (app?.ipWhitelist != null && !app.ipWhitelist.includes(address))
    return refuseFor(context, cases['ip-not-whitelisted'], {
      kind: 'ip-not-whitelisted',
      cause: `The call comes from ${address}, which is not in the \`ipWhitelist\` of the world's app ${appId}`,
      fix: 'add it there, or take the list away',
      expected: app.ipWhitelist.slice(0, 20).join(', '),
      actual: address,
    })
  return appId
}

/** Returns the app with this id, or undefined if the world does not list it. */
export const appOf = (appId: string, { world }: Context): App | undefined =>
  world.table(apps).get(appId)

/** The lifetime of an access token in seconds (D). */
export const ACCESS_LIFE = 7_200
/** The lifetime of a refresh token in seconds (D). */
export const REFRESH_LIFE = 30 * 86_400

/**
 * Returns a token: two digits, `_` and 107 characters of base64url (I). The seed and `parts` determine it.
 */
export const makeToken = (
  { derive }: Pick<Services, 'derive'>,
  ...parts: readonly string[]
): string => {
  const derived = derive('wechat-platform/token', ...parts)
  return `${40 + derived.below(60)}_${derived.base64url(107)}`
}

/** Stores a token. `seconds` is its lifetime from now. */
export const keepToken = (
  { world, now }: Context,
  token: Omit<WeChatToken, 'expiresAt'>,
  seconds: number,
): void => {
  world.table(wechatTokens).put({ ...token, expiresAt: isoInstant(now() + seconds * 1000) })
}

/**
 * Whether an ISO 8601 instant is at or before `now` (milliseconds since the epoch). Returns false for an
 * absent instant.
 */
export const isOver = (instant: string | null | undefined, now: number): boolean =>
  typeof instant === 'string' && Date.parse(instant) <= now

/**
 * Checks the access token of a call. Returns the token, or the failure. An expired token has a case of its
 * own only if `expiry` is true.
 */
export const checkToken = (
  text: string | null | undefined,
  kind: 'access' | 'app',
  expiry: boolean,
  context: Context,
): WeChatToken | Outcome<never> => {
  const value = given(text)
  if (value === undefined) return refuseMissing(context, cases['token-missing'], 'access_token')
  const token = context.world.table(wechatTokens).get(value)
  if (token?.kind !== kind)
    return refuseFor(context, cases['token-invalid'], {
      kind: 'token-unknown',
      cause:
        token === undefined
          ? '`access_token` was never given here'
          : `\`access_token\` is ${kinds[token.kind ?? ''] ?? 'of another kind'}`,
      fix: `send one that ${kind === 'app' ? '/cgi-bin/token' : '/sns/oauth2/access_token'} gave`,
      path: 'access_token',
    })
  if (!isOver(token.expiresAt, context.now())) return token
  const replaced = typeof token.replacedAt === 'string'
  return refuseFor(context, expiry && !replaced ? cases['token-expired'] : cases['token-invalid'], {
    kind: 'token-expired',
    cause: replaced
      ? `\`access_token\` was replaced by another at ${token.replacedAt}`
      : `\`access_token\` expired at ${token.expiresAt ?? ''} and it is ${isoInstant(context.now())}`,
    fix: 'get another',
    path: 'access_token',
  })
}

const kinds: Readonly<Record<string, string>> = {
  access: "a person's, and this call takes an app's",
  refresh: 'a refresh token',
  app: "an app's, and this call takes a person's",
}

/**
 * Describes one of WeChat's tokens for `POST /__admin/tokens/introspect`. Returns undefined for an unknown
 * token.
 */
export const introspect = (
  token: string,
  { world, now }: Services,
): IntrospectedToken | undefined => {
  const record = world.table(wechatTokens).get(token)
  if (record === undefined) return undefined
  return {
    active: !isOver(record.expiresAt, now()),
    kind: record.kind === 'refresh' ? 'refresh' : 'access',
    subject: record.openId ?? record.appId ?? '',
    expiresAt: Date.parse(record.expiresAt ?? '9999-12-31T00:00:00Z'),
  }
}
