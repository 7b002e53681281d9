import type { Api } from '../../src/core/api.ts'
import type { Services } from '../../src/core/context.ts'
import { createRouter } from '../../src/core/routing.ts'
import { createDateHeader } from '../../src/http/date-header.ts'
import { defaultLimits } from '../../src/http/limits.ts'
import { createListener } from '../../src/http/listener.ts'
import { createRequestHandler } from '../../src/http/request-handler.ts'
import { createTenants, type Tenants } from '../../src/http/tenants.ts'
import { createScript } from '../../src/scripting/script.ts'
import { openWorlds } from '../../src/world/worlds.ts'

export interface Served {
  readonly port: number
  close(): Promise<void>
}

const log = () => undefined

/**
 * One API on a free port of loopback, through the mock's own listener, lane and script; without CORS, as
 * recorded. `services` replace those of the tenant.
 */
export const serveApi = async (api: Api, services?: () => Services): Promise<Served> => {
  const worlds = await openWorlds({
    collections: api.collections,
    siteShapes: api.site === undefined ? [] : [api.site],
    seedWorld: {},
  })
  const scriptOf = () =>
    createScript({
      apis: [api],
      journal: { entries: 1, bytes: 1_000_000 },
      stopwatch: () => performance.now(),
    })
  const tenants = createTenants(worlds, scriptOf, () => undefined)
  const dispatch = createRequestHandler({
    route: createRouter([api]),
    tenants: services === undefined ? tenants : withServices(tenants, services),
    hosts: () => true,
    cors: false,
    requireTenant: false,
    explain: false,
    uploads: { held: 0, most: defaultLimits.uploadBytes },
    limits: defaultLimits,
    log,
    closing: () => false,
    own: true,
    reset: (socket) => {
      socket.resetAndDestroy()
    },
  })
  const date = createDateHeader()
  const listener = createListener({
    limits: defaultLimits,
    log,
    date: () => date(0),
    handle: (request, response) => {
      dispatch(request, response, () => response.destroy())
    },
  })
  const { port } = await listener.listen(0, '127.0.0.1')
  return {
    port,
    close: async () => {
      await listener.close()
      await worlds.close()
    },
  }
}

const withServices = (tenants: Tenants, services: () => Services): Tenants => ({
  ...tenants,
  of: (key) => {
    const tenant = tenants.of(key)
    return { ...tenant, world: { ...tenant.world, services: services() } }
  },
})
