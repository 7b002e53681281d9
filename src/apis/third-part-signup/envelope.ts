import type { Outcome } from '../../core/outcome.ts'
import type { Infer } from '../../core/schema.ts'
import type { requestResultOfOAuthToken } from './dtos.ts'
import type { OAuthToken } from './oauth-token.ts'

/** Every answer is a RequestResult: Status 0 succeeded, 1 failed (D). */
export const envelope = (outcome: Outcome<OAuthToken>): Infer<typeof requestResultOfOAuthToken> => {
  if (outcome.kind === 'ok') return { Data: outcome.data, Status: 0, Message: null, Total: 0 }
  // The framework answers an invalid model state itself, so only failures have words here.
  const message = outcome.kind === 'failed' ? (outcome.message ?? outcome.row.message) : null
  return { Data: null, Status: 1, Message: message, Total: 0 }
}
