import express, {
  type ErrorRequestHandler,
  type Express,
  type Request,
  type RequestHandler,
  type Router,
} from 'express'
import { type Admin, notFound, sendProblem, pathOf } from './admin/admin.ts'
import { cases, use } from './admin/cases.ts'
import { events } from './admin/events.ts'
import { consolePage } from './admin/console-page.ts'
import { createGuard, type GuardOptions } from './admin/guard.ts'
import { fixtures, providerStates } from './admin/fixtures.ts'
import { holdBack, inTurn } from './admin/in-turn.ts'
import { jsonBody } from './admin/json-body.ts'
import { mappingSets } from './admin/mapping-sets.ts'
import { mappings } from './admin/mappings.ts'
import { nearMisses } from './admin/near-misses.ts'
import { recordings, scenarios, settings } from './admin/wiremock.ts'
import { requests } from './admin/requests.ts'
import { clock, world } from './admin/world.ts'
import { apiDocuments, serverRoutes } from './admin/server-routes.ts'
import { sms, wechat, tokens } from './admin/wechat.ts'
import { snapshots } from './admin/snapshots.ts'
import { NoRoomError, type Shared } from '../world/store.ts'
import { WorldsFullError } from '../world/world-room.ts'
import { maskText } from '../core/mask-text.ts'
import type { Durable } from './deliver.ts'
import { printable } from './log.ts'
import type { Log } from '../core/log.ts'
import { DEFAULT_TENANT } from './tenants.ts'

export type { Express } from 'express'

/** Creates an Express app that adds no `X-Powered-By` and no `ETag` header. */
export const createExpress = (): Express => {
  const app = express()
  app.disable('x-powered-by')
  app.disable('etag')
  return app
}

const subjects: readonly ((admin: Admin) => Router)[] = [
  serverRoutes,
  // Before requests, whose route `/requests/:id` would match the paths of near misses.
  nearMisses,
  requests,
  // Before mappings, whose route `/mappings/:id` would match the paths of mapping sets.
  mappingSets,
  mappings,
  fixtures,
  providerStates,
  scenarios,
  settings,
  recordings,
  cases,
  use,
  clock,
  world,
  snapshots,
  wechat,
  sms,
  tokens,
  events,
  apiDocuments,
]

/** Creates the routers of all admin calls, without the middleware before and after them. */
export const adminRouters = (admin: Admin): readonly Router[] =>
  subjects.map((subject) => subject(admin))

/**
 * Mounts the admin API at `/__admin`. With `durable`, answers wait until changes are on disk. With `shared`,
 * calls run in turns.
 */
export const mountAdmin = (
  app: Express,
  admin: Admin,
  guard: GuardOptions,
  durable?: Durable,
  shared?: Shared,
): void => {
  // Before the guard, because the API documents hold no secret and pages of any origin may read them.
  app.use('/__admin', apiDocuments(admin))
  app.use('/__admin', consolePage(admin, guard.consoleKey), createGuard(guard))
  if (shared === undefined) app.use('/__admin', keepChanged(admin))
  if (durable !== undefined) app.use('/__admin', holdBack(durable))
  const routers = adminRouters(admin)
  app.use('/__admin', jsonBody(admin))
  if (shared === undefined) app.use('/__admin', ...routers)
  else app.use('/__admin', inTurn(shared, admin, isAsking, routers))
  app.use('/__admin', (request, response) => {
    notFound(
      response,
      `There is no admin call ${request.method} ${printable(request.originalUrl)}.`,
    )
  })
  app.use('/__admin', adminErrors(admin.log))
}

/** Matches the paths of POST calls that change nothing. */
const ASKING =
  /^\/(requests\/(find|count)|near-misses\/.*|mappings\/find-by-metadata|tokens\/introspect|wechat\/encrypt)$/

const isAsking = ({ method, path }: Request): boolean =>
  method === 'GET' || method === 'HEAD' || method === 'OPTIONS' || ASKING.test(path)

/** Protects a tenant that an admin call has changed from being dropped for another. */
const keepChanged =
  ({ tenants, tenantKey }: Admin): RequestHandler =>
  (request, response, next) => {
    if (!isAsking(request))
      response.once('finish', () => {
        if (response.statusCode < 400) tenants.keep(tenantKey(request) ?? DEFAULT_TENANT)
      })
    next()
  }

/** Returns whether V8 refused to make a string of more than about 2^29 characters. */
const isTooLong = (error: unknown): boolean =>
  error instanceof RangeError && error.message === 'Invalid string length'

// Express recognizes an error handler by its four parameters.
const adminErrors =
  (log: Log): ErrorRequestHandler =>
  (error: unknown, request, response, next) => {
    if (response.headersSent) {
      next(error)
      return
    }
    const { status } = error as { status?: number }
    if (isTooLong(error)) {
      log('warn', `admin answer too long: ${request.method} ${pathOf(request)}`)
      sendProblem(
        response,
        507,
        'Answer too long',
        'The answer would be longer than any text can be (512 MB): ask for less of it, such as one entry, list or stub.',
      )
    } else if (error instanceof NoRoomError) {
      log('warn', `tenant not made for ${request.method} ${pathOf(request)}: no room`)
      sendProblem(response, 503, 'No room for a tenant', error.message)
    } else if (error instanceof WorldsFullError) {
      log('warn', `change of a world refused: ${request.method} ${pathOf(request)}: no room`)
      sendProblem(response, 409, 'Worlds too large', error.message)
    } else if (status === 400)
      sendProblem(response, 400, 'Bad request', 'The request is malformed.')
    else {
      log(
        'error',
        `admin call ${request.method} ${pathOf(request)} failed: ${printable(maskText(String(error)))}`,
      )
      sendProblem(response, 500, 'Defect', 'The mock itself failed on this call; its log says why.')
    }
  }
