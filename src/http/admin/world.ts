import { type Request, type Response, Router } from 'express'
import type { TenantWorld, WorldData } from '../../world/worlds.ts'
import type { Admin } from './admin.ts'
import type { Api } from '../../core/api.ts'
import { numbersAsText } from '../../core/numbers-as-text.ts'
import { WorldError } from '../../world/world-error.ts'
import { badInput } from './answer.ts'

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

/** Does something with a body that is a world; says what is wrong with one that is not. */
export const withWorld = (
  response: Response,
  apis: readonly Api[],
  body: unknown,
  act: (data: WorldData) => void,
): void => {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) {
    badInput(response, 'The body must be a JSON object: lists by name, and site.')
    return
  }
  try {
    act(numbersAsText(apis, body as WorldData))
  } catch (error) {
    if (!(error instanceof WorldError)) throw error
    badInput(response, error.message)
  }
}
