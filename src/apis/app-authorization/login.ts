import type { Context } from '../../core/context.ts'
import { ok, type Outcome } from '../../core/outcome.ts'
import type { Person } from '../../core/records.ts'
import type { Infer } from '../../core/schema.ts'
import { instantOf } from '../../dialects/aspnet-webapi/clr/date-time.ts'
import { TOKEN_LIFE } from '../shared/aspnet-sites.ts'
import { given, issueToken, ownIdentity, refuseWith } from '../shared/handling.ts'
import { cases } from './cases.ts'
import { exampleFields, type mAuthorizationResponse, type userInfo } from './dtos.ts'
import { findCustomer, keepCustomer, visitorOf, type Customer } from './records.ts'

type UserInfo = Infer<typeof userInfo>

/** Logs in a user of an app. An unknown user becomes a customer, also in strict mode. */
export const authorize = (input: UserInfo, context: Context): Outcome<Authorization> => {
  const openId = given(input.openId)
  if (openId === undefined)
    return refuseWith(context, cases['openid-empty'], {
      kind: 'required-missing',
      message:
        '`openId` (in XML and forms `OpenId`) is missing or blank: the site refused the login; send the openid of the user.',
      path: 'openId',
    })
  const visitor = visitorOf(openId, input, context)
  const found = findCustomer(visitor, context)
  if (found?.locked === true)
    return refuseWith(context, cases['account-locked'], {
      kind: 'account-locked',
      message: `The world's customer ${found.customerId} is locked: the site refused the login; set \`locked\` to false to let them in.`,
    })
  const customer = keepCustomer(found, visitor, input, context)
  return ok(authorizationOf(customer, visitor.person, context))
}

/** Forces a successful login, whatever the client sent and even if the customer is locked. */
export const authorizeAnyway = (
  sent: UserInfo | undefined,
  context: Context,
): Outcome<Authorization> => {
  const openId = ownIdentity(sent?.openId)
  const input = openId === undefined ? { ...sent, unionId: exampleFields.unionId } : { ...sent }
  const visitor = visitorOf(openId ?? exampleFields.openId, input, context)
  const customer = keepCustomer(findCustomer(visitor, context), visitor, input, context)
  return ok(authorizationOf(customer, visitor.person, context))
}

/** Returns an invalid model state as a remote client sees it: the text of the exception is not shown (R). */
export const invalidModel = (): Outcome<never> => ({
  kind: 'invalid',
  issues: [
    {
      field: 'userInfo.gender',
      errors: [
        {
          message: '',
          exception:
            "Could not convert string to integer: abc. Path 'gender', line 1, position 15.",
        },
      ],
    },
  ],
})

export type Authorization = Infer<typeof mAuthorizationResponse>

/** Counts the login and issues its token. Every login gets a new token. */
const authorizationOf = (customer: Customer, visitor: Person, context: Context): Authorization => {
  const person = context.wechat.countLogin(visitor)
  const issued = context.now()
  const accessToken = context
    .derive('app-authorization/access-token', customer.customerId, String(person.logins))
    .base64url(43)
  issueToken(context, {
    token: accessToken,
    api: 'app-authorization',
    kind: 'access',
    subject: customer.customerId,
    seconds: TOKEN_LIFE,
  })
  return answerOf(customer, person, accessToken, issued)
}

/**
 * Makes the answer from the customer's record. A missing nickname, avatar or phone comes from the person (I).
 * The answer is one object literal: V8 is much slower at a spread followed by members.
 */
const answerOf = (
  customer: Customer,
  person: Person,
  accessToken: string,
  issued: number,
): Authorization => {
  const phone = customer.phone ?? person.phone ?? ''
  const nickName = customer.nickName ?? person.nickname ?? null
  return {
    customerId: customer.customerId,
    userName: customer.userName ?? given(phone) ?? nickName,
    avatar: customer.avatar ?? person.avatar ?? null,
    nickName,
    phone,
    IsMiniProgramRemind: customer.IsMiniProgramRemind ?? false,
    IsCloseOrderPda: customer.IsCloseOrderPda ?? false,
    IsShowStatisticsPda: customer.IsShowStatisticsPda ?? false,
    IsShowNoFeeLeaveButton: customer.IsShowNoFeeLeaveButton ?? false,
    State: stateOf(customer.state ?? 0),
    CanBalancePay: customer.CanBalancePay ?? true,
    accessToken,
    tokenType: 'bearer',
    expiresIn: TOKEN_LIFE,
    issued: instantOf(issued, 'local'),
    expires: instantOf(issued + TOKEN_LIFE * 1000, 'local'),
  }
}

const stateOf = (state: number): Authorization['State'] => (state === 0 ? 'OK' : state)
