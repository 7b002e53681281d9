import type { Context } from '../../core/context.ts'
import { ok, type Outcome } from '../../core/outcome.ts'
import type { Person } from '../../core/records.ts'
import type { Infer } from '../../core/schema.ts'
import { TOKEN_LIFE } from '../shared/aspnet-sites.ts'
import {
  decryptionNote,
  dotNetBase64,
  encryptedOf,
  outcomeOf,
  phoneInstead,
} from '../shared/decryption-note.ts'
import { given, issueToken, ownIdentity, refuseWith, smsNote } from '../shared/handling.ts'
import { cases } from './cases.ts'
import { exampleFields, type oAuthToken, type thirdPartSignupDto } from './dtos.ts'
import {
  accountOf,
  accountWithMobile,
  applicantOf,
  mobilePattern,
  openAccount,
  type Account,
  type Applicant,
} from './records.ts'

type SignupDto = Infer<typeof thirdPartSignupDto>

/** Signs up a person from WeChat, QQ or Weibo, and logs them in. */
export const signUp = (input: SignupDto, context: Context): Outcome<OAuthToken> => {
  const applicant = applicantOf(input, context)
  const mobile = mobileOf(input, applicant.person, context)
  if (typeof mobile !== 'string') return mobile
  const refused = refusePassword(input, context) ?? refuseTaken(applicant, mobile, context)
  if (refused !== undefined) return refused
  const account = openAccount(applicant, mobile, input, context)
  return ok(oauthTokenOf(account, applicant.person, context))
}

const refusePassword = (input: SignupDto, context: Context): Outcome<never> | undefined => {
  const length = input.Password?.length ?? 0
  if (length === 0 || (length >= 6 && length <= 100)) return undefined
  return refuseWith(context, cases['password-length'], {
    kind: 'password-length',
    message: `\`Password\` has ${length} characters: the site refused the sign-up; send 6 to 100, or none at all.`,
    path: 'Password',
  })
}

/** Refuses an applicant whose platform id, or else mobile number, is already registered (I). */
const refuseTaken = (
  applicant: Applicant,
  mobile: string,
  context: Context,
): Outcome<never> | undefined => {
  const same = accountOf(applicant, context)
  if (same !== undefined)
    return refuseWith(context, cases['third-party-taken'], {
      kind: 'already-registered',
      message: `${applicant.thirdPart} ${applicant.thirdPartId} signed up before, as account ${same.userId}: the site refused it; reset the world or send another \`ThirdPartID\`.`,
      path: 'ThirdPartID',
    })
  const other = accountWithMobile(mobile, context)
  if (given(other?.thirdPartId) === undefined) return undefined
  return refuseWith(context, cases['mobile-taken'], {
    kind: 'already-registered',
    message: `${mobile} belongs to another account, ${other?.userId ?? ''}: the site refused it; reset the world or send another number.`,
    path: 'Mobile',
  })
}

/**
 * Forces a successful sign-up, whatever the client sent and even if a check would refuse it. A person who has
 * an account is logged in to it.
 */
export const signUpAnyway = (
  sent: SignupDto | undefined,
  context: Context,
): Outcome<OAuthToken> => {
  const input: SignupDto = {
    ...sent,
    ThirdPart: sent?.ThirdPart ?? 'Weixin',
    ThirdPartID: given(sent?.ThirdPartID) ?? exampleFields.ThirdPartID,
    ThirdPartID2: ownIdentity(sent?.ThirdPartID2) ?? exampleFields.ThirdPartID2,
    ThirdPartAppid: given(sent?.ThirdPartAppid) ?? exampleFields.ThirdPartAppid,
  }
  const applicant = applicantOf(input, context)
  const encrypted = given(input.EncryptMobile)
  const decrypted = encrypted && decryptedMobile(encrypted, input, applicant.person, context)
  const mobile = decrypted ?? given(input.Mobile) ?? exampleFields.Mobile
  const account = accountOf(applicant, context) ?? openAccount(applicant, mobile, input, context)
  return ok(oauthTokenOf(account, applicant.person, context))
}

/** Returns an invalid model state as a remote client sees it (R). */
export const invalidModel = (): Outcome<never> => ({
  kind: 'invalid',
  issues: ['ThirdPartID', 'ThirdPartID2', 'ThirdPartAppid'].map((name) => ({
    field: `dto.${name}`,
    errors: [{ message: `The ${name} field is required.` }],
  })),
})

export type OAuthToken = Infer<typeof oAuthToken>

/** Counts the login and issues its tokens. Every login gets new tokens. */
const oauthTokenOf = (account: Account, visitor: Person, context: Context): OAuthToken => {
  const { userId } = account
  const login = String(context.wechat.countLogin(visitor).logins)
  const access = context.derive('third-part-signup/access-token', userId, login).base64url(43)
  const refresh = context.derive('third-part-signup/refresh-token', userId, login).hex(32)
  const issued = context.now()
  const token = { api: 'third-part-signup', subject: userId }
  issueToken(context, { ...token, token: access, kind: 'access', seconds: TOKEN_LIFE })
  issueToken(context, { ...token, token: refresh, kind: 'refresh' })
  return {
    access_token: access,
    token_type: 'bearer',
    expires_in: TOKEN_LIFE,
    userName: account.mobile,
    userId,
    refresh_token: refresh,
    '.issued': rfc1123(issued),
    '.expires': rfc1123(issued + TOKEN_LIFE * 1000),
  }
}

/** Prints a time as RFC 1123 does: `Thu, 29 Jan 2026 07:00:34 GMT`. */
const rfc1123 = (epochMs: number): string => new Date(epochMs).toUTCString()

/**
 * Returns the mobile number for the sign-up, or the failure. EncryptMobile takes precedence over Mobile (D).
 */
const mobileOf = (input: SignupDto, person: Person, context: Context): string | Outcome<never> => {
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
 * Decrypts EncryptMobile with the person's session key for the app, then with the key without an app id (I).
 * Returns undefined when neither key decrypts it.
 */
const decryptedMobile = (
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
  return phoneInstead(note, cases['mobile-undecryptable'], encrypted, context)
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

/**
 * Checks the text-message code of a plain number. In lenient mode, a number that was never sent a code passes
 * with any code.
 */
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
