import { Router, type Request, type Response } from 'express'
import { WorldError } from '../../world/world-error.ts'
import type { TenantWorld, WorldData } from '../../world/worlds.ts'
import type { Admin } from './admin.ts'
import { badInput } from './answer.ts'

/** The tenant's world in the format of control.md: read, merged into, replaced. */
export const world = ({ tenant }: Admin): Router => {
  const router = Router()

  const change =
    (how: (world: TenantWorld, data: WorldData) => void) =>
    (request: Request, response: Response): void => {
      const own = tenant(request).world
      const body: unknown = request.body
      if (typeof body !== 'object' || body === null || Array.isArray(body)) {
        badInput(response, 'The body must be a JSON object: lists by name, and site.')
        return
      }
      try {
        how(own, body as WorldData)
      } catch (error) {
        if (!(error instanceof WorldError)) throw error
        badInput(response, error.message)
        return
      }
      response.json(own.data())
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
