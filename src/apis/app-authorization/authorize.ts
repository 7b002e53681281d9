import type { Context } from '../../core/context.ts'
import { ok, type Issue, type Outcome } from '../../core/outcome.ts'
import type { Infer } from '../../core/schema.ts'
import { given, ownIdentity } from '../shared/given.ts'
import { refuseWith } from '../shared/refuse-with.ts'
import { authorizationOf, type Authorization } from './authorization.ts'
import { cases } from './cases.ts'
import { findCustomer, keepCustomer, visitorOf } from './customer.ts'
import type { userInfo } from './dtos.ts'
import { exampleFields } from './example.ts'

type UserInfo = Infer<typeof userInfo>

/** Logs a person of an app in; an unknown one becomes a customer, strict or not. */
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

/** A login whatever was sent and whatever stands against it. */
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

/** A model state as a remote client sees it: the text of an exception is not for them (R). */
export const invalidModel: readonly Issue[] = [
  {
    field: 'userInfo.gender',
    errors: [
      {
        message: '',
        exception: "Could not convert string to integer: abc. Path 'gender', line 1, position 15.",
      },
    ],
  },
]
