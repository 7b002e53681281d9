import { createDelivery, type DeliveryOptions } from './deliver.ts'
import { createDispatch, type Dispatch } from './dispatch.ts'
import { createFrontOf } from './target.ts'
import type { HostCheck } from './host-names.ts'
import { createDataPlane, type DataPlaneOptions } from './data-plane.ts'
import { DEFAULT_TENANT } from './tenants.ts'

export interface RequestHandlerOptions
  extends DeliveryOptions, Omit<DataPlaneOptions, 'front' | 'deliver' | 'durable'> {
  readonly hosts: HostCheck
}

/** Everything between a request of node's and an answer of node's, but for the admin API. */
export const createRequestHandler = (options: RequestHandlerOptions): Dispatch => {
  const { route, tenants, hosts, limits, log, shared } = options
  const deliver = createDelivery(options)
  const front = createFrontOf(route)
  const dataPlane = createDataPlane({ ...options, front, deliver })
  return createDispatch({
    front,
    hosts,
    limits,
    log,
    dataPlane,
    refuse: (reply, exchange) => {
      const refuse = (): void => {
        deliver(reply, exchange, tenants.of(DEFAULT_TENANT).world.clock.now)
      }
      if (shared === undefined) refuse()
      else shared.turn(DEFAULT_TENANT, false, () => undefined).then(refuse, refuse)
    },
  })
}
