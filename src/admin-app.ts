import type { IncomingMessage } from 'node:http'
import type { Express } from 'express'
import type { Admin } from './http/admin/admin.ts'
import type { GuardOptions } from './http/admin/guard.ts'
import { DEFAULT_TENANT, type Tenants } from './http/tenants.ts'
import type { Visit } from './http/visit.ts'
import type { Worlds } from './world/worlds.ts'

export interface AdminApp {
  readonly app: Express
  /** Answers a visit whose path is under `/__admin`. */
  readonly answer: (visit: Visit) => void
  /** Notes what the door has found out, for the admin routers. */
  readonly announce: (visit: Visit) => void
}

/** `durable`: answers wait for the disk. */
export const createAdminApp = async (
  tenants: Tenants,
  guard: GuardOptions,
  durable: Worlds | undefined,
  adminFor: (tenant: Admin['tenant']) => Admin,
): Promise<AdminApp> => {
  const { createExpress, mountAdmin } = await import('./http/app.ts')
  const visits = new WeakMap<IncomingMessage, Visit>()
  const app = createExpress()
  const announce = (visit: Visit): void => {
    const { request, target, headers } = visit
    visits.set(request, visit)
    // The authority of an absolute target wins over `Host`: the guard has to compare with it.
    if (target.authority !== undefined) request.headers.host = headers['host']
    request.url = target.query === '' ? target.path : `${target.path}?${target.query}`
  }
  mountAdmin(
    app,
    adminFor((request) => tenants.of(visits.get(request)?.tenant ?? DEFAULT_TENANT)),
    guard,
    durable,
  )
  return {
    app,
    announce,
    answer: (visit) => {
      announce(visit)
      app(visit.request, visit.response)
    },
  }
}
