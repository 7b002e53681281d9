import type { Api } from '../../src/core/api.ts'
import { createRouter } from '../../src/core/dialect.ts'
import { createDateHeader } from '../../src/http/deliver.ts'
import type { Reply } from '../../src/core/wire.ts'
import { createHostCheck } from '../../src/http/host-names.ts'
import { defaultLimits, type Limits } from '../../src/http/limits.ts'
import { createListener } from '../../src/http/listener.ts'
import { createDispatch, type DispatchOptions } from '../../src/http/dispatch.ts'
import { createFrontOf } from '../../src/http/exchange.ts'
import type { Tenant, Tenants } from '../../src/http/tenants.ts'
import { createScript } from '../../src/scripting/script.ts'
import { createServices } from '../support/services.ts'
import { toyApi } from '../support/toy-api.ts'

interface ToyOptions extends Partial<Omit<DispatchOptions, 'limits'>> {
  readonly limits?: Partial<Limits>
  readonly api?: Api
  readonly tls?: { readonly cert: string; readonly key: string }
}

export interface ToyServer {
  readonly port: number
  readonly log: readonly string[]
  readonly tenants: Tenants
  close(): Promise<void>
}

/** The socket side alone, in front of the toy API and a world that stands still. */
export const startToy = async ({
  limits: some,
  api = toyApi,
  tls,
  ...options
}: ToyOptions = {}): Promise<ToyServer> => {
  const log: string[] = []
  const limits = { ...defaultLimits, ...some }
  const tenants = toyTenants(api)
  let closing = false
  const route = createRouter([api])
  const date = createDateHeader()
  const dispatch = createDispatch({
    route,
    front: createFrontOf(route),
    tenants,
    hosts: createHostCheck([]),
    requireTenant: false,
    explain: false,
    uploads: { held: 0, most: limits.uploadBytes },
    cors: true,
    closing: () => closing,
    own: true,
    reset: (socket) => {
      listener.reset(socket)
    },
    limits,
    log: (level, line) => log.push(`${level} ${line}`),
    ...options,
  })
  const listener = createListener({
    limits,
    log: (level, line) => log.push(`${level} ${line}`),
    ...(tls === undefined ? {} : { tls }),
    date: () => date(tenants.of('default').world.clock.now()),
    handle: (request, response) => {
      dispatch(request, response, () => response.end('admin'))
    },
  })
  const { port } = await listener.listen(0, '127.0.0.1')
  return {
    port,
    log,
    tenants,
    close: () => {
      closing = true
      return listener.close()
    },
  }
}

export const toyTenants = (api: Api): Tenants => {
  const known = new Map<string, Tenant>()
  const begin = (key: string): Tenant => {
    const services = createServices({ collections: api.collections })
    const script = createScript({
      apis: [api],
      journal: { entries: 100, bytes: 1_000_000 },
      stopwatch: () => 0,
    })
    const tenant = {
      key,
      world: { services, clock: { now: services.now } },
      script,
      delayed: (reply: Reply) => reply,
    } as unknown as Tenant
    known.set(key, tenant)
    return tenant
  }
  return {
    of: (key) => known.get(key) ?? begin(key),
    has: () => true,
    passing: begin,
    keep: () => undefined,
    keys: () => [...known.keys()],
    snapshotBytes: () => 0,
    stubBytes: () => 0,
    drop: (key) => known.delete(key),
  }
}
