import type { Services } from '../../core/context.ts'
import { indentedJson, type Dialect, type RefusalTarget } from '../../core/dialect.ts'
import type { Reply, WireRequest } from '../../core/wire.ts'
import { isNginxRefusal, nginxPage } from '../shared/nginx-pages.ts'
import { claimsOf, OPTIONS } from './claims.ts'
import { decode } from './decode.ts'
import {
  encode,
  exceptionReply,
  exitReply,
  jsonReply,
  optionsReply,
  refusals,
  type Asked,
} from './reply.ts'
import { routeOf } from './request.ts'

/** The envelope that ShopXO's DataReturn makes. */
export interface Envelope {
  readonly msg: string
  readonly code: number
  readonly data: unknown
}

/** The settings that depend on the site's application, and not on the framework. */
export interface ThinkPhpOptions {
  /**
   * The `code`s for which the application prints the envelope and exits, with the second encoder
   * (docs/spec/shopxo.md#bytes).
   */
  readonly exitCodes?: readonly number[]
  /** Controllers of the site that no operation of the API has, in StudlyCase. */
  readonly controllers?: readonly string[]
  /**
   * Returns the envelope that a closed site prints before it looks at any controller. Returns undefined while
   * the site is open.
   */
  readonly closed?: (services: Services) => Envelope | undefined
}

/**
 * Returns the dialect of ThinkPHP 6 behind nginx, as ShopXO v2.2.2 uses it. It claims `/api.php…` and the
 * paths without the script that the documents give.
 */
export const thinkphp = (options: ThinkPhpOptions = {}): Dialect => {
  const exitCodes = new Set<unknown>(options.exitCodes)
  return {
    name: 'thinkphp',
    refusals,
    claims: (api) => claimsOf(api, options.controllers ?? []),
    decode,
    encode: (request, operation, value, services) =>
      encode({ request, services, basis: operation.success.basis }, operation, value, exitCodes),
    refuse: (request, refusal, target) => refuse(request, refusal, target, options),
    documentLayout: indentedJson(4),
  }
}

const refuse = (
  request: WireRequest,
  refusal: string,
  { services }: RefusalTarget,
  { closed }: ThinkPhpOptions,
): Reply => {
  if (isNginxRefusal(refusal)) return nginxPage(refusal)
  const asked: Asked = { request, services, basis: 'recorded' }
  const route = routeOf(request)
  if (refusal === OPTIONS) return optionsReply(asked)
  if (refusal === 'exception')
    return route.kind === 'exception'
      ? exceptionReply({ ...asked, basis: 'source' }, route.message, route.status)
      : exceptionReply({ ...asked, basis: 'source' }, refusals.exception.message)
  const message = routeMessage(refusal, route)
  const shut = closed?.(services)
  return shut === undefined
    ? jsonReply(asked, { msg: message, code: -1000, data: '' })
    : exitReply(asked, shut)
}

/** ShopXO repeats the controller in lower case, and the action as the client sent it. */
const routeMessage = (refusal: string, route: ReturnType<typeof routeOf>): string => {
  const { controller, action } = route.kind === 'action' ? route : nowhere
  if (refusal === 'controller-not-found') return `${controller.toLowerCase()} 控制器不存在`
  if (refusal === 'action-not-found') return `${action} 非法访问`
  throw new Error(
    `ThinkPHP has no refusal \`${refusal}\`: name one of ${Object.keys(refusals).join(', ')}.`,
  )
}
const nowhere = { controller: 'index', action: 'index' }
