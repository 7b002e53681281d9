import { defineOperation, type Operation } from '../../core/api.ts'
import type { CaseRow } from '../../core/case.ts'
import type { Context, Services } from '../../core/context.ts'
import type { Note } from '../../core/note.ts'
import type { Outcome } from '../../core/outcome.ts'
import type { Infer, Shape } from '../../core/schema.ts'
import { withRid } from '../../core/wechat-failures.ts'
import type { Envelope } from '../../dialects/thinkphp/index.ts'
import { isEmpty } from '../../dialects/thinkphp/php-value.ts'
import { refuseWith } from '../shared/handling.ts'
import { cases } from './cases.ts'
import { anyResponse, exampleOf, type AuthRequest, type UserData } from './dtos.ts'

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

/** Whether a parameter counts as missing: PHP's `empty()` takes `0` for nothing, too. */
export const isMissing = (value: string | null | undefined): value is '' | '0' | null | undefined =>
  isEmpty(value)

/**
 * Why a parameter counts as missing: it was not there, or PHP's `empty()` takes what was sent for
 * nothing. `isArray`: it was an empty one.
 */
export const missingNote = (
  name: string,
  value: string | null | undefined,
  isArray = false,
): Note => {
  if (isArray) return emptyNote(name, 'an empty array', '[]')
  if (value === null || value === undefined)
    return {
      kind: 'required-missing',
      message: `\`${name}\` is not in the body: ShopXO refused the request; send it there, as JSON or a form.`,
      path: name,
    }
  return emptyNote(name, value === '' ? 'empty, null or false' : `\`${value}\``, value)
}

const emptyNote = (name: string, what: string, actual: string): Note => ({
  kind: 'php-empty',
  message: `\`${name}\` is ${what}: PHP's empty() takes it for missing and ShopXO refused the request; send a text.`,
  path: name,
  actual,
})

/** Fails because a parameter counts as missing. */
export const refuseMissing = (
  context: Context,
  row: CaseRow,
  name: string,
  value: string | null | undefined,
  isArray = false,
): Outcome<never> => refuseWith(context, row, missingNote(name, value, isArray))

/** DataReturn: `msg, code, data`; the data of an error is `""`, which the dialect prints for null (R). */
export const envelope = (
  outcome: Outcome<UserData>,
  input: AuthRequest | undefined,
  context: Context,
) => {
  if (outcome.kind === 'ok')
    return { msg: (outcome.row ?? cases.success).message, code: 0, data: outcome.data }
  const { message, code } = failureOf(outcome)
  return { msg: withRid(message, context, input?.authcode ?? ''), code, data: null }
}

/** What a companion answers when it succeeds. */
export interface Said {
  readonly msg: string
  /** null: nothing to say, `""`. */
  readonly data: Readonly<Record<string, unknown>> | null
}

/** The same for the operations whose successes have words of their own. */
const saidEnvelope = (outcome: Outcome<Said>) => {
  if (outcome.kind === 'ok') return { msg: outcome.data.msg, code: 0, data: outcome.data.data }
  const { message, code } = failureOf(outcome)
  return { msg: message, code, data: null }
}

/** PHP finds no request invalid; should anybody say so, it is an exception. */
const failureOf = (outcome: Exclude<Outcome<unknown>, { readonly kind: 'ok' }>) =>
  outcome.kind === 'failed'
    ? { message: outcome.message ?? outcome.row.message, code: outcome.row.code }
    : { message: cases.exception.message, code: cases.exception.code }

/** What a closed shop says to every request; undefined while it is open. */
export const closedAnswer = ({ world }: Pick<Services, 'world'>): Envelope | undefined => {
  const { closed, closedReason } = world.site()
  if (closed === undefined || closed === null || closed === false) return undefined
  const { message, code } = cases['site-closed']
  const given = typeof closedReason === 'string' && closedReason !== ''
  return { msg: given ? closedReason : message, code, data: '' }
}

type Handle<Input, Data> = (input: Input, context: Context) => Outcome<Data>

/**
 * A closed site answers before anything else is looked at (docs/spec/shopxo.md#order-and-answers).
 */
export const whileOpen =
  <Input, Data>(handle: Handle<Input, Data>): Handle<Input, Data> =>
  (input, context) => {
    const closed = closedAnswer(context)
    if (closed === undefined) return handle(input, context)
    const note: Note = {
      kind: 'site-closed',
      message:
        'The world’s `site.closed` is set: the shop answers nothing else; PATCH /__admin/world with {"site":{"closed":false}} opens it.',
    }
    return refuseWith(context, cases['site-closed'], note, closed.msg)
  }

interface Companion<Req extends Shape> extends Pick<
  Operation<Req>,
  'name' | 'title' | 'path' | 'request' | 'success'
> {
  /** Of the example request. */
  readonly fields: Readonly<Record<string, unknown>>
  readonly handle: (input: Infer<Req>, context: Context) => Outcome<Said>
  /** A success whatever was sent. */
  readonly forced: (input: Infer<Req> | undefined, context: Context) => Outcome<Said>
}

/** An operation that no document has, served all the same (docs/spec/shopxo.md#follow-up-endpoints). */
export const companion = <Req extends Shape>({ fields, handle, forced, ...rest }: Companion<Req>) =>
  defineOperation({
    ...rest,
    method: 'POST',
    response: anyResponse,
    beyondDocument: true,
    example: exampleOf(rest.path, fields),
    documented: {},
    handle: whileOpen(handle),
    forced: { success: forced },
    envelope: saidEnvelope,
  })
