import type { Context } from '../../core/context.ts'
import type { Note } from '../../core/note.ts'
import { ok, type Outcome } from '../../core/outcome.ts'
import { smsCodes } from '../../core/records.ts'
import { shape, string, type Infer } from '../../core/schema.ts'
import { isEmpty } from '../../dialects/thinkphp/php-value.ts'
import { refuseWith } from '../shared/refuse-with.ts'
import { cases } from './cases.ts'
import { commonFields } from './dtos.ts'
import type { Said } from './envelope.ts'
import { missingNote } from './missing-note.ts'

/** The mobile number that wants a code. */
export const sendRequest = shape('AppMobileBindVerifySendRequest', {
  ...commonFields,
  mobile: string(),
})
type SendRequest = Infer<typeof sendRequest>

/** common_verify_interval_time of a fresh shop (S). */
const INTERVAL_MS = 60_000

/** CheckMobile (S). */
export const isMobile = (text: string): boolean => /^1[3-9]\d{9}$/.test(text)

/** Sends the code that binds a mobile number; the admin API shows it. */
export const appMobileBindVerifySend = (
  { mobile }: SendRequest,
  context: Context,
): Outcome<Said> => {
  if (mobile === undefined || mobile === null || isEmpty(mobile))
    return refuseWith(context, cases['mobile-empty'], missingNote('mobile', mobile))
  if (!isMobile(mobile)) return refuseWith(context, cases['mobile-invalid'], invalidMobile(mobile))
  return sendCode(mobile, context)
}

/** Sends a code of 4 digits to a mobile or address, which the admin API shows. */
export const sendCode = (account: string, context: Context): Outcome<Said> => {
  if (context.wechat.strict && isTooSoon(account, context))
    return refuseWith(context, cases['sms-too-often'], tooSoon(account))
  context.sms.send(account)
  return ok({ msg: '发送成功', data: null })
}

/** Only strict: a test that asks twice under a standing clock is no nuisance to anybody (I). */
const isTooSoon = (mobile: string, { now, world }: Context): boolean => {
  const sentAt = world.table(smsCodes).get(mobile)?.sentAt
  return typeof sentAt === 'string' && now() <= Date.parse(sentAt) + INTERVAL_MS
}

/** Why a number is none. */
export const invalidMobile = (mobile: string): Note => ({
  kind: 'mobile-invalid',
  message: `\`${mobile.slice(0, 64)}\` is no mobile number: ShopXO refused it; send 11 digits that begin with 13 to 19.`,
  path: 'mobile',
  actual: mobile.slice(0, 64),
})

const tooSoon = (mobile: string): Note => ({
  kind: 'sms-too-often',
  message: `${mobile} got a code less than a minute ago: ShopXO refused to send another; wait, or POST /__admin/clock/advance.`,
  path: 'mobile',
})
