import type { IncomingMessage } from 'node:http'
import type { Express } from '../http/app.ts'
import type { Admin } from '../http/admin/admin.ts'
import type { GuardOptions } from '../http/admin/guard.ts'
import { DEFAULT_TENANT, type Tenants } from '../http/tenants.ts'
import type { Exchange } from '../http/exchange.ts'
import type { Shared } from '../world/store.ts'
import type { Worlds } from '../world/worlds.ts'

export interface AdminApp {
  readonly app: Express
  /** Answers an exchange whose path is under `/__admin`. */
  readonly answer: (exchange: Exchange) => void
  /** Notes what the door has found out, for the admin routers. */
  readonly announce: (exchange: Exchange) => void
}

/** `durable`: answers wait for the disk; `shared`: calls are run in turns. */
export const createAdminApp = async (
  tenants: Tenants,
  guard: GuardOptions,
  durable: Worlds | undefined,
  shared: Shared | undefined,
  adminFor: (addressing: Pick<Admin, 'tenant' | 'tenantKey'>) => Admin,
): Promise<AdminApp> => {
  const { createExpress, mountAdmin } = await import('../http/app.ts')
  const exchanges = new WeakMap<IncomingMessage, Exchange>()
  const app = createExpress()
  const announce = (exchange: Exchange): void => {
    const { request, target, headers } = exchange
    exchanges.set(request, exchange)
    // The authority of an absolute target wins over `Host`: the guard has to compare with it.
    if (target.authority !== undefined) request.headers.host = headers['host']
    request.url = target.query === '' ? target.path : `${target.path}?${target.query}`
  }
  const tenantKey: Admin['tenantKey'] = (request) => exchanges.get(request)?.tenant
  mountAdmin(
    app,
    adminFor({ tenantKey, tenant: (request) => tenants.of(tenantKey(request) ?? DEFAULT_TENANT) }),
    guard,
    durable,
    shared,
  )
  return {
    app,
    announce,
    answer: (exchange) => {
      announce(exchange)
      app(exchange.request, exchange.response)
    },
  }
}
