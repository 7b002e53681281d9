import { Router } from 'express'
import type { Admin } from './admin.ts'
import { openApiDocument } from './openapi/document.ts'

/** What the admin API is, for machines. */
export const openApi = ({ apis, facts }: Admin): Router => {
  const router = Router()
  let made: object | undefined
  router.get('/openapi.json', (_request, response) => {
    response.json((made ??= openApiDocument(apis, facts.version)))
  })
  return router
}
