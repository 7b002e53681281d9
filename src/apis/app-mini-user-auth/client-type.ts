import type { Context } from '../../core/context.ts'
import type { CaseRow } from '../../core/case.ts'
import type { Outcome } from '../../core/outcome.ts'
import { refuseWith } from '../shared/refuse-with.ts'

/** Mini-program platforms the shop knows. */
const platforms = ['weixin', 'alipay', 'baidu', 'toutiao', 'qq'] as const
export type Platform = (typeof platforms)[number]

interface WithClientType {
  readonly application_client_type?: string | null | undefined
}

/** The client type as sent; `pc` where none was. */
export const clientTypeOf = (input: WithClientType): string => input.application_client_type ?? 'pc'

/** A platform that has the method, whose name PHP compares without case (R). */
export const platformOf = (clientType: string): Platform | undefined => {
  const name = clientType.toLowerCase()
  return platforms.find((platform) => platform === name)
}

/** `方法未定义[PcUserAuth]`, and why. */
export const undefinedMethod = (
  context: Context,
  row: CaseRow,
  input: WithClientType,
  method: 'UserAuth' | 'UserInfo',
): Outcome<never> => {
  const clientType = clientTypeOf(input)
  // ucfirst, which knows ASCII only.
  const name = clientType.replace(/^[a-z]/, (first) => first.toUpperCase()) + method
  const defaulted = input.application_client_type === undefined
  return refuseWith(
    context,
    row,
    {
      kind: defaulted ? 'client-type-defaulted' : 'client-type-undefined',
      message: defaulted
        ? `\`application_client_type\` is in neither query nor form, or blank there: ShopXO took \`pc\`, which has no ${method}; add application_client_type=weixin to the query.`
        : `\`application_client_type\` is \`${clientType.slice(0, 64)}\`, which has no ${method}: ShopXO refused the request; send one of ${platforms.join(', ')}.`,
      path: 'application_client_type',
      expected: 'weixin',
      actual: clientType.slice(0, 64),
    },
    `方法未定义[${name}]`,
  )
}
