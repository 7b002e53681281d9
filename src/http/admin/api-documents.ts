import { Router, type Request, type Response } from 'express'
import { meantOrKnown } from '../../core/nearest-name.ts'
import { yamlText } from '../../scripting/yaml.ts'
import type { Admin } from './admin.ts'
import { badInput, notFound } from './answer.ts'
import { openApiDocument } from './openapi/document.ts'

/**
 * The OpenAPI document of the APIs. It holds no secret, so that a page of any origin may read it: it stands
 * before the guard.
 */
export const apiDocuments = ({ apis, apiDocument }: Admin): Router => {
  const router = Router()
  const send =
    (write: (response: Response, document: object) => void) =>
    async ({ query }: Request, response: Response): Promise<void> => {
      const { api, version = '3.1' } = query
      response.setHeader('Access-Control-Allow-Origin', '*')
      const names = apis.map(({ name }) => name)
      if (version !== '3.1' && version !== '3.0')
        badInput(response, `There is no version ${JSON.stringify(version)}: use 3.1 or 3.0.`)
      else if (api !== undefined && typeof api !== 'string')
        badInput(response, 'Name one API: ?api=small-app-login.')
      else if (api !== undefined && !names.includes(api))
        notFound(response, `There is no API ${JSON.stringify(api)}${meantOrKnown(api, names)}`)
      else write(response, await apiDocument({ api, openapi: version }))
    }
  router.get(
    '/apis/openapi.json',
    send((response, document) => {
      response.json(document)
    }),
  )
  router.get(
    '/apis/openapi.yaml',
    send((response, document) => {
      response.setHeader('Content-Type', 'application/yaml')
      response.end(yamlText(document))
    }),
  )
  return router
}

/** What the admin API is, for machines. */
export const openApi = ({ apis, facts }: Admin): Router => {
  const router = Router()
  let made: object | undefined
  router.get('/openapi.json', (_request, response) => {
    response.json((made ??= openApiDocument(apis, facts.version)))
  })
  return router
}
