import type { CaseRow } from '../../core/case.ts'
import type { Context, Exchange } from '../../core/context.ts'
import type { Outcome } from '../../core/outcome.ts'
import { people } from '../../core/records.ts'
import { given } from '../shared/given.ts'
import { refuseWith } from '../shared/refuse-with.ts'
import { refuseMissing } from './answer.ts'
import { cases } from './cases.ts'

export type Person = Extract<Exchange, { readonly kind: 'person' }>
type Refusal = Exclude<Exchange, Person>

/**
 * Hands a login code in. Whoever it stands for is in the world from then on, so that what WeChat is
 * asked next about the openid is answered for the same person.
 */
export const exchangeCode = (
  code: string | null | undefined,
  path: 'code' | 'js_code',
  appId: string,
  context: Context,
): Person | Outcome<never> => {
  const text = given(code)
  if (text === undefined) return refuseMissing(context, cases['code-missing'], path)
  const exchange = context.wechat.exchange(text, appId)
  if (exchange.kind !== 'person') return refusal(exchange, path, context)
  if (exchange.note !== undefined) context.note({ path, ...exchange.note })
  const table = context.world.table(people)
  if (table.get(exchange.person.id) === undefined) table.put(exchange.person)
  return exchange
}

const byErrcode: ReadonlyMap<string, CaseRow> = new Map([
  ...[
    cases['code-invalid'],
    cases['code-used'],
    cases['code-blocked'],
    cases['code-missing'],
    cases['appid-missing'],
    cases['appid-invalid'],
    cases['appsecret-missing'],
    cases['appsecret-invalid'],
    cases['rate-limited'],
  ].map((row) => [String(row.code), row] as const),
  ['unreachable', cases['wechat-unreachable']],
  ['empty', cases['wechat-empty']],
  ['unreadable', cases['wechat-unreadable']],
  ['incomplete', cases['wechat-incomplete']],
])

/** The world's errcode as it is: one that is no case of its own counts as `system-error`. */
const refusal = (refused: Refusal, path: string, context: Context): Outcome<never> => {
  const error = refused.kind === 'refused' ? String(refused.errcode) : refused.kind
  const row = byErrcode.get(error) ?? { ...cases['system-error'], code: Number(error) }
  const note = refused.note ?? {
    kind: 'wechat-refused',
    message: `WeChat refused the code with ${error}: it answered so; log in again for another.`,
  }
  return refuseWith(
    context,
    row,
    { path, ...note },
    refused.kind === 'refused' ? refused.errmsg : undefined,
  )
}
