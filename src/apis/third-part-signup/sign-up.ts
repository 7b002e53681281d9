import type { Context } from '../../core/context.ts'
import { ok, type Issue, type Outcome } from '../../core/outcome.ts'
import type { Infer } from '../../core/schema.ts'
import { given, ownIdentity } from '../shared/given.ts'
import { refuseWith } from '../shared/refuse-with.ts'
import {
  accountOf,
  accountWithMobile,
  applicantOf,
  openAccount,
  type Applicant,
} from './account.ts'
import { cases } from './cases.ts'
import type { thirdPartSignupDto } from './dtos.ts'
import { exampleFields } from './example.ts'
import { decryptedMobile, mobileOf } from './mobile.ts'
import { oauthTokenOf, type OAuthToken } from './oauth-token.ts'

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
