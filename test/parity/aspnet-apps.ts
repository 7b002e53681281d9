import { resultMessage, userInfo } from '../../src/apis/app-authorization/dtos.ts'
import { luiLukLoginReturnDto, wxSmallLoginDto } from '../../src/apis/small-app-login/dtos.ts'
import {
  requestResultOfOAuthToken,
  thirdPartSignupDto,
} from '../../src/apis/third-part-signup/dtos.ts'
import { defineApi, defineOperation, type Api, type Operation } from '../../src/core/api.ts'
import type { Dialect } from '../../src/core/dialect.ts'
import { ok, type Outcome } from '../../src/core/outcome.ts'
import type { Infer, Shape } from '../../src/core/schema.ts'
import { parseDecimal } from '../../src/dialects/aspnet-webapi/clr/text.ts'
import { ERROR_OCCURRED } from '../../src/dialects/aspnet-webapi/respond.ts'
import { recordedDialect, type ActionResult } from './recorded-dialect.ts'

// The three recorded applications have artificial actions that use the shipped contracts.

interface Action<Req extends Shape, Res extends Shape> {
  readonly path: string
  readonly request: Req
  readonly response: Res
  readonly parameter: string
  readonly onInvalid: 'outcome' | 'ignore' | 'refuse'
  readonly act: (input: Infer<Req>) => Infer<Res>
  readonly invalid?: (outcome: Outcome<unknown> & { kind: 'invalid' }) => Infer<Res>
}

const never = () => {
  throw new Error('A recorded action is only ever called.')
}

const action = <Req extends Shape, Res extends Shape>(is: Action<Req, Res>): Operation =>
  defineOperation<Req, Res, Infer<Res>>({
    name: is.path.split('/')[2] ?? '',
    title: is.path,
    method: 'POST',
    path: is.path,
    request: is.request,
    response: is.response,
    parameter: is.parameter,
    onInvalid: is.onInvalid,
    success: {
      basis: 'recorded',
      source: 'docs/spec/aspnet-webapi.md#what-the-recorded-actions-do',
    },
    example: () => ({ method: 'POST', target: `/${is.path}`, headers: {}, body: '{}' }),
    documented: {},
    handle: (input) => ok(is.act(input)),
    forced: {},
    envelope: (outcome) => {
      if (outcome.kind === 'ok') return outcome.data
      return outcome.kind === 'invalid' && is.invalid !== undefined ? is.invalid(outcome) : never()
    },
  })

const app = (name: string, dialect: Dialect, operations: readonly Operation[]): Api =>
  defineApi({ name, title: name, document: '', dialect, cases: {}, collections: [], operations })

type ResultMessage = Infer<typeof resultMessage>

const authorization = action({
  path: 'api/Customer/AppAuthorization',
  request: userInfo,
  response: resultMessage,
  parameter: 'userInfo',
  onInvalid: 'outcome',
  act: (user): ResultMessage => {
    const isNull = user.city === 'nulls'
    return {
      data: isNull ? null : dataOf(user),
      status: 'Success',
      message: user.language,
      errors: isNull ? null : [],
      url: user.country === '' ? null : 'https://h/p?a=1&b=<2>',
    }
  },
  invalid: ({ issues }): ResultMessage => ({
    data: null,
    status: 'Fail',
    message: 'validation failed',
    errors: issues.map(({ field, errors }) => ({
      field,
      errorMessages: errors.map(({ message }) => message),
    })),
    url: null,
  }),
})

const dataOf = (user: Infer<typeof userInfo>): ResultMessage['data'] => ({
  customerId: user.openId,
  userName: user.unionId,
  avatar: user.avatarUrl,
  nickName: user.nickname,
  phone: user.province,
  IsMiniProgramRemind: false,
  IsCloseOrderPda: false,
  IsShowStatisticsPda: false,
  IsShowNoFeeLeaveButton: false,
  State: user.gender === 99 ? 99 : 'OK',
  CanBalancePay: true,
  accessToken: user.session_key,
  tokenType: 'bearer',
  expiresIn: user.gender,
  issued: user.subscribe_time,
  expires: user.subscribe_time,
})

