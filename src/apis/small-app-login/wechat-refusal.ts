import type { CaseRow } from '../../core/case.ts'
import type { Context, Exchange } from '../../core/context.ts'
import type { Outcome } from '../../core/outcome.ts'
import { wechatFailures, withRid, type WeChatCase } from '../../core/wechat-failures.ts'
import { refuseWith } from '../shared/refuse-with.ts'

import { cases, wechatMessage } from './cases.ts'

type Refusal = Exclude<Exchange, { readonly kind: 'person' }>

const byError: ReadonlyMap<string, CaseRow> = new Map(
  (Object.keys(wechatFailures) as WeChatCase[]).map((name) => [
    wechatFailures[name].error,
    cases[name],
  ]),
)

/** WeChat's refusal in the site's words. An errcode that is no case of its own counts as `system-error`. */
export const wechatRefusal = (refusal: Refusal, code: string, context: Context): Outcome<never> => {
  const errmsg = refusal.kind === 'refused' ? refusal.errmsg : ''
  const error = refusal.kind === 'refused' ? String(refusal.errcode) : refusal.kind
  return refuseWith(
    context,
    byError.get(error) ?? cases['system-error'],
    {
      path: 'code',
      ...(refusal.note ?? {
        kind: 'wechat-refused',
        message: `WeChat refused the code with ${error}: the site answered with its errmsg; log in again for another.`,
      }),
    },
    withRid(wechatMessage(errmsg), context, code),
  )
}
