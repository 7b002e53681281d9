import { Router, type Request, type Response } from 'express'
import { DEFAULT_TENANT } from '../tenants.ts'
import { type Admin, notFound, sendProblem, badInput } from './admin.ts'
import { meantOrKnown } from '../../core/nearest-name.ts'
import { yamlText } from '../../scripting/yaml.ts'
import { openApiDocument } from './openapi/document.ts'

/** The calls about the server itself: health, version, livez, readyz, openapi.json, tenants, shutdown. */
export const serverRoutes = ({ apis, facts, tenants }: Admin): Router => {
  const router = Router()
  const started = performance.now()
  const self = () => ({ pid: process.pid, instanceId: facts.instanceId })
  const now = () => tenants.of(DEFAULT_TENANT).world.clock.now()

  router.get('/health', (_request, response) => {
    const { degraded } = facts.status()
    const well = degraded === undefined
    response.status(well ? 200 : 503).json({
      status: well ? 'healthy' : 'unhealthy',
      message: degraded ?? 'The mock is ok',
      version: facts.version,
      uptimeInSeconds: Math.floor((performance.now() - started) / 1000),
      timestamp: new Date(now()).toISOString(),
    })
  })

  router.get('/version', (_request, response) => {
    const { version } = facts
    response.format({
      'application/json': () => response.json({ version }),
      'text/plain': () => response.send(version),
      default: () => response.json({ version }),
    })
  })

  router.get('/livez', (_request, response) => {
    response.json({ status: 'ok', ...self() })
  })

  router.get('/readyz', (_request, response) => {
    const { degraded } = facts.status()
    if (degraded === undefined) response.json({ status: 'ready', ...self() })
    else response.status(503).json({ status: 'degraded', reason: degraded, ...self() })
  })

  let document: object | undefined
  router.get('/openapi.json', (_request, response) => {
    response.json((document ??= openApiDocument(apis, facts.version)))
  })

  router.get('/tenants', (_request, response) => {
    response.json({ tenants: tenants.keys() })
  })

  router.delete('/tenants/:key', (request, response) => {
    const { key } = request.params
    if (tenants.drop(key)) response.json({})
    else notFound(response, `There is no tenant ${key}.`)
  })

  router.post('/shutdown', (_request, response) => {
    if (facts.shutdown === undefined)
      sendProblem(
        response,
        501,
        'Not ours to stop',
        'The app is mounted in a server that stops itself.',
      )
    else {
      response.once('finish', facts.shutdown)
      response.json({})
    }
  })
  return router
}

/**
 * The calls for the OpenAPI document of the APIs. The document contains no secret, so pages of any origin may
 * read it. Mount these calls before the guard.
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
