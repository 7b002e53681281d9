import { Router } from 'express'
import { DEFAULT_TENANT } from '../tenants.ts'
import type { Admin } from './admin.ts'
import { notFound, sendProblem } from './answer.ts'

/** health, version, livez, readyz, tenants, shutdown: the server's own, whatever the tenant. */
export const serverRoutes = ({ facts, tenants }: Admin): Router => {
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
