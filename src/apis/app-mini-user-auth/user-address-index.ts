import type { Context } from '../../core/context.ts'
import { ok, type Outcome } from '../../core/outcome.ts'
import { shape, type Infer } from '../../core/schema.ts'
import { refuseWith } from '../shared/refuse-with.ts'
import { cases } from './cases.ts'
import { commonFields } from './dtos.ts'
import type { Said } from './envelope.ts'
import { tokenNote } from './token-note.ts'
import { tokenUser } from './token-user.ts'

/** Nothing but the common parameters. */
export const addressRequest = shape('UserAddressIndexRequest', { ...commonFields })

/** Shows that a token works: the addresses of its user, who has none (R). */
export const userAddressIndex = (
  { token }: Infer<typeof addressRequest>,
  context: Context,
): Outcome<Said> => {
  if (tokenUser(token, context) !== undefined) return ok({ msg: 'success', data: { data: [] } })
  return refuseWith(context, cases['login-required'], tokenNote(token))
}
