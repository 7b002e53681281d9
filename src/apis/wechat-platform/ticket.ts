import type { Context } from '../../core/context.ts'
import { isoInstant } from '../../core/iso-instant.ts'
import { ok, type Outcome } from '../../core/outcome.ts'
import type { Infer } from '../../core/schema.ts'
import { stateOf } from './app-access.ts'
import type { ticketRequest, ticketResponse } from './dtos.ts'
import { appTokens } from './records.ts'
import { ACCESS_LIFE, checkToken, isOver } from './tokens.ts'

type Ticket = Infer<typeof ticketResponse>

/** What a page signs its JS-SDK configuration with: the same until its end. */
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
