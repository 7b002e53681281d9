import { Router } from 'express'
import type { Admin } from './admin.ts'

/** World, journal, stubs, scenarios, cases in use, clock and coverage of the tenant back to the start. */
export const reset = ({ tenant }: Admin): Router => {
  const router = Router()
  router.post('/reset', (request, response) => {
    tenant(request).reset()
    response.end()
  })
  return router
}
