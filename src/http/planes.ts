import type { Routed } from '../core/routing.ts'
import type { WireRequest } from '../core/wire.ts'
import { createDelivery, type DeliveryOptions } from './deliver.ts'
import { createFront, type Front } from './front.ts'
import type { HostCheck } from './host-names.ts'
import { createLane } from './lane.ts'
import { DEFAULT_TENANT, type Tenants } from './tenants.ts'

export interface PlanesOptions extends DeliveryOptions {
  readonly route: (request: WireRequest) => Routed
  readonly tenants: Tenants
  readonly hosts: HostCheck
  readonly requireTenant: boolean
  /** `X-Mock-Notes` on answers that have notes. */
  readonly explain: boolean
}

/** Everything between a request of node's and an answer of node's, but for the admin API. */
export const createPlanes = (options: PlanesOptions): Front => {
  const { route, tenants, hosts, cors, requireTenant, explain, limits, log } = options
  const deliver = createDelivery(options)
  const lane = createLane({
    route,
    tenant: (key) => tenants.of(key),
    deliver,
    cors,
    requireTenant,
    explain,
    limits,
    log,
  })
  return createFront({
    hosts,
    limits,
    log,
    lane,
    refuse: (reply, visit) => {
      deliver(reply, visit, tenants.of(DEFAULT_TENANT).world.clock.now)
    },
  })
}
