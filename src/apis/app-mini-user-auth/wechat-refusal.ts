import type { CaseRow } from '../../core/case.ts'
import type { Context, Exchange } from '../../core/context.ts'
import type { Outcome } from '../../core/outcome.ts'
import { wechatFailures, withRid, type WeChatCase } from '../../core/wechat-failures.ts'
import { refuseWith } from '../shared/refuse-with.ts'

import { cases } from './cases.ts'

type Refusal = Exclude<Exchange, { readonly kind: 'person' }>

/** The shop has one mini program; its app id is not public and its openids are the people's own (I). */
export const APP_ID = ''

const byError: ReadonlyMap<string, CaseRow> = new Map(
  (Object.keys(wechatFailures) as WeChatCase[]).map((name) => [
    wechatFailures[name].error,
    cases[name],
  ]),
)

/** WeChat's refusal as the shop shows it: errmsg verbatim (R); an empty one says no more than `incomplete`. */
export const wechatRefusal = (
  refusal: Refusal,
  authcode: string,
  context: Context,
): Outcome<never> => {
  const errmsg = refusal.kind === 'refused' ? refusal.errmsg : ''
  const error = refusal.kind === 'refused' ? String(refusal.errcode) : refusal.kind
  const silent = refusal.kind === 'refused' && errmsg === ''
  const row = silent ? cases['wechat-incomplete'] : (byError.get(error) ?? cases['system-error'])
  const note = {
    path: 'authcode',
    ...(refusal.note ?? {
      kind: 'wechat-refused',
      message: `WeChat refused the authcode with ${error}: the shop answered with its errmsg; log in again for another.`,
    }),
  }
  return refuseWith(
    context,
    row,
    note,
    errmsg === '' ? undefined : withRid(errmsg, context, authcode),
  )
}
