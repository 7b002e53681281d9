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

/** The mini-program platforms that the shop knows. */
const platforms = ['weixin', 'alipay', 'baidu', 'toutiao', 'qq'] as const
export type Platform = (typeof platforms)[number]

interface WithClientType {
  readonly application_client_type?: string | null | undefined
  readonly applicationClientTypeItems?: Readonly<Record<string, string>> | null | undefined
}

/**
 * Returns the client type that the client sent, or `pc` if it sent none. PHP's trim() turns an array into
 * null, which prints as an empty text (S).
 */
export const clientTypeOf = (input: WithClientType): string =>
  isArray(input) ? '' : (input.application_client_type ?? 'pc')

const isArray = ({ applicationClientTypeItems: items }: WithClientType): boolean =>
  items !== undefined && items !== null

/**
 * Returns the platform with this name, or undefined if none has the method. PHP compares method names without
 * case (R).
 */
export const platformOf = (clientType: string): Platform | undefined => {
  const name = clientType.toLowerCase()
  return platforms.find((platform) => platform === name)
}

/** Fails because the platform has no such method (`方法未定义[PcUserAuth]`), with a note on the cause. */
export const undefinedMethod = (
  context: Context,
  row: CaseRow,
  input: WithClientType,
  method: 'UserAuth' | 'UserInfo',
): Outcome<never> => {
  const clientType = clientTypeOf(input)
  // PHP's ucfirst changes ASCII letters only.
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

/** Whether a parameter counts as missing. PHP's `empty()` also treats `0` as empty. */
export const isMissing = (value: string | null | undefined): value is '' | '0' | null | undefined =>
  isEmpty(value)

/**
 * Returns the note on a missing parameter: the client did not send it, or PHP's `empty()` treats its value as
 * empty. `isArray` means that the value was an empty array.
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

/** Fails because a parameter counts as missing, with the note of `missingNote`. */
export const refuseMissing = (
  context: Context,
  row: CaseRow,
  name: string,
  value: string | null | undefined,
  isArray = false,
): Outcome<never> => refuseWith(context, row, missingNote(name, value, isArray))

/**
 * Wraps an outcome in ShopXO's DataReturn (`msg, code, data`). The data of an error is `""`, which the
 * dialect prints for null (R).
 */
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

/** The success of a companion operation: its message and data. */
export interface Said {
  readonly msg: string
  /** null for no data, which is printed as `""`. */
  readonly data: Readonly<Record<string, unknown>> | null
}

/** Wraps an outcome of an operation whose successes have their own messages. */
const saidEnvelope = (outcome: Outcome<Said>) => {
  if (outcome.kind === 'ok') return { msg: outcome.data.msg, code: 0, data: outcome.data.data }
  const { message, code } = failureOf(outcome)
  return { msg: message, code, data: null }
}

/** ThinkPHP never refuses a request as invalid. An invalid outcome, if one occurs, counts as an exception. */
const failureOf = (outcome: Exclude<Outcome<unknown>, { readonly kind: 'ok' }>) =>
  outcome.kind === 'failed'
    ? { message: outcome.message ?? outcome.row.message, code: outcome.row.code }
    : { message: cases.exception.message, code: cases.exception.code }

/** Returns the answer of a closed shop, or undefined while the shop is open. */
export const closedAnswer = ({ world }: Pick<Services, 'world'>): Envelope | undefined => {
  const { closed, closedReason } = world.site()
  if (closed === undefined || closed === null || closed === false) return undefined
  const { message, code } = cases['site-closed']
  const given = typeof closedReason === 'string' && closedReason !== ''
  return { msg: given ? closedReason : message, code, data: '' }
}

type Handle<Input, Data> = (input: Input, context: Context) => Outcome<Data>

/**
 * Wraps a handler so that a closed shop answers before any other check
 * (docs/spec/shopxo.md#order-and-answers).
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
  /** The parameters of the example request. */
  readonly fields: Readonly<Record<string, unknown>>
  readonly handle: (input: Infer<Req>, context: Context) => Outcome<Said>
  /** Makes a success, whatever the client sent. */
  readonly forced: (input: Infer<Req> | undefined, context: Context) => Outcome<Said>
}

/**
 * Defines a companion: an operation that no document describes and the mock serves nevertheless
 * (docs/spec/shopxo.md#follow-up-endpoints).
 */
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
