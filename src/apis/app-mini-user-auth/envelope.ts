import type { Context } from '../../core/context.ts'
import type { Outcome } from '../../core/outcome.ts'
import type { AuthRequest, UserData } from './dtos.ts'
import { cases } from './cases.ts'
import { withRid } from '../../core/wechat-failures.ts'

/** DataReturn: `msg, code, data`; the data of an error is `""`, which the dialect prints for null (R). */
export const envelope = (
  outcome: Outcome<UserData>,
  input: AuthRequest | undefined,
  context: Context,
) => {
  if (outcome.kind === 'ok')
    return { msg: (outcome.row ?? cases.success).message, code: 0, data: outcome.data }
  const { message, code } = failureOf(outcome)
  return { msg: withRid(message, context, input?.authcode ?? ''), code, data: null }
}

/** What a companion answers when it succeeds. */
export interface Said {
  readonly msg: string
  /** null: nothing to say, `""`. */
  readonly data: Readonly<Record<string, unknown>> | null
}

/** The same for the operations whose successes have words of their own. */
export const saidEnvelope = (outcome: Outcome<Said>) => {
  if (outcome.kind === 'ok') return { msg: outcome.data.msg, code: 0, data: outcome.data.data }
  const { message, code } = failureOf(outcome)
  return { msg: message, code, data: null }
}

/** PHP finds no request invalid; should anybody say so, it is an exception. */
const failureOf = (outcome: Exclude<Outcome<unknown>, { readonly kind: 'ok' }>) =>
  outcome.kind === 'failed'
    ? { message: outcome.message ?? outcome.row.message, code: outcome.row.code }
    : { message: cases.exception.message, code: cases.exception.code }
