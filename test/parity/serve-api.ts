import type { Api } from '../../src/core/api.ts'
import type { Services } from '../../src/core/context.ts'
import { createRouter } from '../../src/core/dialect.ts'
import { createFrontOf } from '../../src/http/exchange.ts'
import { createDateHeader } from '../../src/http/deliver.ts'
import { defaultLimits } from '../../src/http/limits.ts'
import { createListener } from '../../src/http/listener.ts'
import { createDispatch } from '../../src/http/dispatch.ts'
import { createTenants, DEFAULT_TENANT, type Tenants } from '../../src/http/tenants.ts'
import type { Entry } from '../../src/scripting/journal-entry.ts'
import { createScript } from '../../src/scripting/script.ts'
import { openWorlds } from '../../src/world/worlds.ts'
import type { WorldData } from '../../src/world/world-data.ts'

export interface Served {
  readonly port: number
  /** `entry` returns the journal's entry with a number, and `latest` returns the newest entry. */
  entry(sequence: number): Entry | undefined
  latest(): Entry | undefined
  close(): Promise<void>
}

const log = () => undefined

export interface ServeOptions {
  /** Replaces the tenant's services. */
  readonly services?: () => Services
  readonly seedWorld?: WorldData
}

/**
 * Serves one API on a free port of loopback, through the mock's own listener, dispatch and script. CORS is
 * off, as it was in the recordings.
 */
export const serveApi = async (
  api: Api,
  { services, seedWorld = {} }: ServeOptions = {},
): Promise<Served> => {
  const worlds = await openWorlds({
    collections: api.collections,
    siteShapes: api.site === undefined ? [] : [api.site],
    seedWorld,
  })
  const scriptOf = () =>
    createScript({
      apis: [api],
      journal: { entries: 8, bytes: 8_000_000 },
      stopwatch: () => performance.now(),
    })
  const route = createRouter([api])
  const front = createFrontOf(route)
  const tenants = createTenants(worlds, scriptOf, () => undefined)
  const dispatch = createDispatch({
    route,
    front,
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
    front,
    handle: (request, response) => {
      dispatch(request, response, () => response.destroy())
    },
  })
  const { port } = await listener.listen(0, '127.0.0.1')
  return {
    port,
    entry: (sequence) => tenants.of(DEFAULT_TENANT).script.journal.find(sequence),
    latest: () => tenants.of(DEFAULT_TENANT).script.journal.latest(),
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
