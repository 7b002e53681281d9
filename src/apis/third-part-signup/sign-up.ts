import type { Context } from '../../core/context.ts'
import { ok, type Issue, type Outcome } from '../../core/outcome.ts'
import type { Person } from '../../core/records.ts'
import type { Infer } from '../../core/schema.ts'
import { given, ownIdentity } from '../shared/given.ts'
import { issueToken } from '../shared/issue-token.ts'
import { refuseWith } from '../shared/refusals.ts'
import { cases, exampleFields } from './cases.ts'
import type { oAuthToken, thirdPartSignupDto } from './dtos.ts'
import { decryptedMobile, mobileOf } from './mobile.ts'
import {
  accountOf,
  accountWithMobile,
  applicantOf,
  openAccount,
  type Account,
  type Applicant,
} from './records.ts'

type SignupDto = Infer<typeof thirdPartSignupDto>

/** Signs somebody up who comes from WeChat, QQ or Weibo, and logs them in. */
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

/** The platform's id first, then the number (I). */
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

/** A sign-up whatever was sent and whatever stands against it; who has an account is logged in to it. */
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
  const mobile = someMobile(input, applicant, context)
  const account = accountOf(applicant, context) ?? openAccount(applicant, mobile, input, context)
  return ok(oauthTokenOf(account, applicant.person, context))
}

const someMobile = (input: SignupDto, { person }: Applicant, context: Context): string => {
  const encrypted = given(input.EncryptMobile)
  const decrypted = encrypted && decryptedMobile(encrypted, input, person, context)
  return decrypted ?? given(input.Mobile) ?? exampleFields.Mobile
}

/** A model state as a remote client sees it (R). */
export const invalidModel: readonly Issue[] = ['ThirdPartID', 'ThirdPartID2', 'ThirdPartAppid'].map(
  (name) => ({
    field: `dto.${name}`,
    errors: [{ message: `The ${name} field is required.` }],
  }),
)

export type OAuthToken = Infer<typeof oAuthToken>

/** Two weeks but a second, as ASP.NET's OAuth server counts a fortnight (I). */
const EXPIRES_IN = 1_209_599

/** Counts the login and makes its tokens: new ones each time. */
const oauthTokenOf = (account: Account, visitor: Person, context: Context): OAuthToken => {
  const { userId } = account
  const login = String(context.wechat.countLogin(visitor).logins)
  const access = context.derive('third-part-signup/access-token', userId, login).base64url(43)
  const refresh = context.derive('third-part-signup/refresh-token', userId, login).hex(32)
  const issued = context.now()
  const token = { api: 'third-part-signup', subject: userId }
  issueToken(context, { ...token, token: access, kind: 'access', seconds: EXPIRES_IN })
  issueToken(context, { ...token, token: refresh, kind: 'refresh' })
  return {
    access_token: access,
    token_type: 'bearer',
    expires_in: EXPIRES_IN,
    userName: account.mobile,
    userId,
    refresh_token: refresh,
    '.issued': rfc1123(issued),
    '.expires': rfc1123(issued + EXPIRES_IN * 1000),
  }
}

/** `Thu, 29 Jan 2026 07:00:34 GMT` */
const rfc1123 = (epochMs: number): string => new Date(epochMs).toUTCString()
