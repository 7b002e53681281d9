import { type Request, type Response, Router } from 'express'
import type { TenantWorld, WorldData } from '../../world/worlds.ts'
import type { Admin } from './admin.ts'
import { withWorld } from './with-world.ts'

/**
 * The tenant's world in the format of docs/spec/control.md#format-of-the-world: read, merged into,
 * replaced.
 */
export const world = ({ apis, tenant }: Admin): Router => {
  const router = Router()

  const change =
    (how: (world: TenantWorld, data: WorldData) => void) =>
    (request: Request, response: Response): void => {
      const own = tenant(request).world
      withWorld(response, apis, request.body, (data) => {
        how(own, data)
        response.json(own.data())
      })
    }

  router.get('/world', (request, response) => {
    response.json(tenant(request).world.data())
  })
  router.patch(
    '/world',
    change((own, data) => {
      own.patch(data)
    }),
  )
  router.put(
    '/world',
    change((own, data) => {
      own.replace(data)
    }),
  )
  return router
}

/** World, journal, stubs, scenarios, cases in use, clock and coverage of the tenant back to the start. */
export const reset = ({ tenant }: Admin): Router => {
  const router = Router()
  router.post('/reset', (request, response) => {
    tenant(request).reset()
    response.end()
  })
  return router
}
