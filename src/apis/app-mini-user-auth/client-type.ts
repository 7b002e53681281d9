import type { Context } from '../../core/context.ts'
import type { CaseRow } from '../../core/case.ts'
import type { Note } from '../../core/note.ts'
import type { Outcome } from '../../core/outcome.ts'
import { refuseWith } from '../shared/refuse-with.ts'

/** Mini-program platforms the shop knows. */
const platforms = ['weixin', 'alipay', 'baidu', 'toutiao', 'qq'] as const
export type Platform = (typeof platforms)[number]

interface WithClientType {
  readonly application_client_type?: string | null | undefined
  readonly applicationClientTypeItems?: Readonly<Record<string, string>> | null | undefined
}

/** The client type as sent; `pc` where none was. Of an array PHP's trim() makes null, which prints as nothing (S). */
export const clientTypeOf = (input: WithClientType): string =>
  isArray(input) ? '' : (input.application_client_type ?? 'pc')

const isArray = ({ applicationClientTypeItems: items }: WithClientType): boolean =>
  items !== undefined && items !== null

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
  const [kind, what, fix] = causeOf(input, clientType, method)
  return refuseWith(
    context,
    row,
    {
      kind,
      message: `\`application_client_type\` is ${what}: ShopXO ${fix}.`,
      path: 'application_client_type',
      expected: 'weixin',
      actual: isArray(input) ? 'array' : clientType.slice(0, 64),
    },
    `方法未定义[${name}]`,
  )
}

const causeOf = (
  input: WithClientType,
  clientType: string,
  method: string,
): readonly [kind: Note['kind'], what: string, fix: string] => {
  if (isArray(input))
    return [
      'client-type-undefined',
      'an array (`application_client_type[]=…`), of which PHP makes an empty text',
      `has no method for it; send application_client_type=weixin, without \`[]\``,
    ]
  if (input.application_client_type === undefined)
    return [
      'client-type-defaulted',
      'in neither query nor form, or blank there',
      `took \`pc\`, which has no ${method}; add application_client_type=weixin to the query`,
    ]
  return [
    'client-type-undefined',
    `\`${clientType.slice(0, 64)}\`, which has no ${method}`,
    /we?i?xin|wechat|^wx|^mp|mini/i.test(clientType)
      ? 'refused the request; send application_client_type=weixin, its name for the mini program of WeChat'
      : `refused the request; send one of ${platforms.join(', ')}`,
  ]
}
