import { defineApi, defineOperation } from '../../core/api.ts'
import type { Context } from '../../core/context.ts'
import type { Outcome } from '../../core/outcome.ts'
import type { Infer } from '../../core/schema.ts'
import { withRid } from '../../core/wechat-failures.ts'
import { aspnetWebApi } from '../../dialects/aspnet-webapi/index.ts'
import { helpPageSample } from '../shared/aspnet-sites.ts'
import { given } from '../shared/handling.ts'
import { cases } from './cases.ts'
import { example, luiLukLoginReturnDto, wxSmallLoginDto } from './dtos.ts'
import { login, loginAnyway, type Login } from './login.ts'
import { members, site } from './records.ts'

type Answer = Infer<typeof luiLukLoginReturnDto>

/** Makes the flat answer. Only the ErrorMessage shows a failure (I). */
const envelope = (
  outcome: Outcome<Login>,
  input: Infer<typeof wxSmallLoginDto> | undefined,
  context: Context,
): Answer => {
  const siteInfo = siteInfoOf(context.world.site())
  if (outcome.kind === 'ok') return loggedIn(outcome.data, siteInfo)
  const message = outcome.kind === 'failed' ? (outcome.message ?? outcome.row.message) : ''
  return {
    lui: null,
    luk: null,
    userstate: null,
    ErrorMessage: withRid(message, context, input?.code ?? ''),
    ...siteInfo,
    RequireBindPhone: false,
    IsBindWx: false,
  }
}

/** Makes the answer to a successful login. A user who logs in by a WeChat code has bound WeChat (D). */
const loggedIn = (
  { lui, luk, userstate, requireBindPhone }: Login,
  siteInfo: ReturnType<typeof siteInfoOf>,
): Answer => ({
  lui,
  luk,
  userstate,
  ErrorMessage: null,
  ...siteInfo,
  RequireBindPhone: requireBindPhone,
  IsBindWx: true,
})

/** Returns the site's settings, which are the same in every answer, also in a failure (I). */
const siteInfoOf = (site: Readonly<Record<string, unknown>>) => ({
  Siteinfo_Jifenname: text(site['pointsName']) ?? '积分',
  Siteinfo_Daijinname: text(site['couponName']) ?? '代金币',
  Siteinfo_Jifenshu: decimalText(site['pointsRate']) ?? '100',
})

const text = (value: unknown): string | undefined =>
  typeof value === 'string' ? given(value) : undefined

/**
 * Returns the digits of a System.Decimal, as the world stores them. Ignores a number outside the range of
 * System.Decimal.
 */
const decimalText = (value: unknown): string | undefined =>
  typeof value === 'string' && /^-?\d{1,28}(\.\d{1,28})?$/.test(value) ? value : undefined

const title = '微信小程序登录(phase2),根据小程序code+phone+user登录系统'

/** The API of test/documents/001.txt: POST api/WxSmallApp/LoginWithPhone. */
export const smallAppLogin = defineApi({
  name: 'small-app-login',
  title,
  document: 'test/documents/001.txt',
  dialect: aspnetWebApi({ jsonp: true }),
  cases,
  collections: [members],
  site,
  operations: [
    defineOperation({
      name: 'small-app-login',
      title,
      method: 'POST',
      path: 'api/WxSmallApp/LoginWithPhone',
      parameter: 'dto',
      request: wxSmallLoginDto,
      response: luiLukLoginReturnDto,
      magic: 'code',
      onInvalid: 'ignore',
      success: cases.success,
      example,
      documented: { documented: helpPageSample(luiLukLoginReturnDto) },
      documentedRequest: helpPageSample(wxSmallLoginDto),
      handle: login,
      forced: { success: loginAnyway(false), 'phone-required': loginAnyway(true) },
      envelope,
    }),
  ],
})
