import { dotNetBase64 } from '../../core/encrypted.ts'
import type { Context } from '../../core/context.ts'
import type { Outcome } from '../../core/outcome.ts'
import type { Person } from '../../core/records.ts'
import type { Infer } from '../../core/schema.ts'
import { given } from '../shared/given.ts'
import { decryptionNote, encryptedOf, outcomeOf } from '../shared/decryption-note.ts'
import { refuseWith, smsNote } from '../shared/refusals.ts'
import { cases } from './cases.ts'
import type { thirdPartSignupDto } from './dtos.ts'
import { mobilePattern } from './records.ts'

type SignupDto = Infer<typeof thirdPartSignupDto>

/** The mobile number to sign up with, or why there is none; EncryptMobile wins (D). */
export const mobileOf = (
  input: SignupDto,
  person: Person,
  context: Context,
): string | Outcome<never> => {
  const encrypted = given(input.EncryptMobile)
  const plain = given(input.Mobile)
  if (encrypted !== undefined) return fromWeChat(encrypted, input, person, context)
  if (plain !== undefined) return wellFormed(plain, context) ?? verified(plain, input, context)
  return refuseWith(context, cases['mobile-empty'], {
    kind: 'required-missing',
    message:
      'Neither `Mobile` nor `EncryptMobile` (with `EncryptIV`) says a number: the site refused the sign-up; send one of them.',
    path: 'Mobile',
  })
}

/**
 * The number inside EncryptMobile; undefined when it does not decrypt for this person and app, nor
 * for this person without saying which app (I).
 */
export const decryptedMobile = (
  encrypted: string,
  input: SignupDto,
  person: Person,
  { wechat }: Context,
): string | undefined => {
  const sent = encryptedOf({ data: encrypted, iv: input.EncryptIV }, dotNetBase64)
  if (sent === undefined) return undefined
  const opened =
    wechat.decrypt(wechat.sessionKey(person, input.ThirdPartAppid), sent) ??
    wechat.decrypt(wechat.sessionKey(person, ''), sent)
  return opened?.purePhoneNumber
}

const fromWeChat = (
  encrypted: string,
  input: SignupDto,
  person: Person,
  context: Context,
): string | Outcome<never> => {
  if (given(input.Mobile) !== undefined) context.note(encryptedWins)
  const mobile = decryptedMobile(encrypted, input, person, context)
  if (mobile !== undefined) return wellFormed(mobile, context) ?? mobile
  const note = decryptionNote(
    {
      sent: { data: encrypted, iv: input.EncryptIV },
      names: { data: '`EncryptMobile`', iv: '`EncryptIV`' },
      read: dotNetBase64,
      person,
      appId: input.ThirdPartAppid,
      path: 'EncryptMobile',
      outcome: outcomeOf('site', cases['mobile-undecryptable'].message, context),
    },
    context,
  )
  if (note !== undefined && context.wechat.strict)
    return refuseWith(context, cases['mobile-undecryptable'], note)
  if (note !== undefined) context.note(note)
  return context.wechat.inventPhone(encrypted)
}

const encryptedWins = {
  kind: 'encrypted-mobile-wins',
  message:
    '`Mobile` stands beside `EncryptMobile`, which wins: the site ignored `Mobile` and `VerifyCode`; send one of the two.',
  path: 'Mobile',
} as const

const wellFormed = (mobile: string, context: Context): Outcome<never> | undefined =>
  mobilePattern.test(mobile)
    ? undefined
    : refuseWith(context, cases['mobile-invalid'], {
        kind: 'mobile-format',
        message: `\`${mobile.slice(0, 64)}\` is no mobile number: the site refused the sign-up; send 11 digits that begin with 1, after 0, 86, 17951 or nothing.`,
        path: 'Mobile',
        expected: '^(0|86|17951)?1[0-9]{10}$',
        actual: mobile.slice(0, 64),
      })

/** A plain number is proved by text message. Outside strict mode one that never got a code proves itself. */
const verified = (mobile: string, input: SignupDto, context: Context): string | Outcome<never> => {
  const code = given(input.VerifyCode)
  if (code === undefined)
    return refuseWith(context, cases['verify-code-empty'], {
      kind: 'required-missing',
      message:
        'A plain `Mobile` needs the `VerifyCode` that its owner was sent: the site refused the sign-up; send it.',
      path: 'VerifyCode',
    })
  const checked = context.sms.check(mobile, code)
  if (checked === 'ok' || (checked === 'unknown' && !context.wechat.strict)) return mobile
  const row = cases[checked === 'expired' ? 'verify-code-expired' : 'verify-code-wrong']
  return refuseWith(context, row, smsNote(checked, { path: 'VerifyCode', mobile, code }, context))
}
