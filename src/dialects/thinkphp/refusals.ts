import { defineCases } from '../../core/case.ts'
import { nginxRefusals } from '../shared/nginx-pages.ts'

/** `code` of what ThinkPHP's exception handler prints (docs/spec/shopxo.md#bytes). */
export const EXCEPTION = -500

/** ShopXO's own words for a route that leads nowhere, ThinkPHP's for an exception, nginx's. */
export const refusals = {
  ...defineCases({
    'controller-not-found': {
      code: -1000,
      message: '<controller> 控制器不存在',
      status: 200,
      basis: 'recorded',
      source: 'docs/spec/shopxo.md#routes-and-request',
      kind: 'refusal',
      live: { text: 'name a controller that does not exist, as in s=nosuch/index' },
    },
    'action-not-found': {
      code: -1000,
      message: '<action> 非法访问',
      status: 200,
      basis: 'recorded',
      source: 'docs/spec/shopxo.md#routes-and-request',
      kind: 'refusal',
      live: { text: 'name an action that its controller does not have, as in s=user/nosuch' },
    },
    // With `ajax=ajax`, as every ShopXO client sends it; a page with HTTP 500 without.
    exception: {
      code: EXCEPTION,
      message: '服务器错误',
      status: 200,
      basis: 'source',
      source: 'docs/spec/shopxo.md#order-and-answers',
      kind: 'refusal',
    },
  }),
  ...nginxRefusals,
}
