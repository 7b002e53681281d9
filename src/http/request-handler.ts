import type { Routed } from '../core/routing.ts'
import type { WireRequest } from '../core/wire.ts'
import type { BackEnds } from './back-ends.ts'
import type { Shared } from '../world/replicas/shared-store.ts'
import type { Uploads } from './body.ts'
import { createDelivery, type DeliveryOptions } from './deliver.ts'
import { createDispatch, type Dispatch } from './dispatch.ts'
import { createFrontOf } from './front.ts'
import type { HostCheck } from './host-names.ts'
import { createDataPlane } from './data-plane.ts'
import { DEFAULT_TENANT, type Tenants } from './tenants.ts'

export interface RequestHandlerOptions extends DeliveryOptions {
  readonly route: (request: WireRequest) => Routed
  readonly tenants: Tenants
  readonly hosts: HostCheck
  /** Real back ends that answer for their APIs. */
  readonly backEnds?: BackEnds | undefined
  readonly requireTenant: boolean
  /** Where replicas share the state. */
  readonly shared?: Shared | undefined
  readonly uploads: Uploads
  /** `X-Mock-Notes` on answers that have notes. */
  readonly explain: boolean
}

/** Everything between a request of node's and an answer of node's, but for the admin API. */
export const createRequestHandler = (options: RequestHandlerOptions): Dispatch => {
  const {
    route,
    tenants,
    hosts,
    cors,
    durable,
    shared,
    backEnds,
    requireTenant,
    explain,
    uploads,
    limits,
    log,
  } = options
  const deliver = createDelivery(options)
  const front = createFrontOf(route)
  const dataPlane = createDataPlane({
    route,
    front,
    tenants,
    deliver,
    ...(durable === undefined ? {} : { durable }),
    shared,
    cors,
    backEnds,
    requireTenant,
    explain,
    uploads,
    limits,
    log,
  })
  return createDispatch({
    front,
    hosts,
    limits,
    log,
    dataPlane,
    refuse: (reply, exchange) => {
      deliver(reply, exchange, tenants.of(DEFAULT_TENANT).world.clock.now)
    },
  })
}
