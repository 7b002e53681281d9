import type { Context } from '../../core/context.ts'
import { ok, type Outcome } from '../../core/outcome.ts'
import { shape, type Infer } from '../../core/schema.ts'
import { isEmpty } from '../../dialects/thinkphp/php-value.ts'
import { refuseWith } from '../shared/refuse-with.ts'
import { accountForLogin, refusedForReg } from './account-checks.ts'
import { accountFields, closedNote, typeNote, wayOf } from './accounts.ts'
import { sendCode } from './app-mobile-bind-verify-send.ts'
import { cases } from './cases.ts'
import type { Said } from './envelope.ts'
import { missingNote } from './missing-note.ts'
import { waysOf } from './shop-settings.ts'

/** The account that wants a code; `verify` is the text in a picture, which this shop does not ask for. */
export const accountSendRequest = shape('UserVerifySendRequest', { ...accountFields })
type SendRequest = Infer<typeof accountSendRequest>

/** Sends the code that logs an account in (S: UserService::LoginVerifySend). */
export const loginVerifySend = (input: SendRequest, context: Context): Outcome<Said> =>
  send(input, context, 'login')

/** Sends the code that registers one (S: UserService::RegVerifySend). */
export const regVerifySend = (input: SendRequest, context: Context): Outcome<Said> =>
  send(input, context, 'reg')

const send = (
  { accounts, type }: SendRequest,
  context: Context,
  purpose: 'login' | 'reg',
): Outcome<Said> => {
  if (accounts === undefined || accounts === null || isEmpty(accounts))
    return refuseWith(context, cases['accounts-empty'], missingNote('accounts', accounts))
  const way = wayOf(type)
  if (way === undefined)
    return refuseWith(context, cases[`${purpose}-type-invalid`], typeNote(type))
  const setting = `home_user_${purpose}_type` as const
  if (!waysOf(context.world.site(), setting).includes(way)) return closed(purpose, way, context)
  const checked =
    purpose === 'login'
      ? accountForLogin(way, accounts, context)
      : refusedForReg(way, accounts, context)
  if (checked !== undefined && 'kind' in checked) return checked
  if (way !== 'username') return sendCode(accounts, context)
  return refuseWith(context, cases['verify-unsupported'], {
    kind: 'verify-unsupported',
    message:
      '`type` is username, and no code is sent to one: ShopXO refused the request; send sms or email, with the number or address as `accounts`.',
    path: 'type',
    actual: 'username',
  })
}

/** To somebody who registers the shop says so with code 0 (S). */
const closed = (purpose: 'login' | 'reg', way: string, context: Context): Outcome<Said> => {
  const note = closedNote(way, `home_user_${purpose}_type`)
  if (purpose === 'login') return refuseWith(context, cases['login-closed'], note)
  context.note(note)
  return ok({ msg: cases['reg-closed'].message, data: null })
}
