import type { Context } from '../../core/context.ts'
import { isoInstant } from '../../core/iso-instant.ts'
import { ok, type Outcome } from '../../core/outcome.ts'
import type { Infer } from '../../core/schema.ts'
import { given } from '../shared/handling.ts'
import {
  ACCESS_LIFE,
  checkAccess,
  checkToken,
  isOver,
  keepToken,
  makeToken,
  refuseFor,
} from './calls.ts'
import { cases } from './cases.ts'
import type {
  stableTokenRequest,
  ticketRequest,
  ticketResponse,
  tokenRequest,
  tokenResponse,
} from './dtos.ts'
import { appTokens, wechatTokens, type AppTokens, type WeChatToken } from './records.ts'

type Request = Infer<typeof tokenRequest>
type StableRequest = Infer<typeof stableTokenRequest>
type Token = Infer<typeof tokenResponse>

const FIVE_MINUTES = 300_000
const DAY = 86_400_000
/** The largest number of forced refreshes in a day, and the smallest time between two of them (D). */
const MOST_FORCED = 20
const FORCED_APART = 30_000

/** Issues a new token for an app. The previous token stays valid for five minutes (D). */
export const token = (input: Request, context: Context): Outcome<Token> => {
  const appId = checkGrant(input, context)
  return typeof appId === 'string' ? newToken(appId, 'token', context) : appId
}

/**
 * Returns the current token of an app until five minutes before its expiry. After that, or when a refresh is
 * forced, issues a new token (D).
 */
export const stableToken = (input: StableRequest, context: Context): Outcome<Token> => {
  const appId = checkGrant(input, context)
  if (typeof appId !== 'string') return appId
  const now = context.now()
  const current = context.world.table(wechatTokens).get(stateOf(appId, context).stableToken ?? '')
  if (input.force_refresh === true) {
    const refused = force(appId, context)
    if (refused !== undefined) return refused
  } else if (current !== undefined && leftOf(current, now) > FIVE_MINUTES)
    return ok({
      access_token: current.token,
      expires_in: Math.floor(leftOf(current, now) / 1000),
    })
  return newToken(appId, 'stableToken', context)
}

export const tokenAnyway =
  (kind: 'token' | 'stableToken') =>
  (sent: Request | undefined, context: Context): Outcome<Token> =>
    newToken(given(sent?.appid) ?? '', kind, context)

const checkGrant = (input: Request, context: Context): string | Outcome<never> => {
  if (input.grant_type === 'client_credential') return checkAccess(input, context)
  return refuseFor(context, cases['grant-type-invalid'], {
    kind: 'grant-type-wrong',
    cause: `\`grant_type\` is ${given(input.grant_type) === undefined ? 'missing' : 'another'}`,
    fix: 'send client_credential',
    path: 'grant_type',
    expected: 'client_credential',
    actual: (input.grant_type ?? '').slice(0, 64),
  })
}

/** Returns the tokens that WeChat stores for an app. */
const stateOf = (appId: string, { world }: Context): AppTokens =>
  world.table(appTokens).get(appId) ?? { appId }

const leftOf = ({ expiresAt }: WeChatToken, now: number): number =>
  Date.parse(expiresAt ?? '') - now

const newToken = (
  appId: string,
  kind: 'token' | 'stableToken',
  context: Context,
): Outcome<Token> => {
  const state = stateOf(appId, context)
  const issued = (state.issued ?? 0) + 1
  const value = makeToken(context, 'app', appId, String(issued))
  replace(state[kind], context)
  keepToken(context, { token: value, kind: 'app', appId }, ACCESS_LIFE)
  context.world.table(appTokens).put({ ...state, issued, [kind]: value })
  return ok({ access_token: value, expires_in: ACCESS_LIFE })
}

/** Lets a replaced token expire in five minutes. */
const replace = (value: string | null | undefined, { world, now }: Context): void => {
  const table = world.table(wechatTokens)
  const old = table.get(value ?? '')
  if (old === undefined || leftOf(old, now()) <= FIVE_MINUTES) return
  const replacedAt = isoInstant(now())
  table.put({ ...old, replacedAt, expiresAt: isoInstant(now() + FIVE_MINUTES) })
}

/**
 * Checks whether a refresh may be forced now. Returns the failure, or undefined if it may, and then counts
 * the refresh.
 */
const force = (appId: string, context: Context): Outcome<never> | undefined => {
  const now = context.now()
  const state = stateOf(appId, context)
  const before = (state.forcedAt ?? []).filter((at) => !isOver(at, now - DAY))
  const latest = before.at(-1)
  if (before.length >= MOST_FORCED)
    return refuseFor(context, cases['quota-reached'], {
      kind: 'quota-reached',
      cause: `\`force_refresh\` was asked for ${MOST_FORCED} times within a day`,
      fix: 'ask without it, or move the clock on',
      path: 'force_refresh',
    })
  if (latest !== undefined && !isOver(latest, now - FORCED_APART))
    return refuseFor(context, cases['rate-limited'], {
      kind: 'rate-limited',
      cause: `\`force_refresh\` was asked for at ${latest}, less than 30 seconds ago`,
      fix: 'ask without it, or move the clock on',
      path: 'force_refresh',
    })
  context.world.table(appTokens).put({ ...state, forcedAt: [...before, isoInstant(now)] })
  return undefined
}

type Ticket = Infer<typeof ticketResponse>

/**
 * Returns the ticket with which a page signs its JS-SDK configuration. The ticket stays the same until it
 * expires.
 */
export const ticket = (input: Infer<typeof ticketRequest>, context: Context): Outcome<Ticket> => {
  const token = checkToken(input.access_token, 'app', true, context)
  return 'token' in token ? ticketOf(token.appId ?? '', context) : token
}

export const ticketAnyway = (_sent: unknown, context: Context): Outcome<Ticket> =>
  ticketOf('', context)

const ticketOf = (appId: string, context: Context): Outcome<Ticket> => {
  const now = context.now()
  const state = stateOf(appId, context)
  const { ticket: current, ticketExpiresAt } = state
  if (current != null && !isOver(ticketExpiresAt, now))
    return answer(current, Math.floor((Date.parse(ticketExpiresAt ?? '') - now) / 1000))
  const issued = (state.issued ?? 0) + 1
  const made = `kgt8ON7yVITDhtdwci0qe${context.derive('wechat-platform/ticket', appId, String(issued)).base64url(65)}`
  const expiresAt = isoInstant(now + ACCESS_LIFE * 1000)
  context.world.table(appTokens).put({ ...state, issued, ticket: made, ticketExpiresAt: expiresAt })
  return answer(made, ACCESS_LIFE)
}

const answer = (value: string, seconds: number): Outcome<Ticket> =>
  ok({ errcode: 0, errmsg: 'ok', ticket: value, expires_in: seconds })