const login = action({
  path: 'api/WxSmallApp/LoginWithPhone',
  request: wxSmallLoginDto,
  response: luiLukLoginReturnDto,
  parameter: 'dto',
  onInvalid: 'ignore',
  act: (dto) => ({
    lui: String(dto.uid),
    luk: dto.code,
    userstate: dto.phoneString,
    ErrorMessage: dto.code === null ? 'code' : null,
    Siteinfo_Jifenname: String(dto.smallAppId),
    Siteinfo_Daijinname: String(dto.Scene),
    Siteinfo_Jifenshu: parseDecimal(dto.userString ?? '') ?? '0',
    RequireBindPhone: false,
    IsBindWx: true,
  }),
})

const signup = action({
  path: 'api/Account/SignupByThirdPart',
  request: thirdPartSignupDto,
  response: requestResultOfOAuthToken,
  parameter: 'dto',
  onInvalid: 'refuse',
  act: (dto) => ({
    Data: dto.Mobile === 'nodata' ? null : tokenOf(dto),
    Status: 0,
    Message: dto.Name,
    Total: 0,
  }),
})

const tokenOf = (dto: Infer<typeof thirdPartSignupDto>) => ({
  access_token: dto.ThirdPartID,
  token_type: 'bearer',
  expires_in: 7199,
  userName: dto.Mobile,
  userId: dto.ThirdPartID2,
  refresh_token: null,
  '.issued': 'Thu, 29 Jan 2026 07:00:34 GMT',
  '.expires': dto.AvatarUrl,
})

/**
 * Makes an action that returns its bound parameter. `Echo` never rejects, and `Strict` rejects an invalid
 * model state.
 */
const returning = (
  name: 'Echo' | 'Strict',
  controller: string,
  request: Shape,
  parameter: string,
): Operation =>
  action({
    path: `api/${controller}/${name}`,
    request,
    response: request,
    parameter,
    onInvalid: name === 'Echo' ? 'ignore' : 'refuse',
    act: (input) => input,
  })

const SERIALIZATION = 'http://schemas.microsoft.com/2003/10/Serialization/'
const status = (code: number) => ({ status: code, basis: 'recorded' }) as const

/** The results of the actions of 004 that have no parameter. */
const results: Readonly<Record<string, ActionResult>> = {
  Boom: (to, request) => to.error(request, ERROR_OCCURRED, status(500)),
  Bad: (to, request) => to.error(request, { message: 'bad & <worse>' }, status(400)),
  BadEmpty: (to) => to.empty(status(400)),
  Missing: (to) => to.empty(status(404)),
  Unauth: (to) => to.empty(status(401)),
  NeedAuth: (to, request) =>
    to.error(request, { message: 'Authorization has been denied for this request.' }, status(401)),
  Nothing: (to) => to.empty(status(204)),
  Str: (to, request) =>
    to.content(
      request,
      (kind) =>
        kind === 'json'
          ? '"a/b<中>\\""'
          : `<string xmlns="${SERIALIZATION}">a/b&lt;中&gt;"</string>`,
      status(200),
    ),
  Int: (to, request) =>
    to.content(
      request,
      (kind) => (kind === 'json' ? '5' : `<int xmlns="${SERIALIZATION}">5</int>`),
      status(200),
    ),
}

const withoutParameter = (name: string): Operation =>
  action({
    path: `api/Account/${name}`,
    request: thirdPartSignupDto,
    response: thirdPartSignupDto,
    parameter: 'dto',
    onInvalid: 'ignore',
    act: (input) => input,
  })

/** Returns the recorded applications by the number of the document whose contracts they use. */
export const recordedApps = (): ReadonlyMap<string, Api> =>
  new Map([
    [
      '000',
      app('recorded-000', recordedDialect({ dateFormat: 'yyyy-MM-dd HH:mm:ss' }), [
        authorization,
        returning('Echo', 'Customer', userInfo, 'userInfo'),
        returning('Strict', 'Customer', userInfo, 'userInfo'),
      ]),
    ],
    [
      '001',
      app('recorded-001', recordedDialect({ jsonp: true }), [
        login,
        returning('Echo', 'WxSmallApp', wxSmallLoginDto, 'dto'),
        returning('Strict', 'WxSmallApp', wxSmallLoginDto, 'dto'),
      ]),
    ],
    [
      '004',
      app('recorded-004', recordedDialect({}, results), [
        signup,
        returning('Echo', 'Account', thirdPartSignupDto, 'dto'),
        ...Object.keys(results).map(withoutParameter),
      ]),
    ],
  ])
