import type { Context } from '../../core/context.ts'
import type { Person } from '../../core/records.ts'
import type { Infer } from '../../core/schema.ts'
import { instantOf } from '../../dialects/aspnet-webapi/clr/instant.ts'
import { given } from '../shared/given.ts'
import { issueToken } from '../shared/issue-token.ts'
import type { mAuthorizationResponse } from './dtos.ts'
import type { Customer } from './records.ts'

export type Authorization = Infer<typeof mAuthorizationResponse>

/** Two weeks but a second, as ASP.NET's OAuth server counts a fortnight (I). */
const EXPIRES_IN = 1_209_599

/** Counts the login and makes its token: a new one each time. */
export const authorizationOf = (
  customer: Customer,
  visitor: Person,
  context: Context,
): Authorization => {
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
    seconds: EXPIRES_IN,
  })
  return answerOf(customer, person, accessToken, issued)
}

/**
 * What the shop knows; a nickname, avatar or phone it was never told is the person's own (I). It
 * is one literal: V8 makes a spread with members behind it much more slowly.
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
    expiresIn: EXPIRES_IN,
    issued: instantOf(issued, 'local'),
    expires: instantOf(issued + EXPIRES_IN * 1000, 'local'),
  }
}

const stateOf = (state: number): Authorization['State'] => (state === 0 ? 'OK' : state)
